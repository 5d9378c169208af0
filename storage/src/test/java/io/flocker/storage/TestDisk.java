package io.flocker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A filesystem in a sparse file, mounted through a loop device until it is closed. */
public record TestDisk(Path directory, Path mount) implements AutoCloseable {

  private static final Commands COMMANDS = new Commands();

  // zfs-fuse calls sync(2), which writes out what the whole machine has not written yet: one
  // command may take many seconds, and would be cut off in its midst.
  private static final Duration IDLE = Duration.ofMinutes(2);

  /** Makes and mounts one; {@code mkfs} is the program with its options. */
  public static TestDisk make(long gibibytes, String... mkfs) throws IOException {
    Path directory = Files.createTempDirectory("flocker-disk-");
    Path image = directory.resolve("image");
    Path mount = Files.createDirectory(directory.resolve("mount"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(gibibytes << 30);
    }
    run(Command.of(mkfs).with(image.toString()));
    run(Command.of("mount", "-o", "loop", image.toString(), mount.toString()));
    return new TestDisk(directory, mount);
  }

  /** Runs a command that must succeed. */
  public static void run(Command command) {
    COMMANDS.check(command);
  }

  /** Runs a command that zfs-fuse refuses until it has noticed that all was unmounted. */
  public static void runUntilIdle(Command command) {
    Awaitility.await()
        .atMost(IDLE)
        .untilAsserted(() -> assertThat(COMMANDS.run(command)).matches(Output::succeeded));
  }

  @Override
  public void close() throws IOException {
    run(Command.of("umount", mount.toString()));
    Files.delete(directory.resolve("image"));
    Files.delete(mount);
    Files.delete(directory);
  }
}
