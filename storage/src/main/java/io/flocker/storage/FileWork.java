package io.flocker.storage;

import io.flocker.core.model.DatasetId;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Work on a dataset's files, whose failures become problems that name the dataset. */
public final class FileWork {

  private FileWork() {}

  /** Work with a result. */
  @FunctionalInterface
  public interface Ask<T> {
    /** Does it. */
    T ask() throws IOException;
  }

  /** Work without a result. */
  @FunctionalInterface
  public interface Run {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does the work and returns its result. */
  public static <T> T ask(DatasetId dataset, Ask<T> work) {
    try {
      return work.ask();
    } catch (IOException e) {
      throw StorageProblems.io(dataset, e);
    } catch (UncheckedIOException e) {
      throw StorageProblems.io(dataset, new IOException(e));
    }
  }

  /** Does the work. */
  public static void run(DatasetId dataset, Run work) {
    Boolean done =
        ask(
            dataset,
            () -> {
              work.run();
              return true;
            });
    assert done;
  }
}
