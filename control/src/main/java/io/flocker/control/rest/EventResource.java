package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.events.Event;
import io.flocker.control.events.EventLog;
import io.flocker.control.events.Happening;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code /v1/events}: what happens, as server-sent events. The first one of a reader that does not
 * go on where it was is {@code begin}: from there on it is told everything, and what was before it
 * has to ask for.
 */
final class EventResource {

  private static final String LAST = "last-event-id";
  private static final int AT_ONCE = 200;

  private final EventLog log;

  EventResource(EventLog log) {
    this.log = log;
  }

  Stream<Route> routes() {
    return Stream.of(Route.of("GET", "/v1/events", Role.VIEWER, (request, _) -> follow(request)));
  }

  private Answer follow(Request request) {
    List<String> last = request.header(LAST);
    if (last.isEmpty() || last.getFirst().isEmpty()) {
      return begin("From here on everything is told; ask for what is there already.");
    }
    return log.placeAfter(last.getFirst())
        .<Answer>map(place -> new Answer.Stream(new LogFeed(place, "")))
        .orElseGet(() ->
            begin(
                "What follows event "
                    + Body.cut(last.getFirst())
                    + " is no longer kept: ask anew for what you need to know."));
  }

  private Answer begin(String reason) {
    long place = log.end();
    ObjectNode data = Json.object().put("id", log.id(place)).put("reason", reason);
    return new Answer.Stream(new LogFeed(place, sent(log.id(place), "begin", data)));
  }

  private static String sent(String id, String type, ObjectNode data) {
    return "id: " + id + "\nevent: " + type + "\ndata: " + data + "\n\n";
  }

  /** A reader's place in the log. */
  private final class LogFeed implements Feed {

    private long place;
    private String greeting;

    LogFeed(long place, String greeting) {
      this.place = place;
      this.greeting = greeting;
    }

    @Override
    public Optional<String> next() {
      if (!greeting.isEmpty()) {
        String first = greeting;
        greeting = "";
        return Optional.of(first);
      }
      Optional<List<Event>> events = log.read(place, AT_ONCE);
      events.filter(found -> !found.isEmpty()).ifPresent(found -> place = found.getLast().number());
      return events.map(found ->
          found.stream()
              .map(event -> sent(log.id(event.number()), event.happening().type(), form(event)))
              .collect(Collectors.joining()));
    }

    @Override
    public Runnable listen(Runnable listener) {
      return log.listen(listener);
    }

    private ObjectNode form(Event event) {
      Happening happening = event.happening();
      ObjectNode form =
          Json.object()
              .put("id", log.id(event.number()))
              .put("time", event.time().toString())
              .put("type", happening.type());
      form.putObject("object").put("kind", happening.kind()).put("id", happening.key());
      form.put("actor", happening.actor());
      happening.version().ifPresent(version -> form.put("version", version));
      happening.node().ifPresent(node -> form.put("node_uuid", node.toString()));
      happening.phase().ifPresent(phase -> form.put("phase", phase));
      return form;
    }
  }
}
