package io.flocker.api.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The certificates that are refused though they have not expired.
 *
 * @param revoked since when, by serial number
 */
public record RevocationList(Map<BigInteger, Instant> revoked) {

  /** What a cluster has that never revoked anything. */
  public static final RevocationList EMPTY = new RevocationList(Map.of());

  /** Copies. */
  public RevocationList {
    revoked = Map.copyOf(revoked);
  }

  /** Since when a certificate is refused; empty when it is not. */
  public Optional<Instant> since(X509Certificate certificate) {
    return Optional.ofNullable(revoked.get(certificate.getSerialNumber()));
  }

  /**
   * Reads {@code cluster.crl}. A list that this cluster's authority did not sign is a
   * ProblemException: it could be anyone's, with the one entry that matters left out.
   */
  public static RevocationList read(Path file, X509Certificate authority) {
    byte[] content =
        Pem.read(Pem.REVOCATION_LIST, file, "copy cluster.crl again from beside cluster.key");
    try {
      X509CRL list =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(content));
      list.verify(authority.getPublicKey());
      return new RevocationList(entries(list));
    } catch (CRLException | CertificateException e) {
      throw CertificateProblems.wrong(
          file,
          "the revocation list in it is damaged",
          "copy cluster.crl again from beside cluster.key");
    } catch (GeneralSecurityException e) {
      throw CertificateProblems.wrong(
          file,
          "the revocation list is not signed by this cluster's authority",
          "copy cluster.crl from beside this cluster's cluster.key");
    }
  }

  /**
   * The list of a file as it is from time to time. No file means that nothing is revoked, unless
   * there was one before: a list that is lost must not let everyone in again.
   */
  static WatchedFiles<RevocationList> watch(Path file, X509Certificate authority) {
    AtomicBoolean seen = new AtomicBoolean();
    return new WatchedFiles<>(
        List.of(file),
        () -> {
          if (Files.notExists(file) && !seen.get()) {
            return EMPTY;
          }
          seen.set(true);
          return read(file, authority);
        });
  }

  private static Map<BigInteger, Instant> entries(X509CRL list) {
    Map<BigInteger, Instant> revoked = new TreeMap<>();
    Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    if (entries != null) {
      entries.forEach(
          entry -> revoked.put(entry.getSerialNumber(), entry.getRevocationDate().toInstant()));
    }
    return revoked;
  }
}
