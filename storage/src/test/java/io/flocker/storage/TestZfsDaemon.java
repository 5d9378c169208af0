package io.flocker.storage;

import io.flocker.storage.linux.Mounts;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A {@code zfs-fuse} daemon for the duration of a test class, unless the machine has a working ZFS
 * of its own. It must see the same mounts as the test, so it runs in the same mount namespace, with
 * the fixed paths that it insists on.
 */
final class TestZfsDaemon {

  private static final List<Path> DIRECTORIES =
      List.of(Path.of("/var/run/zfs"), Path.of("/var/lock/zfs"), Path.of("/var/lib/zfs"));
  private static final Path CACHE = Path.of("/var/lib/zfs/zpool.cache");
  private static final Path LOCK = Path.of("/var/lock/zfs/zfs_lock");

  private static final Path SOCKET = Path.of("/var/run/zfs/zfs_socket");

  /** What drops all that the machine has read from its disks, for everything that runs on it. */
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<Path> made = new ArrayList<>();
  private final boolean cachesKept;
  private final Process process;

  private TestZfsDaemon() throws IOException {
    for (Path directory : DIRECTORIES) {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        made.add(directory);
      }
    }
    process =
        new ProcessBuilder("zfs-fuse", "--no-kstat-mount", "--no-daemon", "-m", "64")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Awaitility.await("zfs-fuse to answer (is another one running?)")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .failFast("it has ended", () -> !process.isAlive())
        .until(TestZfsDaemon::works);
    cachesKept = keepCaches();
  }

  /**
   * The programs of zfs-fuse drop the machine's caches at each rollback, and fail if they may not.
   * Meanwhile what they write goes nowhere, as on the hosts of the lab.
   */
  private static boolean keepCaches() throws IOException {
    if (!Files.exists(DROP_CACHES) || Mounts.now().at(DROP_CACHES).isPresent()) {
      return false;
    }
    TestDisk.run(Command.of("mount", "--bind", "/dev/null", DROP_CACHES.toString()));
    return true;
  }

  /** Starts a daemon if there is no ZFS yet. */
  static Optional<TestZfsDaemon> start() throws IOException {
    if (works()) {
      return Optional.empty();
    }
    return Optional.of(new TestZfsDaemon());
  }

  private static boolean works() {
    return new Commands().run(Command.of("zpool", "list")).succeeded();
  }

  /** Stops it and removes what it left. */
  void stop() throws IOException, InterruptedException {
    if (cachesKept) {
      TestDisk.run(Command.of("umount", DROP_CACHES.toString()));
    }
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Files.deleteIfExists(CACHE);
    Files.deleteIfExists(LOCK);
    Files.deleteIfExists(SOCKET);
    for (Path directory : made) {
      Files.delete(directory);
    }
  }
}
