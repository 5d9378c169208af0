package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.ApplicationName;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventApiTest {

  private static final UnitId UNIT = new UnitId.OfDataset(D);

  @RegisterExtension private final TestApi api = new TestApi();

  /** What a reader has received. */
  private static final class Reader {

    private final Feed feed;
    private final List<JsonNode> events = new ArrayList<>();

    Reader(Feed feed) {
      this.feed = feed;
    }

    /** The types of all events so far, once there are as many. */
    List<String> types(int count) {
      await().until(() -> read() >= count);
      return events.stream().map(event -> event.path("type").asText("begin")).toList();
    }

    private int read() {
      for (String event : feed.next().orElseThrow().split("\n\n", -1)) {
        if (!event.isEmpty()) {
          events.add(parsed(event));
        }
      }
      return events.size();
    }

    private static JsonNode parsed(String event) {
      String[] lines = event.split("\n", -1);
      try {
        JsonNode data = new JsonMapper().readTree(lines[2].substring("data: ".length()));
        String type = lines[1].substring("event: ".length());
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).isEqualTo("id: " + data.path("id").asText());
        assertThat(type).isEqualTo(data.path("type").asText("begin"));
        JsonNode schema = Documented.schema(type.equals("begin") ? "Begin" : "Event");
        assertThat(Documented.violations(schema, data)).isEmpty();
        return data;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String last() {
      return events.getLast().path("id").asText();
    }
  }

  private Reader follow(String... headers) {
    Answer answer = api.answer(Role.VIEWER, "GET", "/v1/events", "", headers);
    assertThat(answer).isInstanceOf(Answer.Stream.class);
    return new Reader(((Answer.Stream) answer).feed());
  }

  /** A reader for whom everything that was done before the test is past. */
  private Reader begin() {
    Reader past = follow();
    api.submit(new Command.SeeNode(A, "10.0.0.77"));
    await()
        .until(() -> {
          past.read();
          return past.events.stream().anyMatch(event -> event.path("version").asInt() == 2);
        });
    Reader reader = follow();
    assertThat(reader.types(1)).containsExactly("begin");
    return reader;
  }

  @Test
  void what_changes_in_the_configuration_is_told_with_who_did_it() {
    Reader reader = begin();
    api.post(
        "/v1/configuration/datasets",
        "{\"primary\": \"%s\", \"dataset_id\": \"%s\"}".formatted(A, D));
    api.submit(Scenario.lease(D, A));
    api.submit(new Command.ReleaseLease(D));
    api.submit(new Command.CreateContainer(A, Scenario.using("web", D)));
    api.submit(new Command.MoveContainer(new ApplicationName("web"), B, false));
    api.submit(new Command.DeleteContainer(new ApplicationName("web")));
    api.submit(Scenario.delete(D));
    assertThat(reader.types(9))
        .containsExactly(
            "begin",
            "dataset.created",
            "lease.acquired",
            "lease.released",
            "container.created",
            "container.changed",
            "dataset.changed",
            "container.deleted",
            "dataset.deleted");
    JsonNode created = reader.events.get(1);
    assertThat(created.path("actor").asText()).isEqualTo("user-alice");
    assertThat(created.path("object")).hasToString("{\"kind\":\"dataset\",\"id\":\"" + D + "\"}");
    assertThat(created.path("version").asInt()).isEqualTo(1);
    assertThat(created.path("time").asText()).isEqualTo(TestApi.NOW.toString());
  }

  @Test
  void what_nodes_report_is_told() {
    Reader reader = begin();
    TestAgent agent = api.join(B, "10.0.0.2").owns(D, 1, Optional.empty()).runs("web");
    agent.says(UNIT, UnitStatus.of(Phase.WORKING, "x", TestApi.NOW));
    agent.says(UNIT, UnitStatus.of(Phase.SETTLED, "", TestApi.NOW));
    agent.leave();
    assertThat(reader.types(7))
        .containsExactly(
            "begin",
            "node.connected",
            "dataset.observed",
            "container.observed",
            "dataset.status",
            "dataset.status",
            "node.unreachable");
    assertThat(reader.events.get(4).path("phase").asText()).isEqualTo("working");
    assertThat(reader.events.get(5).path("phase").asText()).isEqualTo("settled");
    assertThat(reader.events.get(4).path("actor").asText()).isEqualTo("node-" + B);
  }

  @Test
  void what_a_node_does_about_a_port_is_told() {
    Reader reader = begin();
    api.join(B, "10.0.0.2")
        .says(new UnitId.OfPort(5432), UnitStatus.of(Phase.FAILED, "x", TestApi.NOW));
    assertThat(reader.types(3)).containsExactly("begin", "node.connected", "port.status");
    JsonNode event = reader.events.getLast();
    assertThat(event.path("object")).hasToString("{\"kind\":\"port\",\"id\":\"5432\"}");
    assertThat(event.path("phase").asText()).isEqualTo("failed");
    assertThat(event.path("node_uuid").asText()).isEqualTo(B.toString());
  }

  @Test
  void that_everything_is_as_it_was_is_no_news() {
    Reader reader = begin();
    api.join(B, "10.0.0.2").says(UNIT, UnitStatus.of(Phase.SETTLED, "", TestApi.NOW)).leave();
    assertThat(reader.types(3)).containsExactly("begin", "node.connected", "node.unreachable");
  }

  @Test
  void who_comes_back_goes_on_where_it_was() {
    Reader first = begin();
    TestAgent agent = api.join(B, "10.0.0.2");
    assertThat(first.types(2)).endsWith("node.connected");
    agent.leave();
    Reader second = follow("last-event-id", first.last());
    assertThat(second.types(1)).containsExactly("node.unreachable");
  }

  @Test
  void who_was_away_for_too_long_begins_anew() {
    Reader first = begin();
    TestAgent agent = api.join(B, "10.0.0.2");
    for (int i = 0; i < 20_001; i++) {
      agent.owns(D, i + 1, Optional.empty());
    }
    assertThat(first.feed.next()).isEmpty();
    Reader second = follow("last-event-id", first.last());
    assertThat(second.types(1)).containsExactly("begin");
    assertThat(second.events.getFirst().path("reason").asText()).contains("no longer kept");
    agent.leave();
    assertThat(second.types(2)).endsWith("node.unreachable");
  }

  @Test
  void what_was_never_an_event_begins_anew() {
    Reader known = begin();
    for (String id : List.of("x", "00000000-1", known.last() + "9", known.last() + "x")) {
      assertThat(follow("last-event-id", id).types(1)).containsExactly("begin");
    }
  }

  @Test
  void news_are_told_to_who_listens_until_it_no_longer_does() {
    Reader reader = begin();
    // What came before may still be told, by the thread that brought it.
    List<String> heard = new CopyOnWriteArrayList<>();
    Runnable end = reader.feed.listen(() -> heard.add("news"));
    TestAgent agent = api.join(B, "10.0.0.2");
    assertThat(heard).isNotEmpty();
    end.run();
    List<String> until = List.copyOf(heard);
    agent.leave();
    assertThat(heard).isEqualTo(until);
  }
}
