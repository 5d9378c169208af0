package io.flocker.control.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.NodeId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real API over a real store in a folder of its own, with nodes A and B known, and a clock that
 * stands still; anew for each test.
 */
final class TestApi implements BeforeEachCallback, AfterEachCallback {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 2));

  private @Nullable Opened opened;

  private record Opened(Path folder, ConfigurationStore store, Cluster cluster, Api api) {

    static Opened in(Path folder) {
      ConfigurationStore store =
          ConfigurationStore.open(
              folder.resolve("configuration.db"), () -> NOW, AssertionError::new);
      Cluster cluster = new Cluster(() -> NOW);
      store.submit(new Command.SeeNode(Scenario.A, "10.0.0.1"), "tester");
      store.submit(new Command.SeeNode(Scenario.B, "10.0.0.2"), "tester");
      Api.Parts parts = new Api.Parts(store, cluster, () -> NOW, "1.2.3", TestApi::defect);
      return new Opened(folder, store, cluster, new Api(parts));
    }
  }

  private static void defect(String incident, Exception defect) {
    throw new AssertionError(incident, defect);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    opened = Opened.in(Files.createTempDirectory("flocker-api"));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    store().close();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Opened opened() {
    return Objects.requireNonNull(opened, "there is an API only while a test runs");
  }

  /** Where the store is. */
  Path folder() {
    return opened().folder();
  }

  ConfigurationStore store() {
    return opened().store();
  }

  Cluster cluster() {
    return opened().cluster();
  }

  Api api() {
    return opened().api();
  }

  /** Has a command carried out that cannot be refused. */
  void submit(Command command) {
    if (store().submit(command, "tester") instanceof Outcome.Refused(var refusal)) {
      throw new AssertionError(refusal);
    }
  }

  TestAgent join(NodeId node, String host) {
    return TestAgent.join(cluster(), node, host);
  }

  /**
   * Asks, and fails unless the answer is as documented.
   *
   * @param target a path, with or without a query
   * @param headers names and values in turn
   */
  Response call(Role role, String method, String target, String body, String... headers) {
    Response response = (Response) answer(role, method, target, body, headers);
    Documented.check(method, target.replaceFirst("\\?.*", ""), response);
    return response;
  }

  /** The same, whatever kind of answer it is; of pieces, the whole. */
  Answer answer(Role role, String method, String target, String body, String... headers) {
    int mark = target.indexOf('?');
    Map<String, List<String>> query = new HashMap<>();
    if (mark >= 0) {
      for (String parameter : target.substring(mark + 1).split("&", -1)) {
        String[] pair = parameter.split("=", 2);
        query.computeIfAbsent(pair[0], _ -> new ArrayList<>()).add(pair[1]);
      }
    }
    Map<String, List<String>> byName = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      byName.computeIfAbsent(headers[i], _ -> new ArrayList<>()).add(headers[i + 1]);
    }
    Answer answer =
        api()
            .answer(
                new Request(
                    method,
                    mark < 0 ? target : target.substring(0, mark),
                    query,
                    byName,
                    body,
                    new Identity.User(CLUSTER, "alice", role)));
    return switch (answer) {
      case Response whole ->
          read(whole.status(), whole.headers(), whole.body().toString().getBytes(UTF_8));
      case Answer.Pieces pieces -> {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        pieces.pieces().forEachRemaining(text::writeBytes);
        yield read(pieces.status(), pieces.headers(), text.toByteArray());
      }
      case Answer.Text _, Answer.Stream _ -> answer;
    };
  }

  /** As a client has it. */
  private static Response read(int status, Map<String, String> headers, byte[] text) {
    try {
      return new Response(status, headers, new JsonMapper().readTree(text));
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + new String(text, UTF_8), e);
    }
  }

  Response get(String path) {
    return call(Role.VIEWER, "GET", path, "");
  }

  Response post(String path, String body, String... headers) {
    return call(Role.OPERATOR, "POST", path, body, headers);
  }

  Response patch(String path, String body, String... headers) {
    return call(Role.OPERATOR, "PATCH", path, body, headers);
  }

  Response delete(String path, String... headers) {
    return call(Role.OPERATOR, "DELETE", path, "", headers);
  }

  static String description(Response response) {
    return response.body().path("description").asText();
  }
}
