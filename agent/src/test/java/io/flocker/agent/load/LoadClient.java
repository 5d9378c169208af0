package io.flocker.agent.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
  private final String api;

  LoadClient(Tls user, int port) {
    http = HttpClient.newBuilder().sslContext(user.context()).build();
    api = "https://127.0.0.1:" + port + "/v1";
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

  /** Reads the state of all datasets; how many bytes that was. */
  int read() throws IOException, InterruptedException {
    return answer(request("/state/datasets")).length;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path))
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
