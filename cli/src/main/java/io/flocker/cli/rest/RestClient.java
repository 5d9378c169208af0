package io.flocker.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.core.json.Json;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The control service, as one user reaches it. Whoever answers must show the certificate of this
 * cluster's control service, whatever its host is called. Every method throws {@link
 * ProblemException} when the service cannot be reached or refuses. Safe for use by several threads.
 */
public final class RestClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int CHANGED = 412;
  // The service itself gives up after 30 s and says so.
  private static final Duration ANSWER = Duration.ofSeconds(45);

  private final ServiceAddress address;
  private final Failures failures;
  private final HttpClient http;
  private final AtomicReference<@Nullable ProblemException> refused;

  private RestClient(
      Access access, HttpClient http, AtomicReference<@Nullable ProblemException> refused) {
    this.address = access.address();
    this.failures = new Failures(address, access.files().certificate());
    this.http = http;
    this.refused = refused;
  }

  /** Reads the files; connects with the first request only. */
  public static RestClient open(Access access) {
    access.check();
    AtomicReference<@Nullable ProblemException> refused = new AtomicReference<>();
    Tls tls =
        Tls.client(
            access.files(),
            Set.of(Identity.Kind.CONTROL_SERVICE),
            InstantSource.system(),
            refused::set);
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(tls.context())
            .sslParameters(tls.parameters())
            // One request or two: what HTTP/2 brings would cost more than it gives.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    return new RestClient(access, http, refused);
  }

  /** Where the service is, for messages. */
  public ServiceAddress address() {
    return address;
  }

  /** Asks. */
  public JsonNode get(String path) {
    return value(send(request("GET", path, null, null)));
  }

  /** Asks, with parameters by their names. */
  public JsonNode get(String path, Map<String, String> parameters) {
    return value(send(request(address.query(path, parameters), "GET", null)));
  }

  /** Asks for something that may not be there. */
  public Optional<JsonNode> find(String path) {
    return unless(NOT_FOUND, send(request("GET", path, null, null)));
  }

  /** Has something made or changed. */
  public JsonNode post(String path, @Nullable String query, JsonNode body) {
    return value(send(request("POST", path, query, body)));
  }

  /** Has a part of something changed. */
  public JsonNode patch(String path, JsonNode body) {
    return value(send(request("PATCH", path, null, body)));
  }

  /** The same, unless it has another version than this one; then nothing happens. */
  public Optional<JsonNode> patchIf(String path, long version, JsonNode body) {
    return unless(
        CHANGED,
        send(request("PATCH", path, null, body).header("If-Match", "\"" + version + "\"")));
  }

  /** Has something removed. */
  public JsonNode delete(String path, @Nullable String query) {
    return value(send(request("DELETE", path, query, null)));
  }

  private JsonNode value(HttpResponse<String> response) {
    return Answers.of(address, response);
  }

  private Optional<JsonNode> unless(int status, HttpResponse<String> response) {
    return response.statusCode() == status ? Optional.empty() : Optional.of(value(response));
  }

  private HttpRequest.Builder request(
      String method, String path, @Nullable String query, @Nullable JsonNode body) {
    return request(address.resource(path, query), method, body);
  }

  private static HttpRequest.Builder request(URI uri, String method, @Nullable JsonNode body) {
    return HttpRequest.newBuilder(uri)
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(Json.write(body)))
        .header("Content-Type", "application/json")
        .timeout(ANSWER);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return exchange(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /**
   * Follows events.
   *
   * @param lastId of the event after which they are wanted; empty for what happens from now on
   */
  public EventStream events(String path, Optional<String> lastId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resource(path, null))
            .header("Accept", "text/event-stream")
            .timeout(ANSWER);
    lastId.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<InputStream> response =
        exchange(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() == OK) {
      return new EventStream(response.body());
    }
    try (InputStream body = response.body()) {
      throw Answers.refusal(
          address, response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** What to tell of a stream that broke. */
  public ProblemException broken(IOException failure) {
    return failures.of(failure, Optional.empty(), true);
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    boolean reading = request.method().equals("GET");
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw failures.of(e, Optional.ofNullable(refused.getAndSet(null)), reading);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(new InterruptedIOException(), Optional.empty(), reading);
    }
  }

  /** Ends at once what is under way. */
  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
