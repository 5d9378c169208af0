package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.NodeAuthorities;
import io.flocker.api.certificate.RevocationList;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs certificates and revocation lists of one cluster, in memory. What it signs is kept by
 * {@link AuthorityFolder}. Safe for use by several threads.
 */
public final class CertificateAuthority {

  private static final int SERIAL_BITS = 128;

  /** A node authority may be between it and a node, and that one signs no other authority. */
  private static final int DEEPEST = 1;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final InstantSource clock;

  /** The authority of an existing certificate and its key. */
  public CertificateAuthority(Credential credential, InstantSource clock) {
    this.certificate = credential.certificate();
    this.key = credential.key();
    this.clock = clock;
  }

  /** A new authority with a certificate that it signs itself. */
  public static CertificateAuthority create(
      String name, ClusterId cluster, KeyPair pair, Duration duration, InstantSource clock) {
    X500Name subject = Names.name(name, cluster);
    Validity validity = Validity.of(duration, clock.instant());
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  subject,
                  serial(),
                  Date.from(validity.from()),
                  Date.from(validity.until()),
                  subject,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(DEEPEST))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(pair.getPublic()))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(pair.getPublic()));
      X509Certificate certificate = sign(builder, pair.getPrivate());
      return new CertificateAuthority(
          new Credential(List.of(certificate), pair.getPrivate()), clock);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("the authority's certificate cannot be made", e);
    }
  }

  /** Its own certificate, {@code cluster.crt}. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its private key, {@code cluster.key}. */
  PrivateKey key() {
    return key;
  }

  /** The cluster that it vouches for. */
  public ClusterId cluster() {
    return Certificates.cluster(certificate);
  }

  /**
   * A certificate for an identity of this cluster.
   *
   * @param hosts the names and addresses that a server is also reached by; none for a user
   * @throws IllegalArgumentException for an identity of another cluster
   */
  public X509Certificate issue(
      Identity identity, List<String> hosts, PublicKey subject, Duration duration) {
    if (!identity.cluster().equals(cluster())) {
      throw new IllegalArgumentException(
          identity.commonName() + " is of cluster " + identity.cluster() + ", not " + cluster());
    }
    Validity validity =
        Validity.of(duration, clock.instant()).within(certificate.getNotAfter().toInstant());
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              certificate,
              serial(),
              Date.from(validity.from()),
              Date.from(validity.until()),
              new X500Principal(Names.of(identity).getEncoded()),
              subject);
      addExtensions(builder, identity, hosts, subject);
      return sign(builder, key);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("the certificate cannot be made", e);
    }
  }

  /**
   * A certificate for an authority that vouches for nodes of this cluster and for nothing else.
   * {@code PeerCheck} holds it to that. To other programs it says that there is no server among
   * what it signs.
   */
  public X509Certificate issueNodeAuthority(PublicKey subject, Duration duration) {
    Validity validity =
        Validity.of(duration, clock.instant()).within(certificate.getNotAfter().toInstant());
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X500Name name = Names.name(NodeAuthorities.COMMON_NAME, cluster());
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  certificate,
                  serial(),
                  Date.from(validity.from()),
                  Date.from(validity.until()),
                  new X500Principal(name.getEncoded()),
                  subject)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(subject))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
      return sign(builder, key);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("the node authority's certificate cannot be made", e);
    }
  }

  private void addExtensions(
      X509v3CertificateBuilder builder, Identity identity, List<String> hosts, PublicKey subject)
      throws GeneralSecurityException, CertIOException {
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage(subject)))
        .addExtension(Extension.extendedKeyUsage, false, uses(identity))
        .addExtension(
            Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subject))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
    Optional<GeneralNames> names = Names.alternatives(identity, hosts);
    if (names.isPresent()) {
      builder.addExtension(Extension.subjectAlternativeName, false, names.get());
    }
  }

  /** RSA keys may also encrypt a session's key, as old clients of TLS 1.2 want it. */
  private static int keyUsage(PublicKey subject) {
    return subject.getAlgorithm().equals("RSA")
        ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
        : KeyUsage.digitalSignature;
  }

  /** Nodes call the control service and each other, and Docker's own port takes their files too. */
  private static ExtendedKeyUsage uses(Identity identity) {
    return switch (identity) {
      case Identity.ControlService _ -> new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
      case Identity.Node _ ->
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
      case Identity.User _ -> new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
    };
  }

  /**
   * A list of what is revoked. It is good until the authority ends: it is made when something is
   * revoked, not every so often, so its age says nothing.
   *
   * @param number greater than that of every list before
   */
  X509CRL sign(RevocationList list, BigInteger number) {
    try {
      X509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(now()))
              .setNextUpdate(certificate.getNotAfter());
      list.revoked().forEach((serial, since) -> builder.addCRLEntry(serial, Date.from(since), 0));
      builder
          .addExtension(Extension.cRLNumber, false, new CRLNumber(number))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
      return new JcaX509CRLConverter().getCRL(builder.build(signer(key)));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("the revocation list cannot be made", e);
    }
  }

  /** The present moment, by the clock that it was made with. */
  Instant now() {
    return clock.instant();
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
  }

  private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
    return new JcaContentSignerBuilder(Credential.signature(key.getAlgorithm())).build(key);
  }

  /** Random, so that nobody can prepare two requests of which one is signed for the other. */
  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
  }
}
