package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.EventStream;
import io.flocker.cli.rest.RestClient;
import io.flocker.cli.rest.ServerEvent;
import io.flocker.core.json.Json;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl events}. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Shows what happens in the cluster, a line for each event.")
public final class Events extends ServiceCommand {

  static final String PATH = "/v1/events";

  /** What the service sends first to a reader that does not go on where it was. */
  private static final String BEGIN = "begin";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on showing what happens, also when the control service was away.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "ID",
      description = "Begin with what followed this event, as long as the service remembers it.")
  private @Nullable String since;

  @Override
  void prepare() {
    if (!follow && since == null) {
      throw misuse("say --follow for what happens from now on, or --since ID for what happened");
    }
  }

  @Override
  void run(RestClient client) {
    if (follow) {
      new Following(client).run();
    } else {
      upToNow(client, String.valueOf(since));
    }
  }

  /** The stream has no end, so where it is by now has to be asked for. */
  private void upToNow(RestClient client, String from) {
    String end = now(client);
    if (end.equals(from)) {
      return;
    }
    try (EventStream events = client.events(PATH, Optional.of(from))) {
      Optional<ServerEvent> event = events.next();
      while (event.isPresent() && !event.get().type().equals(BEGIN)) {
        show(event.get());
        if (event.get().id().equals(end)) {
          return;
        }
        event = events.next();
      }
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              "event " + from,
              event.map(Events::reason).orElse("the events broke off"),
              "see how everything is now, then follow the events from here on"));
    } catch (IOException e) {
      throw client.broken(e);
    }
  }

  private static String now(RestClient client) {
    try (EventStream events = client.events(PATH, Optional.empty())) {
      return events.next().map(ServerEvent::id).orElse("");
    } catch (IOException e) {
      throw client.broken(e);
    }
  }

  private static String reason(ServerEvent event) {
    return data(event).path("reason").asText("");
  }

  private static JsonNode data(ServerEvent event) {
    try {
      return Json.read(event.data(), JsonNode.class);
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.TRANSPORT,
              "event " + event.id(),
              "it cannot be read: " + e.getMessage(),
              "take flockerctl of the same release as the control service"),
          e);
    }
  }

  private void show(ServerEvent event) {
    JsonNode data = data(event);
    switch (format()) {
      case TABLE -> out().println(line(data));
      case WIDE -> out().println(line(data) + "  " + event.id());
      case JSON -> out().println(data);
      case YAML -> out().print("---\n" + Yaml.text(data));
    }
    out().flush();
  }

  private static String line(JsonNode event) {
    StringBuilder line =
        new StringBuilder(event.path("time").asText())
            .append("  ")
            .append(event.path("type").asText())
            .append("  ")
            .append(event.path("object").path("id").asText())
            .append("  by ")
            .append(event.path("actor").asText());
    if (event.has("phase")) {
      line.append("  ").append(event.path("phase").asText());
    }
    return Table.harmless(line.toString());
  }

  /** Shows events as long as someone reads them. */
  private final class Following {

    private final RestClient client;
    private final Pauses pauses = new Pauses();
    private Optional<String> last = Optional.ofNullable(since);
    private boolean wasConnected;

    Following(RestClient client) {
      this.client = client;
    }

    void run() {
      // Whoever read the output may have gone, as head does.
      while (!out().checkError()) {
        try (EventStream events = client.events(PATH, last)) {
          wasConnected = true;
          pauses.reset();
          read(events);
          note("the control service has ended the stream");
        } catch (IOException e) {
          note(client.broken(e).problems().getFirst().what());
        } catch (ProblemException e) {
          if (!wasConnected || e.problems().getFirst().kind() != Problem.Kind.TRANSPORT) {
            throw e;
          }
          note(e.problems().getFirst().what());
        }
        pauses.pause();
      }
    }

    private void read(EventStream events) throws IOException {
      for (Optional<ServerEvent> event = events.next();
          event.isPresent() && !out().checkError();
          event = events.next()) {
        if (!event.get().type().equals(BEGIN)) {
          show(event.get());
        } else if (last.isPresent()) {
          err().println("events may be missing here: " + reason(event.get()));
        }
        last = Optional.of(event.get().id());
      }
    }

    private void note(String what) {
      if (!out().checkError()) {
        err().println("control service " + client.address() + ": " + what + "; trying again");
      }
    }
  }
}
