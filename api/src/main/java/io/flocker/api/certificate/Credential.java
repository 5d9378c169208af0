package io.flocker.api.certificate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate and the private key that belongs to it.
 *
 * @param chain the public half, with a name, and after it whoever vouches for it in place of the
 *     cluster's authority; not empty
 * @param key the secret half
 */
public record Credential(List<X509Certificate> chain, PrivateKey key) {

  /** Copies. */
  public Credential {
    chain = List.copyOf(chain);
  }

  /** The public half. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /**
   * Reads both and checks that they belong together; throws ProblemException. A renewal that ended
   * between its two files left the new key beside the old certificate, and the new certificate
   * {@linkplain #prepared prepared}: then that one counts.
   */
  public static Credential read(Path certificate, Path key) {
    Credential pair = new Credential(Pem.certificates(certificate), Pem.privateKey(key));
    if (pair.belongTogether()) {
      return pair;
    }
    Path prepared = prepared(certificate);
    if (Files.exists(prepared)) {
      Credential renewed = new Credential(Pem.certificates(prepared), pair.key());
      if (renewed.belongTogether()) {
        return renewed;
      }
    }
    throw CertificateProblems.wrong(
        key,
        "the key is not the one of " + certificate,
        "put the .crt and .key files there that were made together");
  }

  /** Where what is to take a file's place is written first. */
  public static Path prepared(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** Whether the key is that of the certificate. */
  public boolean belongTogether() {
    try {
      byte[] text = "flocker".getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance(signature(key.getAlgorithm()));
      signer.initSign(key);
      signer.update(text);
      byte[] signature = signer.sign();
      PublicKey publicKey = certificate().getPublicKey();
      if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
        return false;
      }
      signer.initVerify(publicKey);
      signer.update(text);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      // Keys of different curves or sizes do not even try.
      return false;
    }
  }

  /** The signature that keys of an algorithm make throughout Flocker. */
  public static String signature(String algorithm) {
    return algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
  }
}
