package io.flocker.api.certificate;

import io.flocker.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Certificates and keys in files of text, as every TLS tool reads them. */
public final class Pem {

  /** The label of a certificate. */
  public static final String CERTIFICATE = "CERTIFICATE";

  /** The label of a revocation list. */
  public static final String REVOCATION_LIST = "X509 CRL";

  /** The label of a private key in PKCS#8. */
  public static final String PRIVATE_KEY = "PRIVATE KEY";

  /** The label of a signing request in PKCS#10. */
  public static final String SIGNING_REQUEST = "CERTIFICATE REQUEST";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private Pem() {}

  /** The text form of a block. */
  public static String text(String label, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(content), label);
  }

  /** The first block of this label; empty when the text has none or it is damaged. */
  public static Optional<byte[]> block(String label, String text) {
    return blocks(label, text).findFirst().flatMap(Pem::decode);
  }

  private static Stream<String> blocks(String label, String text) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(match -> match.group(1).equals(label))
        .map(match -> match.group(2));
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Reads a file of one certificate; of several, the first. Throws ProblemException. */
  public static X509Certificate certificate(Path file) {
    return certificates(file).getFirst();
  }

  /**
   * Reads a file of a certificate and of those who vouch for it, in its order; there is at least
   * one. Throws ProblemException.
   */
  public static List<X509Certificate> certificates(Path file) {
    String text = read(file);
    try {
      List<X509Certificate> found = certificates(text);
      if (found.isEmpty()) {
        throw none(CERTIFICATE, file, text, "name a .crt file that flocker-ca wrote");
      }
      return found;
    } catch (CertificateException e) {
      throw CertificateProblems.wrong(
          file, "the certificate in it is damaged", "copy it again from where it was made");
    }
  }

  /** All certificates of a text, in its order; throws when one of them is damaged. */
  public static List<X509Certificate> certificates(String text) throws CertificateException {
    List<X509Certificate> found = new ArrayList<>();
    for (String block : blocks(CERTIFICATE, text).toList()) {
      byte[] content =
          decode(block).orElseThrow(() -> new CertificateException("a block is not in base 64"));
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(content)));
    }
    return found;
  }

  /** Reads a file of one private key, EC or RSA. Throws ProblemException. */
  public static PrivateKey privateKey(Path file) {
    PKCS8EncodedKeySpec content =
        new PKCS8EncodedKeySpec(
            read(
                PRIVATE_KEY,
                file,
                "name a .key file that flocker-ca wrote; another program's key is converted with"
                    + " openssl pkcs8 -topk8 -nocrypt"));
    return Stream.of("EC", "RSA")
        .flatMap(algorithm -> privateKey(algorithm, content).stream())
        .findFirst()
        .orElseThrow(() ->
            CertificateProblems.wrong(
                file,
                "the key in it is neither an EC nor an RSA key",
                "make a new one with flocker-ca"));
  }

  /** Empty when the content is a key of another algorithm, or none. */
  private static Optional<PrivateKey> privateKey(String algorithm, PKCS8EncodedKeySpec content) {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(content));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the first block of a label out of a file. Throws ProblemException. */
  public static byte[] read(String label, Path file, String remedy) {
    String text = read(file);
    return block(label, text).orElseThrow(() -> none(label, file, text, remedy));
  }

  private static ProblemException none(String label, Path file, String text, String remedy) {
    return CertificateProblems.wrong(
        file, "no " + label + " in PEM form is in it" + contains(text), remedy);
  }

  private static String contains(String text) {
    Matcher other = BLOCK.matcher(text);
    return other.find() ? ", but a " + other.group(1) : "";
  }

  private static String read(Path file) {
    try {
      // Not text in the narrow sense: a wrong file must be told as such, whatever its bytes are.
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw CertificateProblems.unreadable(file, e);
    }
  }
}
