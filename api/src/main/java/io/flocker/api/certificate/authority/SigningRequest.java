package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A request (PKCS#10) for a certificate of a new key. The key stays where it was made. What the
 * request asks for beside its name, such as extensions, is not listened to.
 *
 * @param commonName whose certificate it wants to be
 * @param key the new public key; the request proved that its sender has the private one
 */
public record SigningRequest(String commonName, PublicKey key) {

  private static final int SMALLEST_EC = 256;
  private static final int SMALLEST_RSA = 2048;

  /** The text of a request for the holder of {@code identity} and of a new key pair. */
  public static String write(Identity identity, KeyPair pair) {
    try {
      return Pem.text(
          Pem.SIGNING_REQUEST,
          new JcaPKCS10CertificationRequestBuilder(Names.of(identity), pair.getPublic())
              .build(
                  new JcaContentSignerBuilder(
                          Credential.signature(pair.getPrivate().getAlgorithm()))
                      .build(pair.getPrivate()))
              .getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalArgumentException("a request cannot be made with this key", e);
    }
  }

  /**
   * Reads a request and checks its signature and its key; IllegalArgumentException with the reason
   * when it is not good.
   */
  public static SigningRequest read(String pem) {
    byte[] content =
        Pem.block(Pem.SIGNING_REQUEST, pem)
            .orElseThrow(
                () -> new IllegalArgumentException("no " + Pem.SIGNING_REQUEST + " in PEM form"));
    try {
      JcaPKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(content));
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new IllegalArgumentException("its signature is not that of its key");
      }
      checkStrength(key);
      X500Principal subject = new X500Principal(request.getSubject().getEncoded());
      return new SigningRequest(Certificates.commonName(subject), key);
    } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw new IllegalArgumentException("it is damaged: " + e.getMessage(), e);
    }
  }

  private static void checkStrength(PublicKey key) {
    boolean strong =
        switch (key) {
          case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= SMALLEST_EC;
          case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= SMALLEST_RSA;
          default -> false;
        };
    if (!strong) {
      throw new IllegalArgumentException(
          "its key is "
              + Certificates.describe(key)
              + " (expected: EC of 256 bits or RSA of 2048 bits, or more)");
    }
  }
}
