package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that really is full. Needs root, to mount small filesystems. */
class FullDiskTest {

  @TempDir private Path folder;

  private final List<Path> mounted = new ArrayList<>();

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    for (Path mount : mounted) {
      run("umount", mount.toString());
    }
  }

  @Test
  void a_full_tmpfs_fails_commands_only_as_long_as_it_is_full()
      throws IOException, InterruptedException {
    Path mount = Files.createDirectory(folder.resolve("tmpfs"));
    run("mount", "-t", "tmpfs", "-o", "size=4m", "flocker-test", mount.toString());
    mounted.add(mount);
    fillAndFree(mount);
  }

  @Test
  void a_full_ext4_fails_commands_only_as_long_as_it_is_full()
      throws IOException, InterruptedException {
    Path image = folder.resolve("image");
    try (var channel = Files.newByteChannel(Files.createFile(image), StandardOpenOption.WRITE)) {
      channel.position((8 << 20) - 1).write(ByteBuffer.allocate(1));
    }
    run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    Path mount = Files.createDirectory(folder.resolve("ext4"));
    run("mount", "-o", "loop", image.toString(), mount.toString());
    mounted.add(mount);
    fillAndFree(mount);
  }

  private static void fillAndFree(Path mount) throws IOException {
    Path file = mount.resolve("configuration.db");
    Path ballast = mount.resolve("ballast");
    ClusterConfiguration last;
    try (ConfigurationStore store = open(file)) {
      store.submit(new Command.SeeNode(Scenario.A, "10.0.0.1"), "tester");
      for (int round = 0; round < 3; round++) {
        occupy(ballast, 300 << 10);
        ClusterConfiguration before = fill(store);
        assertThat(store.snapshot()).isSameAs(before);
        assertThat(store.history(HistoryQuery.latest(1)).getFirst().revision())
            .isEqualTo(before.revision());
        // A command that writes nothing is answered, a small one may or may not find room.
        assertThat(store.submit(new Command.ExpireLeases(), "tester"))
            .isInstanceOf(Outcome.Done.class);

        Files.delete(ballast);
        assertThat(store.submit(large(before.datasets().size()), "tester"))
            .isInstanceOf(Outcome.Done.class);
        assertThat(store.snapshot().revision()).isEqualTo(before.revision() + 1);
      }
      last = store.snapshot();
    }
    try (ConfigurationStore again = open(file)) {
      assertThat(again.snapshot().revision()).isEqualTo(last.revision());
      assertThat(again.snapshot().datasets()).isEqualTo(last.datasets());
    }
  }

  private static ConfigurationStore open(Path file) {
    return ConfigurationStore.open(file, InstantSource.system(), AssertionError::new);
  }

  /** Commands until one fails; gives what was before it. */
  private static ClusterConfiguration fill(ConfigurationStore store) {
    for (int i = 0; i < 10_000; i++) {
      ClusterConfiguration before = store.snapshot();
      Throwable failure =
          catchThrowable(() -> store.submit(large(before.datasets().size()), "tester"));
      if (failure != null) {
        assertThat(failure)
            .isInstanceOf(ProblemException.class)
            .hasMessageContaining("the disk is full")
            .hasMessageContaining("make room");
        return before;
      }
    }
    throw new AssertionError("the disk never became full");
  }

  private static Command large(long number) {
    Map<String, String> metadata = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      metadata.put("key" + i, "x".repeat(256));
    }
    return new Command.CreateDataset(
        Scenario.dataset(number), Scenario.A, Optional.empty(), metadata);
  }

  /** Takes all room but {@code left} bytes. */
  private static void occupy(Path ballast, long left) throws IOException {
    long free = Files.getFileStore(ballast.getParent()).getUsableSpace();
    Files.write(ballast, new byte[(int) Math.max(0, free - left)]);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}
