package io.flocker.api.certificate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * A certificate and the private key that belongs to it.
 *
 * @param certificate the public half, with a name
 * @param key the secret half
 */
public record Credential(X509Certificate certificate, PrivateKey key) {

  /** Reads both and checks that they belong together; throws ProblemException. */
  public static Credential read(Path certificate, Path key) {
    Credential pair = new Credential(Pem.certificate(certificate), Pem.privateKey(key));
    if (!pair.belongTogether()) {
      throw CertificateProblems.wrong(
          key,
          "the key is not the one of " + certificate,
          "put the .crt and .key files there that were made together");
    }
    return pair;
  }

  private boolean belongTogether() {
    try {
      byte[] text = "flocker".getBytes(StandardCharsets.US_ASCII);
      Signature signer = Signature.getInstance(signature(key.getAlgorithm()));
      signer.initSign(key);
      signer.update(text);
      byte[] signature = signer.sign();
      PublicKey publicKey = certificate.getPublicKey();
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
