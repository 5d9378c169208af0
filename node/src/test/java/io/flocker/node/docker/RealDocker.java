package io.flocker.node.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Docker Engine of its own for a test class, with one small image. It lives in network, mount and
 * process namespaces that end with this process at the latest, so that no rule, mount or process of
 * it stays on the machine. Needs root, {@code dockerd}, {@code busybox} (static), {@code unshare}
 * and {@code nsenter}.
 */
final class RealDocker implements BeforeAllCallback, AfterAllCallback {

  /** Waits, until told otherwise, and declares the volume {@code /anonymous}. */
  static final String IMAGE = "box:1";

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int SECONDS = 180;

  private @Nullable Path directory;
  private @Nullable Process namespaces;
  private @Nullable Process daemon;
  private @Nullable DockerClient client;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("flocker-docker");
    namespaces = startNamespaces();
    boot();
    buildImage();
  }

  Path socket() {
    return directory().resolve("docker.sock");
  }

  /** A client of its own, which shares nothing with what is tested. */
  DockerClient client() {
    if (client == null) {
      EngineConfig config = new EngineConfig(socket());
      client =
          DockerClientImpl.getInstance(
              config,
              new ApacheDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build());
    }
    return client;
  }

  /** A new directory that containers can be given. */
  Path newDirectory() throws IOException {
    return Files.createTempDirectory(Files.createDirectories(directory().resolve("volumes")), "v");
  }

  /** Removes every container, whoever made it. */
  void removeAllContainers() {
    for (Container container : client().listContainersCmd().withShowAll(true).exec()) {
      client().removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true).exec();
    }
  }

  /** Starts the engine and waits until it answers. */
  void boot() throws Exception {
    Path log = directory().resolve("dockerd.log");
    long began = System.nanoTime();
    long logged = start(log);
    while (!answers()) {
      boolean ended = daemon().waitFor(50, TimeUnit.MILLISECONDS);
      if (ended && isContainerdLate(log, logged)) {
        logged = start(log);
      } else if (ended || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(SECONDS)) {
        throw new IllegalStateException("dockerd does not start:\n" + Files.readString(log));
      }
    }
  }

  /** The engine gives containerd 15 s, which a busy machine may need longer for, and ends. */
  private static boolean isContainerdLate(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    return new String(all, (int) from, all.length - (int) from, UTF_8)
        .contains("timeout waiting for containerd to start");
  }

  /** Returns where in the log its part begins. */
  private long start(Path log) throws IOException {
    long logged = Files.exists(log) ? Files.size(log) : 0;
    daemon =
        new ProcessBuilder(
                inNamespaces(
                    "dockerd",
                    "--data-root=" + directory().resolve("data"),
                    "--exec-root=/run/docker",
                    "--pidfile=/run/docker.pid",
                    "--host=unix://" + socket(),
                    "--exec-opt=native.cgroupdriver=cgroupfs",
                    "--cgroup-parent=" + cgroup()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return logged;
  }

  /** Ends the engine as a shutdown of the machine does; its containers end with it. */
  void shutDown() throws Exception {
    if (daemon != null) {
      daemon.children().forEach(ProcessHandle::destroy);
      if (!daemon.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("dockerd does not end");
      }
    }
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /** Runs a program on the engine's host; returns what it printed. */
  String onHost(String... command) throws Exception {
    return run(inNamespaces(command));
  }

  private boolean answers() {
    try {
      client().pingCmd().exec();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * The first process of the namespaces waits for one that reads our end of a pipe, and so ends
   * when we do. It is a shell, which takes note of whatever else ends: the engine would take a
   * containerd that was killed with the engine before it for one that still runs.
   */
  private static Process startNamespaces() throws Exception {
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "--propagation=private",
                "sh",
                "-ec",
                "ip link set lo up; mount -t tmpfs tmpfs /run; mkdir /run/lock; echo ready; cat; exit 0")
            .redirectErrorStream(true)
            .start();
    String answer = process.inputReader(UTF_8).readLine();
    if (!"ready".equals(answer)) {
      throw new IllegalStateException("no namespaces for dockerd (is this root?): " + answer);
    }
    return process;
  }

  private String[] inNamespaces(String... command) {
    if (namespaces == null) {
      throw new IllegalStateException("not started");
    }
    long pid = namespaces.children().findFirst().orElseThrow().pid();
    return Stream.concat(
            Stream.of("nsenter", "--target=" + pid, "--mount", "--net", "--pid"),
            Stream.of(command))
        .toArray(String[]::new);
  }

  private void buildImage() throws Exception {
    Path image = Files.createDirectories(directory().resolve("image/bin"));
    Path busybox = Path.of(run("sh", "-c", "command -v busybox").strip());
    Files.copy(busybox, image.resolve("busybox"));
    Path dockerfile = directory().resolve("image/Dockerfile");
    Files.writeString(
        dockerfile,
        """
        FROM scratch
        COPY bin/ /bin/
        VOLUME /anonymous
        CMD ["/bin/busybox", "sh", "-c", "trap 'exit 0' TERM; while :; do /bin/busybox sleep 1000 & wait; done"]
        """);
    client()
        .buildImageCmd(dockerfile.toFile())
        .withTags(Set.of(IMAGE))
        .exec(new BuildImageResultCallback())
        .awaitImageId();
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  private Process daemon() {
    if (daemon == null) {
      throw new IllegalStateException("not started");
    }
    return daemon;
  }

  private Path directory() {
    if (directory == null) {
      throw new IllegalStateException("not started");
    }
    return directory;
  }

  private String cgroup() {
    return "/" + directory().getFileName();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    try {
      shutDown();
    } finally {
      if (namespaces != null) {
        namespaces.getOutputStream().close();
        namespaces.waitFor();
      }
      removeCgroups();
      removeDirectory();
    }
  }

  /** Looks into no cgroup but our own: those of others may vanish under way. */
  private void removeCgroups() throws IOException {
    List<Path> hierarchies;
    try (Stream<Path> below = Files.list(CGROUPS)) {
      hierarchies = Stream.concat(Stream.of(CGROUPS), below).toList();
    }
    for (Path hierarchy : hierarchies) {
      Path ours = hierarchy.resolve(directory().getFileName());
      if (Files.isDirectory(ours)) {
        removeFolders(ours);
      }
    }
  }

  private static void removeFolders(Path top) throws IOException {
    List<Path> folders;
    try (Stream<Path> walk = Files.find(top, 8, (path, kind) -> kind.isDirectory())) {
      folders = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path folder : folders) {
      Files.delete(folder);
    }
  }

  private void removeDirectory() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory())) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
