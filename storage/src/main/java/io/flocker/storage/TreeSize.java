package io.flocker.storage;

import io.flocker.core.model.Size;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Estimates what a tree of files holds where the filesystem does not count it: the sum of the
 * files' lengths (holes included) while there are few files, else all that the filesystem holds.
 */
public final class TreeSize {

  private static final int MOST_FILES = 20_000;

  private TreeSize() {}

  /** About how many bytes the files below {@code root} hold, never much less than they do. */
  public static Size estimate(Path root) throws IOException {
    Sum sum = new Sum();
    Files.walkFileTree(root, sum);
    if (sum.files <= MOST_FILES) {
      return new Size(sum.bytes);
    }
    FileStore store = Files.getFileStore(root);
    return new Size(store.getTotalSpace() - store.getUnallocatedSpace());
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private int files;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files++;
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return files > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // Containers delete files while they are counted.
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
