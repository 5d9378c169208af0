package io.flocker.control.store;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What can be wrong with the store, in words. */
final class StoreProblems {

  private StoreProblems() {}

  /** Whether an error only says that there is no room, so that all is well once there is. */
  static boolean isFull(Throwable error) {
    return error instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  /** A command that was not carried out. */
  static ProblemException notCarriedOut(Path file, Throwable error) {
    return isFull(error)
        ? problem(
            file,
            "the change was not made: the disk is full",
            "make room on the filesystem of this file; everything else goes on meanwhile",
            error)
        : problem(
            file,
            "the change could not be written and was probably not made: " + error.getMessage(),
            "look whether it was made before you repeat it; check the disk and the system's log",
            error);
  }

  static ProblemException unreadable(Path file, SQLException error) {
    return problem(
        file,
        "the store cannot be opened: " + error.getMessage(),
        "restore a backup, or bring back this file if it is not the store",
        error);
  }

  static ProblemException damaged(Path file, String what, @Nullable Throwable error) {
    return problem(
        file,
        "the store is damaged: " + what,
        "restore a backup; keep this file, most of it can be read with sqlite3",
        error);
  }

  static ProblemException foreign(Path file) {
    return problem(
        file,
        "this is a database, but not Flocker's",
        "name the store of the control service, or a file that does not exist yet",
        null);
  }

  static ProblemException newer(Path file, int schema, int known) {
    return problem(
        file,
        "the store was written by a newer Flocker: its schema is version "
            + schema
            + ", this one knows up to "
            + known,
        "install that version again, or restore a backup from before the upgrade",
        null);
  }

  static ProblemException inUse(Path file) {
    return problem(file, "another control service uses this store", "stop that one first", null);
  }

  static ProblemException closed(Path file) {
    return problem(file, "the control service is stopping", "try again when it is back", null);
  }

  static ProblemException exists(Path file) {
    return problem(file, "this file exists already", "name one that does not exist", null);
  }

  static ProblemException missing(Path file, String remedy) {
    return problem(file, "there is no such file", remedy, null);
  }

  static ProblemException io(Path file, String what, Exception error) {
    return problem(file, what + ": " + error.getMessage(), "check the disk and permissions", error);
  }

  static ProblemException io(Path file, IOException error) {
    return problem(file, "cannot be used: " + why(error), "check the disk and permissions", error);
  }

  /** What the system says; some errors say it by their class alone. */
  private static String why(IOException error) {
    return switch (error) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(error.getMessage());
    };
  }

  private static ProblemException problem(
      Path file, String what, String remedy, @Nullable Throwable cause) {
    return new ProblemException(
        new Problem(Problem.Kind.ENVIRONMENT, file.toString(), what, remedy), cause);
  }
}
