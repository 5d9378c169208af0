package io.flocker.agent.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.agent.uplink.TestCluster;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A user of the REST API. Safe for use by several threads. */
final class LoadClient implements AutoCloseable {

  /**
   * A size above this is the time of a change, in microseconds, times what a size must divide by.
   */
  private static final long TIMES = 1_000_000_000_000_000L;

  private static final long UNIT = 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final TestCluster cluster;
  private final TlsFiles user;
  private final int port;

  LoadClient(TestCluster cluster, int port) throws IOException {
    this.cluster = cluster;
    this.port = port;
    http = HttpClient.newBuilder().sslContext(cluster.user().context()).build();
    user = cluster.userFiles();
  }

  static long microseconds() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** When a change was asked for; empty if the size is just a size. */
  static Optional<Long> asked(Optional<Size> size) {
    return size.map(Size::bytes).filter(bytes -> bytes > TIMES).map(bytes -> bytes / UNIT);
  }

  /** Changes a dataset; the time travels in the only number that it has, its limit. */
  void change(DatasetId dataset) throws IOException, InterruptedException {
    answer(
        request("/configuration/datasets/" + dataset)
            .method(
                "PATCH",
                HttpRequest.BodyPublishers.ofString(
                    "{\"maximum_size\": " + microseconds() * UNIT + "}")));
  }

  /** How many datasets are as wanted. */
  int settled() throws IOException, InterruptedException {
    JsonNode status = JSON.readTree(answer(request("/status")));
    return status.path("datasets").path("settled").asInt();
  }

  /**
   * Reads the state of all datasets with curl, as a script does; how long that took. Java would
   * count what it needs to compile its own end first.
   */
  Duration read() throws IOException, InterruptedException {
    Process curl = new ProcessBuilder(curl("/state/datasets")).start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String problem = new String(curl.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (curl.waitFor() != 0) {
      throw new IOException("curl: " + problem.strip());
    }
    return Duration.ofNanos(Math.round(Double.parseDouble(said) * 1_000_000_000));
  }

  private List<String> curl(String path) {
    return List.of(
        "curl",
        "--silent",
        "--show-error",
        "--fail",
        "--cacert",
        cluster.folder().resolve("cluster.crt").toString(),
        "--cert",
        user.certificate().toString(),
        "--key",
        user.key().toString(),
        "--connect-to",
        "::127.0.0.1:",
        "--output",
        "/dev/null",
        "--write-out",
        "%{time_total}",
        "https://control-service:" + port + "/v1" + path);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/v1" + path))
        .header("Content-Type", "application/json");
  }

  private byte[] answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(response + ": " + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  @Override
  public void close() {
    http.close();
  }
}
