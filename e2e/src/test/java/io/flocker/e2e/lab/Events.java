package io.flocker.e2e.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code flocker-deploy --json} said. */
public record Events(List<JsonNode> lines) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Events {
    lines = List.copyOf(lines);
  }

  /** Reads the output; every line has to be one JSON object. */
  public static Events of(String output) {
    return new Events(output.lines().map(Events::object).toList());
  }

  /** One JSON object. */
  public static JsonNode object(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.isObject()) {
        throw new AssertionError("not a JSON object: " + text);
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  /** The names of the events, in order. */
  public List<String> names() {
    return lines.stream().map(line -> line.path("event").asText()).toList();
  }

  /** How many bytes of volumes went over the network in all. */
  public long bytesSent() {
    Map<String, Long> byDataset = new HashMap<>();
    for (JsonNode line : lines) {
      JsonNode message = line.path("message");
      if (message.path("type").asText().equals("sent")) {
        byDataset.merge(
            message.path("dataset").asText(), message.path("bytes").asLong(), Math::max);
      }
    }
    return byDataset.values().stream().mapToLong(Long::longValue).sum();
  }
}
