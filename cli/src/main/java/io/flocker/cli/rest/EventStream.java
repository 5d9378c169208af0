package io.flocker.cli.rest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Server-sent events as the HTML standard defines their text. Used by one thread; closing it from
 * another ends a read that waits.
 */
public final class EventStream implements AutoCloseable {

  private final InputStream input;
  private final BufferedReader lines;
  private String lastId = "";

  EventStream(InputStream input) {
    this.input = input;
    this.lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
  }

  /**
   * Waits for the next event; empty at the end of the stream.
   *
   * @throws IOException when the connection breaks
   */
  public Optional<ServerEvent> next() throws IOException {
    String type = "message";
    List<String> data = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !data.isEmpty()) {
        return Optional.of(new ServerEvent(lastId, type, String.join("\n", data)));
      }
      if (line.isEmpty()) {
        type = "message";
      }
      // A line that begins with a colon is a comment: its field has no name.
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (field) {
        case "id" -> lastId = value;
        case "event" -> type = value;
        case "data" -> data.add(value);
        default -> {}
      }
    }
    // An event that was cut off does not count; it comes again when the stream is resumed.
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
