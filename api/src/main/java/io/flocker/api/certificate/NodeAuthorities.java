package io.flocker.api.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What is known of authorities that the cluster's own has made to vouch for nodes, and for nothing
 * else: a control service has one, and whoever steals it must not become a user or a control
 * service. Nothing here checks dates or revocations: see {@link PeerCheck}.
 */
public final class NodeAuthorities {

  /** The common name that marks one. No identity has it. */
  public static final String COMMON_NAME = "node-authority";

  private NodeAuthorities() {}

  /** Whether a certificate is made to vouch for nodes of a cluster. */
  public static boolean isOne(X509Certificate certificate, ClusterId cluster) {
    try {
      return certificate.getBasicConstraints() == 0
          && Certificates.commonName(certificate.getSubjectX500Principal()).equals(COMMON_NAME)
          && Certificates.cluster(certificate).equals(cluster);
    } catch (IllegalArgumentException e) {
      // Its subject says something else.
      return false;
    }
  }

  /**
   * Who vouches for the first certificate of a chain in place of the cluster's authority, by what
   * the chain says; empty where that one does it itself. What follows in the chain is of no use.
   */
  public static Optional<X509Certificate> between(
      List<X509Certificate> chain, X509Certificate authority) {
    return chain.stream()
        .skip(1)
        .limit(1)
        .filter(next -> !next.equals(authority))
        .filter(next ->
            next.getSubjectX500Principal().equals(chain.getFirst().getIssuerX500Principal()))
        .findFirst();
  }

  /**
   * Whether the signatures of a chain lead to the cluster's authority, in one step or, for a node,
   * through a node authority; IllegalArgumentException when a subject in it cannot be told.
   */
  public static boolean vouched(List<X509Certificate> chain, X509Certificate authority) {
    X509Certificate certificate = chain.getFirst();
    return between(chain, authority)
        .map(between ->
            isSigned(between, authority)
                && isOne(between, Certificates.cluster(authority))
                && isSigned(certificate, between)
                && Certificates.identity(certificate) instanceof Identity.Node)
        .orElseGet(() -> isSigned(certificate, authority));
  }

  private static boolean isSigned(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
