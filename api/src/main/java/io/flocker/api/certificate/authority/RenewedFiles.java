package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.core.problem.ProblemException;
import java.util.List;

/**
 * Puts a renewed certificate and its key in the place of the old ones. They are two files, which no
 * system replaces at once, so both are written beside the old ones first. Then the key takes its
 * place, then the certificate. Whoever reads in between, or after an end in between, finds the
 * certificate where it was prepared: see {@link Credential#read}.
 */
public final class RenewedFiles {

  private RenewedFiles() {}

  /**
   * Replaces both. What is there is a pair, the old one or the new one, at every moment; afterwards
   * it is the new one, on the disk. For one thread and one process at a time.
   *
   * @throws ProblemException when a file cannot be written
   */
  public static void replace(TlsFiles files, Credential renewed) {
    steps(files, renewed).forEach(Runnable::run);
  }

  /** What is done one after the other; it may end after any of them. */
  static List<Runnable> steps(TlsFiles files, Credential renewed) {
    return List.of(
        // Or else the next step but one would take away what the key belongs to.
        () -> finish(files),
        () -> NewFiles.prepare(files.key(), IssuedFiles.key(renewed.key())),
        () -> NewFiles.prepare(files.certificate(), IssuedFiles.certificates(renewed.chain())),
        () -> NewFiles.takePlace(files.key()),
        () -> NewFiles.takePlace(files.certificate()));
  }

  /** Brings a replacement to its end that was cut short after it counted. */
  public static void finish(TlsFiles files) {
    Credential counts = Credential.read(files.certificate(), files.key());
    boolean inPlace = Pem.certificate(files.certificate()).equals(counts.certificate());
    if (!inPlace) {
      NewFiles.takePlace(files.certificate());
    }
  }
}
