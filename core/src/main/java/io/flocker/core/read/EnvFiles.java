package io.flocker.core.read;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Gets the text of the files that {@code env_file} names, so that the readers do no I/O. */
@FunctionalInterface
public interface EnvFiles {

  /** For places where no file can be read: each {@code env_file} is reported as missing. */
  EnvFiles NONE =
      path -> {
        throw new NoSuchFileException(path);
      };

  /**
   * The content of a file.
   *
   * @param path as the Compose file names it: relative to that file, or absolute
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it cannot be read; the message says why
   */
  String read(String path) throws IOException;
}
