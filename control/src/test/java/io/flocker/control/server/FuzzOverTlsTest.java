package io.flocker.control.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.rest.GeneratedRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated requests again, now through all that stands before the API: TLS, HTTP, the server.
 * {@code -Dflocker.fuzz.seed=N} repeats a run.
 */
class FuzzOverTlsTest {

  private static final long SEED = Long.getLong("flocker.fuzz.seed", System.nanoTime());
  private static final int REQUESTS = Integer.getInteger("flocker.fuzz.requests", 1_500);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void whatever_is_sent_the_answer_is_that_of_the_api() throws IOException {
    GeneratedRequests requests = new GeneratedRequests(SEED);
    Map<Role, RawConnection> connections = new EnumMap<>(Role.class);
    Map<Integer, Integer> answers = new TreeMap<>();
    try (TestServer server = new TestServer(folder)) {
      server.store.submit(new Command.SeeNode(Scenario.B, "10.0.0.2"), "tester");
      // Otherwise no new volume could be composed.
      var _ = TestAgent.join(server.cluster, Scenario.A, "10.0.0.1").report();
      var _ = TestAgent.join(server.cluster, Scenario.B, "10.0.0.2").report();
      for (Role role : Role.values()) {
        connections.put(role, connect(server, role));
      }
      for (int n = 0; n < REQUESTS; n++) {
        GeneratedRequests.Generated request = requests.next();
        try {
          answers.merge(
              check(request, Objects.requireNonNull(connections.get(request.role()))),
              1,
              Integer::sum);
        } catch (IOException | AssertionError e) {
          throw new AssertionError("seed %d, request %d: %s".formatted(SEED, n, request), e);
        }
      }
    } finally {
      for (RawConnection connection : connections.values()) {
        connection.close();
      }
    }
    System.out.println("Generated requests over TLS, seed " + SEED + ": answers " + answers);
    assertThat(answers.getOrDefault(200, 0)).isGreaterThan(REQUESTS / 10);
    // Where a request has had a node leave early, much less is made.
    assertThat(answers.getOrDefault(201, 0)).isPositive();
    assertThat(answers.getOrDefault(400, 0)).isGreaterThan(REQUESTS / 20);
  }

  private static RawConnection connect(TestServer server, Role role) throws IOException {
    Identity user = new Identity.User(server.authority.cluster(), "alice", role);
    return new RawConnection(
        server.tls("caller-" + role, user).context().getSocketFactory(), server.server.port());
  }

  private int check(GeneratedRequests.Generated request, RawConnection connection)
      throws IOException {
    RawConnection.Answer answer =
        connection.ask(request.method(), request.target(), request.headers(), request.body());
    assertThat(answer.status()).as(answer.body()).isLessThan(500);
    assertThat(answer.body()).doesNotContain("Exception", "io.flocker", "SQL", folder.toString());
    if (answer.status() >= 400 && !answer.body().isEmpty()) {
      assertThat(JSON.readTree(answer.body()).path("description").asText()).isNotEmpty();
    }
    return answer.status();
  }
}
