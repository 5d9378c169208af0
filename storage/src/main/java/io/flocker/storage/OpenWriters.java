package io.flocker.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds processes that have a file of a volume open for writing. Making a volume read-only stops
 * nobody who opened a file before; such writes would come after the last snapshot and be lost.
 */
public final class OpenWriters {

  private OpenWriters() {}

  /** A process, its name, and what it has open on the device that {@code root} is on. */
  public static Optional<String> find(Path root) throws IOException {
    Object device = Files.getAttribute(root, "unix:dev");
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
          .flatMap(p -> writers(p, device).stream())
          .findFirst();
    }
  }

  private static Optional<String> writers(Path process, Object device) {
    for (Path descriptor : entries(process.resolve("fd"))) {
      if (isOn(descriptor, device) && isForWriting(process, descriptor)) {
        return Optional.of(
            "process %s (%s) has %s open for writing"
                .formatted(process.getFileName(), name(process), target(descriptor)));
      }
    }
    return Optional.empty();
  }

  // A process or descriptor may go away at any moment: then it writes no more.

  private static List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static boolean isOn(Path descriptor, Object device) {
    try {
      return device.equals(Files.getAttribute(descriptor, "unix:dev"));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isForWriting(Path process, Path descriptor) {
    try {
      Path info = process.resolve("fdinfo").resolve(String.valueOf(descriptor.getFileName()));
      return Files.readAllLines(info).stream()
          .filter(l -> l.startsWith("flags:"))
          .anyMatch(l -> (Integer.parseInt(l.substring(6).strip(), 8) & 3) != 0);
    } catch (IOException e) {
      return false;
    }
  }

  private static String name(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (NoSuchFileException e) {
      return "ended";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "a file";
    }
  }
}
