package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.CertificateProblems;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.NodeAuthorities;
import io.flocker.api.certificate.Pem;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The authority by which a control service renews the certificates of nodes: {@code
 * node-authority.crt} and {@code .key}, signed by the cluster's authority, whose key is not here.
 * Safe for use by several threads.
 */
public final class NodeAuthority {

  private final CertificateAuthority authority;
  private final Journal journal;

  private NodeAuthority(CertificateAuthority authority, Journal journal) {
    this.authority = authority;
    this.journal = journal;
  }

  /**
   * Opens what {@code flocker-ca create-node-authority} made.
   *
   * @param folder where its two files are
   * @param cluster {@code cluster.crt}
   * @param issued the list of what it signs; made where it is missing
   * @throws ProblemException when it is missing, or nobody would believe what it signs
   */
  public static NodeAuthority open(Path folder, Path cluster, Path issued, InstantSource clock) {
    Path certificate = folder.resolve(NodeAuthorities.COMMON_NAME + ".crt");
    Path key = folder.resolve(NodeAuthorities.COMMON_NAME + ".key");
    for (Path file : List.of(certificate, key)) {
      if (Files.notExists(file)) {
        throw CertificateProblems.wrong(
            file,
            "the file does not exist, so certificates of nodes are not renewed here",
            "make one with flocker-ca create-node-authority and put both of its files there");
      }
    }
    Credential credential = Credential.read(certificate, key);
    check(certificate, credential.certificate(), Pem.certificate(cluster), clock.instant());
    return new NodeAuthority(new CertificateAuthority(credential, clock), new Journal(issued));
  }

  private static void check(
      Path file, X509Certificate certificate, X509Certificate cluster, Instant now) {
    String remedy =
        "make one with flocker-ca create-node-authority and put both of its files there";
    if (!NodeAuthorities.isOne(certificate, Certificates.cluster(cluster))) {
      throw CertificateProblems.wrong(
          file, "it is not the certificate of a node authority of this cluster", remedy);
    }
    try {
      certificate.verify(cluster.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw CertificateProblems.wrong(
          file, "it is not signed by this cluster's certificate authority", remedy);
    }
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isAfter(end)) {
      throw CertificateProblems.wrong(file, "the node authority expired at " + end, remedy);
    }
  }

  /** Until when it is in force; so nothing that it signs is so for longer. */
  public Instant until() {
    return authority.certificate().getNotAfter().toInstant();
  }

  /** Its certificate: to be looked for among what is revoked. */
  public X509Certificate certificate() {
    return authority.certificate();
  }

  /**
   * A certificate for a node, remembered on the disk before it is handed out.
   *
   * @return the certificate, and after it that of this authority
   */
  public List<X509Certificate> issue(Identity.Node node, PublicKey key, Duration duration) {
    X509Certificate issued = authority.issue(node, List.of(), key, duration);
    journal.add(issued);
    return List.of(issued, authority.certificate());
  }
}
