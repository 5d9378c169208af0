package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Certificates;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * {@code cluster.issued}: what was signed, a line each, so that everything of one holder can be
 * revoked though nobody kept the files. Contains no secret.
 */
final class Journal {

  /**
   * One certificate.
   *
   * @param holder its common name
   */
  record Entry(BigInteger serial, String holder) {}

  private final Path file;

  Journal(Path file) {
    this.file = file;
  }

  /** Remembers a certificate; to be called before anyone gets it. */
  void add(X509Certificate certificate) {
    String line =
        "%s %s %s %s\n"
            .formatted(
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                Certificates.commonName(certificate.getSubjectX500Principal()));
    NewFiles.append(file, line.getBytes(StandardCharsets.UTF_8));
  }

  /** All entries, the oldest first; none where the authority is older than the journal. */
  List<Entry> entries() {
    try {
      return Files.readAllLines(file).stream().map(this::parse).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw CertificateProblems.unreadable(file, e);
    }
  }

  private Entry parse(String line) {
    String[] words = line.split(" ", 4);
    try {
      return new Entry(new BigInteger(words[0], 16), words[3]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw CertificateProblems.wrong(
          file,
          "the line \"" + line + "\" is damaged",
          "remove the line; what it named is then revoked by its file only");
    }
  }
}
