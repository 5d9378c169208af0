package io.flocker.api.certificate;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The sentences about certificate files, in one place so that they are alike. */
public final class CertificateProblems {

  private CertificateProblems() {}

  /** A file whose content is not what it should be. */
  public static ProblemException wrong(Path file, String what, String remedy) {
    return new ProblemException(
        new Problem(Problem.Kind.CONFIGURATION, file.toString(), what, remedy));
  }

  /** A file that could not be read. */
  public static ProblemException unreadable(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException _ ->
          problem(file, "the file does not exist", "name a file that does", e);
      case AccessDeniedException _ ->
          problem(file, "it may not be read by this user", "run this as the file's owner", e);
      default ->
          problem(file, "the file cannot be read: " + reason(e), "check that it is a file", e);
    };
  }

  /** A file that could not be made. */
  public static ProblemException unwritable(Path file, IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ ->
          problem(
              file,
              "the file exists already and is never overwritten",
              "write to another folder (-o), or move the file away if nothing needs it",
              e);
      case NoSuchFileException _ ->
          problem(file, "its folder does not exist", "make the folder first, or name another", e);
      case AccessDeniedException _ ->
          problem(
              file,
              "this user may not write in its folder",
              "name a folder of yours with -o, or run this as the folder's owner",
              e);
      default ->
          problem(
              file,
              "the file cannot be written: " + reason(e),
              "check that its folder is one, is writable and has space left",
              e);
    };
  }

  /** The reason alone: Java puts the path before it. */
  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException f && f.getReason() != null
        ? f.getReason()
        : String.valueOf(e.getMessage());
  }

  private static ProblemException problem(Path file, String what, String remedy, IOException e) {
    return new ProblemException(
        new Problem(Problem.Kind.ENVIRONMENT, file.toString(), what, remedy), e);
  }
}
