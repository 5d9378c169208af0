package io.flocker.api.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value made of files, made anew when one of them has changed. Looking costs a system call per
 * file; nothing runs in the background. Safe for use by several threads.
 */
final class WatchedFiles<T> {

  private record Loaded<T>(List<String> marks, T value) {}

  private final List<Path> files;
  private final Supplier<T> load;
  private volatile @Nullable Loaded<T> loaded;

  WatchedFiles(List<Path> files, Supplier<T> load) {
    this.files = List.copyOf(files);
    this.load = load;
  }

  /**
   * The value of the files as they are now; throws what loading throws when they are not good, and
   * tries again the next time.
   */
  T get() {
    Loaded<T> known = loaded;
    // Looked at before it is read: a change in between is seen the next time.
    List<String> marks = files.stream().map(WatchedFiles::mark).toList();
    if (known == null || !known.marks().equals(marks)) {
      known = new Loaded<>(marks, load.get());
      loaded = known;
    }
    return known.value();
  }

  /** The last good value; null when there never was one. */
  @Nullable T last() {
    Loaded<T> known = loaded;
    return known == null ? null : known.value();
  }

  /** Changes whenever the file is replaced or written. */
  private static String mark(Path file) {
    try {
      BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
      return of.fileKey() + " " + of.size() + " " + of.lastModifiedTime();
    } catch (NoSuchFileException e) {
      return "absent";
    } catch (IOException e) {
      throw CertificateProblems.unreadable(file, e);
    }
  }
}
