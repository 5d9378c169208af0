package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.Pem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/** The contents of the files that a holder gets. */
public final class IssuedFiles {

  private IssuedFiles() {}

  /** A {@code .crt} file. */
  public static byte[] certificate(X509Certificate certificate) {
    try {
      return pem(Pem.CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A {@code .crt} file of a certificate and of whoever vouches for it, in this order. */
  public static byte[] certificates(List<X509Certificate> chain) {
    return chain.stream()
        .map(one -> new String(certificate(one), StandardCharsets.US_ASCII))
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A {@code .key} file: PKCS#8, not encrypted. */
  public static byte[] key(PrivateKey key) {
    return pem(Pem.PRIVATE_KEY, key.getEncoded());
  }

  /** A {@code .p12} file for browsers: certificate, key and the cluster's certificate. */
  public static byte[] browser(
      String name,
      X509Certificate certificate,
      PrivateKey key,
      X509Certificate authority,
      char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(name, key, password, new Certificate[] {certificate, authority});
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      store.store(content, password);
      return content.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the .p12 file cannot be made", e);
    }
  }

  static byte[] pem(String label, byte[] content) {
    return Pem.text(label, content).getBytes(StandardCharsets.US_ASCII);
  }
}
