package io.flocker.api.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides whether a peer's certificate is good here: signed by the cluster's authority, of its
 * cluster, of a wanted kind, in force, not revoked. A node's may also be signed by a node authority
 * that the cluster's authority has signed. A pure function of its arguments.
 *
 * @param authority the cluster's certificate authority, trusted as it is
 * @param wanted the kinds of identities that may speak
 */
public record PeerCheck(X509Certificate authority, Set<Identity.Kind> wanted) {

  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USE = "2.5.29.37.0";

  /** The end of the connection that the peer is at. */
  public enum Side {
    /** The peer called. */
    CLIENT(CLIENT_USE),
    /** The peer was called. */
    SERVER(SERVER_USE);

    private final String use;

    Side(String use) {
      this.use = use;
    }
  }

  /** Copies. */
  public PeerCheck {
    wanted = Set.copyOf(wanted);
  }

  /**
   * Checks the certificate of a peer at one side of a connection at one moment.
   *
   * @param chain the certificate, and after it whoever vouches for it in place of the cluster's
   *     authority; not empty
   */
  public Verdict check(
      List<X509Certificate> chain, Side side, RevocationList revocations, Instant now) {
    if (now.isAfter(authority.getNotAfter().toInstant())) {
      // Java's check trusts an anchor whatever it says.
      return refused(
          "the cluster's authority expired at " + authority.getNotAfter().toInstant(),
          BasicReason.EXPIRED);
    }
    X509Certificate certificate = chain.getFirst();
    Optional<X509Certificate> between = NodeAuthorities.between(chain, authority);
    List<X509Certificate> path = Stream.concat(Stream.of(certificate), between.stream()).toList();
    try {
      validate(path, now);
      return revoked(path, revocations)
          .or(() -> between.flatMap(issuer -> beyond(certificate, issuer)))
          .orElseGet(() -> ofCluster(certificate, side));
    } catch (CertPathValidatorException e) {
      return new Verdict.Refused(why(e, path, now), reason(e));
    } catch (GeneralSecurityException e) {
      return refused("it cannot be checked: " + e.getMessage(), BasicReason.UNSPECIFIED);
    }
  }

  /** Signature, dates and the authority's own constraints, by Java's rules. */
  private void validate(List<X509Certificate> path, Instant now) throws GeneralSecurityException {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }

  private static Optional<Verdict> revoked(List<X509Certificate> path, RevocationList revocations) {
    return path.stream()
        .flatMap(one ->
            revocations
                .since(one)
                .map(since -> subject(path, one) + " was revoked at " + since)
                .stream())
        .findFirst()
        .map(why -> refused(why, BasicReason.REVOKED));
  }

  /** Why an issuer other than the cluster's authority had no right to sign a certificate. */
  private Optional<Verdict> beyond(X509Certificate certificate, X509Certificate issuer) {
    try {
      if (!NodeAuthorities.isOne(issuer, Certificates.cluster(authority))) {
        return Optional.of(
            refused(
                "it is signed by "
                    + issuer.getSubjectX500Principal().getName()
                    + ", which is no node authority of this cluster",
                BasicReason.UNSPECIFIED));
      }
      Identity identity = Certificates.identity(certificate);
      return identity.kind() == Identity.Kind.NODE
          ? Optional.empty()
          : Optional.of(
              refused(
                  "it is the certificate of "
                      + identity.kind()
                      + ", but a node authority signed it, which may vouch for nodes only",
                  BasicReason.UNSPECIFIED));
    } catch (IllegalArgumentException e) {
      return Optional.of(refused(String.valueOf(e.getMessage()), BasicReason.UNSPECIFIED));
    }
  }

  private static String subject(List<X509Certificate> path, X509Certificate of) {
    return path.getFirst().equals(of) ? "it" : "the node authority that signed it";
  }

  private Verdict ofCluster(X509Certificate certificate, Side side) {
    try {
      Identity identity = Certificates.identity(certificate);
      ClusterId cluster = Certificates.cluster(authority);
      if (!identity.cluster().equals(cluster)) {
        return refused(
            "it is of cluster " + identity.cluster() + ", not of " + cluster,
            BasicReason.UNSPECIFIED);
      }
      if (!wanted.contains(identity.kind())) {
        return refused(
            "it is the certificate of "
                + identity.kind()
                + ", but "
                + wantedWords()
                + " is wanted here",
            BasicReason.UNSPECIFIED);
      }
      return ofUse(certificate, side, identity);
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()), BasicReason.UNSPECIFIED);
    } catch (CertificateParsingException e) {
      return refused("what it may be used for is damaged", BasicReason.UNSPECIFIED);
    }
  }

  private static Verdict ofUse(X509Certificate certificate, Side side, Identity identity)
      throws CertificateParsingException {
    List<String> uses = Certificates.uses(certificate);
    if (!uses.isEmpty() && !uses.contains(side.use) && !uses.contains(ANY_USE)) {
      return refused("it is not for use as a TLS " + words(side), BasicReason.UNSPECIFIED);
    }
    if (identity instanceof Identity.ControlService
        && side == Side.SERVER
        && !Certificates.hosts(certificate).contains(Identity.CONTROL_SERVICE_NAME)) {
      return refused(
          "the name " + Identity.CONTROL_SERVICE_NAME + " is not among its alternative names",
          BasicReason.UNSPECIFIED);
    }
    return new Verdict.Accepted(identity);
  }

  private static String words(Side side) {
    return switch (side) {
      case CLIENT -> "client";
      case SERVER -> "server";
    };
  }

  private String wantedWords() {
    return wanted.stream()
        .map(Identity.Kind::toString)
        .sorted()
        .collect(Collectors.joining(" or "));
  }

  private String why(CertPathValidatorException e, List<X509Certificate> path, Instant now) {
    X509Certificate certificate = path.get(Math.max(e.getIndex(), 0));
    String it = subject(path, certificate);
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      return it + " expired at " + certificate.getNotAfter().toInstant();
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      return it
          + " is not valid before "
          + certificate.getNotBefore().toInstant()
          + " (here it is "
          + now
          + ")";
    }
    X509Certificate last = path.getLast();
    if (!last.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
        || e.getReason() == BasicReason.INVALID_SIGNATURE) {
      return "it is not signed by this cluster's certificate authority";
    }
    return it + " is not valid: " + e.getMessage();
  }

  private static BasicReason reason(CertPathValidatorException e) {
    Reason reason = e.getReason();
    return reason instanceof BasicReason basic ? basic : BasicReason.UNSPECIFIED;
  }

  private static Verdict.Refused refused(String why, BasicReason reason) {
    return new Verdict.Refused(why, reason);
  }
}
