package io.flocker.cli.diagnostics;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Texts in one file, readable by its owner alone. */
final class Archive {

  private Archive() {}

  /**
   * Writes a new file.
   *
   * @param folder where it goes
   * @param name of the file without its ending, and of the folder inside of it
   * @throws ProblemException when that is not possible
   */
  static Path write(Path folder, String name, Map<String, String> texts, Commands commands) {
    Path file = folder.resolve(name + ".tar.gz");
    try {
      // Made first, so that nobody else can read it at any time.
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw problem(file, "the file exists already", e);
    } catch (IOException e) {
      throw problem(file, "the file cannot be made: " + e.getMessage(), e);
    }
    try {
      pack(file, name, texts, commands);
      return file;
    } catch (IOException e) {
      throw problem(file, "it cannot be written: " + e.getMessage(), e);
    }
  }

  private static void pack(Path file, String name, Map<String, String> texts, Commands commands)
      throws IOException {
    Path work = Files.createTempDirectory("flocker-diagnostics");
    try {
      Path inside = Files.createDirectory(work.resolve(name));
      for (Map.Entry<String, String> text : texts.entrySet()) {
        Files.writeString(inside.resolve(text.getKey()), text.getValue());
      }
      Command tar =
          Command.of(
              List.of(
                  "tar",
                  "--create",
                  "--gzip",
                  "--file=" + file.toAbsolutePath(),
                  "--directory=" + work,
                  name));
      var _ = commands.check(tar.as(Problem.Kind.ENVIRONMENT).on(file));
    } finally {
      remove(work);
    }
  }

  private static void remove(Path work) throws IOException {
    try (Stream<Path> inside = Files.walk(work)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static ProblemException problem(Path file, String what, IOException e) {
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            file.toString(),
            what,
            "name a folder with -o that you may write to and that has space left"),
        e);
  }
}
