package io.flocker.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Places at which a test can hold a process still, to kill it or cut its power exactly there. A
 * file {@code /run/flocker/hold-at/NAME} holds; the process says that it is there by making {@code
 * NAME.reached} beside it, and goes on when the first file is removed. Costs one look at a
 * directory that is never there in use.
 */
public final class FaultPoint {

  private static final Path DIRECTORY = Path.of("/run/flocker/hold-at");

  private FaultPoint() {}

  /** Goes on at once unless a test asked for this point to hold. */
  public static void reach(String name) {
    if (!Files.isDirectory(DIRECTORY) || !Files.exists(DIRECTORY.resolve(name))) {
      return;
    }
    try {
      Files.writeString(
          DIRECTORY.resolve(name + ".reached"), String.valueOf(ProcessHandle.current().pid()));
      while (Files.exists(DIRECTORY.resolve(name))) {
        LockSupport.parkNanos(5_000_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("fault point " + name, e);
    }
  }
}
