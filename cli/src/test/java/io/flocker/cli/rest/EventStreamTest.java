package io.flocker.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private static List<ServerEvent> read(String text) throws IOException {
    List<ServerEvent> events = new ArrayList<>();
    try (EventStream stream =
        new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      for (Optional<ServerEvent> event = stream.next(); event.isPresent(); event = stream.next()) {
        events.add(event.get());
      }
    }
    return events;
  }

  @Test
  void an_event_has_an_id_a_type_and_lines_of_data() throws IOException {
    assertThat(read("id: 7\nevent: dataset.created\ndata: {\ndata:  1}\n\n"))
        .containsExactly(new ServerEvent("7", "dataset.created", "{\n 1}"));
  }

  @Test
  void heartbeats_and_unknown_fields_are_passed_over() throws IOException {
    assertThat(read(":\n\n: hello\n\nretry: 5\nfoo: bar\ndata: x\r\n\r\n:\n\n"))
        .containsExactly(new ServerEvent("", "message", "x"));
  }

  @Test
  void an_id_holds_until_there_is_another_and_a_type_for_one_event() throws IOException {
    assertThat(read("id: 1\nevent: a\ndata: x\n\ndata: y\n\nevent: lost\n\ndata: z\n\n"))
        .containsExactly(
            new ServerEvent("1", "a", "x"),
            new ServerEvent("1", "message", "y"),
            new ServerEvent("1", "message", "z"));
  }

  @Test
  void an_event_that_was_cut_off_does_not_count() throws IOException {
    assertThat(read("id: 1\ndata: x\n\nid: 2\ndata: half"))
        .containsExactly(new ServerEvent("1", "message", "x"));
  }
}
