package io.flocker.e2e.managed;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An administrator of the cluster, over one connection to the REST API. For programs that run
 * outside of all hosts, in processes of their own: nothing but the JDK is on their class path.
 */
final class Administrator {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final HttpClient http;
  private final String api;

  /**
   * Connects with the first request.
   *
   * @param folder has {@code cluster.crt}, {@code admin.crt} and {@code admin.key}
   */
  Administrator(String address, Path folder) throws IOException, GeneralSecurityException {
    http = HttpClient.newBuilder().connectTimeout(LONGEST).sslContext(tls(folder)).build();
    api = "https://" + address + ":4523/v1";
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path))
        .header("Content-Type", "application/json");
  }

  /**
   * What the service answers to a request that it accepts.
   *
   * @throws IOException when there is no answer
   * @throws IllegalStateException when it refuses
   */
  String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.timeout(LONGEST).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response + ": " + response.body());
    }
    return response.body();
  }

  /** An answer that never ends. */
  Stream<String> lines(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body();
  }

  private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException {
    Certificate authority = certificate(folder.resolve("cluster.crt"));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("cluster", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "admin",
        key(folder.resolve("admin.key")),
        new char[0],
        new Certificate[] {certificate(folder.resolve("admin.crt"))});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}
