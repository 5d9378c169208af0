package io.flocker.agent.unit;

import static org.awaitility.Awaitility.await;

import io.flocker.core.problem.ProblemException;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A btrfs in a sparse file, mounted until it is closed. Needs root. */
public final class BtrfsDisk implements AutoCloseable {

  private static final Commands COMMANDS = new Commands();

  private @Nullable Path folder;

  /** Makes and mounts it. */
  public void make() throws IOException {
    folder = Files.createTempDirectory("flocker-agent-");
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    Files.createDirectory(directory());
    COMMANDS.check(Command.of("mkfs.btrfs", "-q", image.toString()));
    COMMANDS.check(Command.of("mount", "-o", "loop", image.toString(), directory().toString()));
  }

  /** Where it is mounted. */
  public Path directory() {
    return Objects.requireNonNull(folder).resolve("mount");
  }

  @Override
  public void close() throws IOException {
    // What has just ended may have something open for a moment longer.
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(ProblemException.class)
        .untilAsserted(() -> COMMANDS.check(Command.of("umount", directory().toString())));
    Files.delete(directory());
    Files.delete(directory().resolveSibling("image"));
    Files.delete(Objects.requireNonNull(folder));
  }
}
