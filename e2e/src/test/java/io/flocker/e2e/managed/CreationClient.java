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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A user of the REST API who makes datasets one after the other and prints, for each, {@code SEEN
 * MOUNTED}: microseconds from just before the request until an event tells that the node's agent
 * has begun with it, and until {@code /v1/state/datasets} shows its path. Each is deleted again.
 *
 * <p>Arguments: the control service's address, a folder with {@code cluster.crt}, {@code admin.crt}
 * and {@code admin.key}, the node's id, how many.
 */
public final class CreationClient {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final HttpClient http;
  private final String api;
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  private CreationClient(String address, Path folder) throws IOException, GeneralSecurityException {
    http = HttpClient.newBuilder().sslContext(tls(folder)).build();
    api = "https://" + address + ":4523/v1";
  }

  /** Prints a line for each dataset. */
  public static void main(String[] arguments) throws Exception {
    CreationClient client = new CreationClient(arguments[0], Path.of(arguments[1]));
    try (Stream<String> events =
        client
            .http
            .send(client.request("/events").build(), HttpResponse.BodyHandlers.ofLines())
            .body()) {
      Thread.ofPlatform().daemon().start(() -> events.forEach(client::event));
      for (int n = Integer.parseInt(arguments[3]); n > 0; n--) {
        System.out.println(client.create(arguments[2]));
      }
    }
    System.exit(0);
  }

  private void event(String line) {
    if (line.startsWith("data:") && line.contains("\"dataset.status\"")) {
      String id = line.replaceFirst(".*\"kind\":\"dataset\",\"id\":\"([^\"]*)\".*", "$1");
      seen.putIfAbsent(id, System.nanoTime());
    }
  }

  private String create(String node) throws IOException, InterruptedException {
    String id = UUID.randomUUID().toString();
    long start = System.nanoTime();
    answer(
        request("/configuration/datasets")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"dataset_id\": \"%s\", \"primary\": \"%s\", \"maximum_size\": 134217728}"
                        .formatted(id, node))));
    while (!isMounted(id)) {
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new IllegalStateException("dataset " + id + " is not mounted after " + LONGEST);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    long mounted = System.nanoTime();
    answer(request("/configuration/datasets/" + id).DELETE());
    while (answer(request("/state/datasets")).contains(id)) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    Long agent = seen.get(id);
    if (agent == null) {
      throw new IllegalStateException("no event told of dataset " + id);
    }
    return (agent - start) / 1000 + " " + (mounted - start) / 1000;
  }

  private boolean isMounted(String id) throws IOException, InterruptedException {
    String all = answer(request("/state/datasets"));
    int at = all.indexOf(id);
    return at >= 0 && all.substring(at, Math.max(at, all.indexOf('}', at))).contains("\"path\"");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path))
        .header("Content-Type", "application/json");
  }

  private String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response + ": " + response.body());
    }
    return response.body();
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
