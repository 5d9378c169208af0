package io.flocker.e2e.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The three hosts with the product on one kind of filesystem, empty at first. */
public final class Cluster {

  /** The hosts' names. */
  public static final List<String> HOSTS = List.of("h1", "h2", "h3");

  private final Path files;

  private Cluster(Path files) {
    this.files = files;
  }

  /** Empties all hosts and has them keep volumes on {@code backend}. */
  public static Cluster empty(String backend) {
    try {
      Path files = Files.createDirectories(Lab.share().resolve("e2e"));
      try (InputStream script = Cluster.class.getResourceAsStream("/empty-host.sh")) {
        Files.write(files.resolve("empty-host.sh"), Objects.requireNonNull(script).readAllBytes());
      }
      String settings =
          switch (backend) {
            case "btrfs" -> "{backend: btrfs, root_path: /btrfs}";
            case "zfs" -> "{backend: zfs, pool: flocker, mount_root: /flocker}";
            case "loopback" -> "{backend: loopback, root_path: /disk/loopback}";
            default -> throw new IllegalArgumentException(backend);
          };
      HOSTS.parallelStream()
          .forEach(host -> {
            Lab.on(host, "sh", "/share/e2e/empty-host.sh").orFail();
            String write = "printf 'version: 1\\ndataset: " + settings + "\\n'";
            Lab.shell(host, write + " > /etc/flocker/agent.yml").orFail();
          });
      return new Cluster(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The deployment that runs these applications on h1, h2 and h3: names with commas between. */
  public static String placing(String onFirst, String onSecond, String onThird) {
    return "version: 1\nnodes:\n"
        + "  10.77.0.1: ["
        + onFirst
        + "]\n"
        + "  10.77.0.2: ["
        + onSecond
        + "]\n"
        + "  10.77.0.3: ["
        + onThird
        + "]\n";
  }

  /** Runs {@code flocker-deploy} outside of all hosts, as an administrator does. */
  public Shell.Result deploy(String deployment, String application, String... options) {
    return Lab.outside(deployCommand(deployment, application, options).toArray(String[]::new));
  }

  /** The command that {@link #deploy} runs. */
  public List<String> deployCommand(String deployment, String application, String... options) {
    Path deploymentFile = write("deployment.yml", deployment);
    Path applicationFile = write("application.yml", application);
    List<String> command =
        new ArrayList<>(
            List.of(
                Lab.program("flocker-deploy").toString(),
                "--identity",
                Lab.key().toString(),
                "--known-hosts",
                files.resolve("known_hosts").toString()));
    command.addAll(List.of(options));
    command.add(deploymentFile.toString());
    command.add(applicationFile.toString());
    return command;
  }

  private Path write(String name, String text) {
    try {
      return Files.write(files.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of our running containers on a host, without the prefix, sorted. */
  public static List<String> running(String host) {
    return Lab.shell(
            host,
            "docker ps --filter name=flocker-- --format '{{.Names}}' | sed s/flocker--// | sort")
        .orFail()
        .lines()
        .toList();
  }
}
