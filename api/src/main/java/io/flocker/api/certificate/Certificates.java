package io.flocker.api.certificate;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** What a certificate says. Nothing here checks that it is true: see {@link PeerCheck}. */
public final class Certificates {

  // Types of alternative names (RFC 5280, GeneralName).
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  private Certificates() {}

  /** Whom it speaks for; IllegalArgumentException with a reason when that cannot be told. */
  public static Identity identity(X509Certificate certificate) {
    X500Principal subject = certificate.getSubjectX500Principal();
    return Identity.parse(commonName(subject), cluster(certificate), names(certificate, URI));
  }

  /** The cluster in its subject, also of a certificate authority. */
  public static ClusterId cluster(X509Certificate certificate) {
    return ClusterId.parse(only(certificate.getSubjectX500Principal(), "OU"));
  }

  /** The one common name of a subject; IllegalArgumentException when there are none or several. */
  public static String commonName(X500Principal subject) {
    return only(subject, "CN");
  }

  /** The DNS names and addresses that a server is reached by, in the order of the certificate. */
  public static List<String> hosts(X509Certificate certificate) {
    List<String> hosts = new ArrayList<>(names(certificate, DNS));
    hosts.addAll(names(certificate, IP));
    return hosts;
  }

  /** SHA-256 over the whole certificate, as {@code openssl x509 -fingerprint -sha256} prints it. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key in words, such as {@code EC 256 bit}. */
  public static String describe(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> "EC " + ec.getParams().getOrder().bitLength() + " bit";
      case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength() + " bit";
      default -> key.getAlgorithm();
    };
  }

  /** What {@link X509Certificate#getExtendedKeyUsage} says; empty where any use is allowed. */
  static List<String> uses(X509Certificate certificate) throws CertificateParsingException {
    List<String> uses = certificate.getExtendedKeyUsage();
    return uses == null ? List.of() : uses;
  }

  private static List<String> names(X509Certificate certificate, int type) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(type))
              .map(name -> name.get(1).toString())
              .toList();
    } catch (CertificateParsingException e) {
      throw new IllegalArgumentException("its alternative names are damaged", e);
    }
  }

  private static String only(X500Principal subject, String attribute) {
    List<Object> values =
        name(subject).getRdns().stream()
            .filter(rdn -> rdn.getType().equalsIgnoreCase(attribute))
            .map(Rdn::getValue)
            .toList();
    if (values.size() == 1 && values.getFirst() instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "its subject \""
            + subject.getName()
            + "\" has "
            + values.size()
            + " values of "
            + attribute
            + " (expected: one, as flocker-ca writes it)");
  }

  private static LdapName name(X500Principal subject) {
    try {
      return new LdapName(subject.getName());
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("its subject \"" + subject + "\" is damaged", e);
    }
  }
}
