package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.events.EventLog;
import io.flocker.control.events.EventSources;
import io.flocker.control.metrics.ServiceMetrics;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All resources. Safe for use by several threads; an answer may wait for the disk. */
public final class Api {

  /**
   * What the resources are about.
   *
   * @param version what the service says of itself
   * @param defects told about a request that met a defect of ours, with the number that the caller
   *     was given to ask about
   */
  public record Parts(
      ConfigurationStore store,
      Cluster cluster,
      InstantSource clock,
      String version,
      BiConsumer<String, Exception> defects) {}

  /** How many events are kept for who comes back. */
  private static final int EVENTS = 20_000;

  private final List<Route> routes;
  private final ServiceMetrics metrics = new ServiceMetrics();
  private final BiConsumer<String, Exception> defects;

  /** The resources over a store and a cluster; what happens in them is told from now on. */
  public Api(Parts parts) {
    ConfigurationStore store = parts.store();
    Submissions submissions = new Submissions(store, metrics);
    EventLog events = new EventLog(EVENTS);
    EventSources.follow(store, parts.cluster(), parts.clock(), events);
    var _ = store.watch(_ -> metrics.committed());
    defects = parts.defects();
    routes =
        Stream.of(
                Stream.of(
                    Route.of(
                        "GET",
                        "/v1/version",
                        Role.VIEWER,
                        (_, _) -> Response.ok(Json.object().put("flocker", parts.version())))),
                new DatasetResource(store, submissions).routes(),
                new SnapshotResource(store, submissions).routes(),
                new LeaseResource(store, submissions, parts.clock()).routes(),
                new ContainerResource(store, submissions).routes(),
                new NodeResource(submissions).routes(),
                new ComposeResource(parts, submissions).routes(),
                new StateResource(store, parts.cluster()).routes(),
                new StatusResource(parts).routes(),
                new HistoryResource(store).routes(),
                new HealthResource(store).routes(),
                new EventResource(events).routes(),
                new MetricsResource(parts, metrics).routes(),
                new OpenApiResource().routes())
            .flatMap(stream -> stream)
            .toList();
  }

  /** Everything that can be asked for. */
  List<Route> routes() {
    return routes;
  }

  /** Answers a request, whatever it is. */
  public Answer answer(Request request) {
    long start = System.nanoTime();
    List<String> parts = Route.parts(request.path());
    List<Route> here = routes.stream().filter(route -> route.match(parts).isPresent()).toList();
    Answer answer = answer(request, here);
    metrics.answered(
        request.method(),
        here.isEmpty() ? "none" : here.getFirst().pattern(),
        answer.status(),
        Duration.ofNanos(System.nanoTime() - start));
    return answer;
  }

  private Answer answer(Request request, List<Route> here) {
    try {
      return route(request, here);
    } catch (ApiException e) {
      return e.response();
    } catch (ProblemException e) {
      return new ApiException(
              503, e.problems().stream().map(Api::told).collect(Collectors.joining("; ")))
          .response();
    } catch (RuntimeException e) {
      String incident = UUID.randomUUID().toString();
      defects.accept(incident, e);
      return new ApiException(
              500,
              "This is a defect of Flocker; the log of the control service tells more under "
                  + incident
                  + ".")
          .response();
    }
  }

  /** Without the place, which is a file of the server. */
  private static String told(Problem problem) {
    return problem.what() + " — " + problem.remedy();
  }

  private static Answer route(Request request, List<Route> here) {
    if (here.isEmpty()) {
      throw new ApiException(404, "There is nothing at " + Body.cut(request.path()) + ".");
    }
    Route route =
        here.stream()
            .filter(one -> one.method().equals(request.method()))
            .findFirst()
            .orElseThrow(() -> wrongMethod(request, here));
    require(request, route.needed());
    return route.handler().answer(request, route.match(Route.parts(request.path())).orElseThrow());
  }

  private static ApiException wrongMethod(Request request, List<Route> here) {
    String allowed =
        here.stream().map(Route::method).distinct().sorted().collect(Collectors.joining(", "));
    return new ApiException(
        405,
        request.path() + " does not know " + request.method() + ", only " + allowed + ".",
        List.of(),
        Map.of("allow", allowed));
  }

  /** Throws unless the caller may do what needs this role. */
  static void require(Request request, Role needed) {
    if (!request.caller().role().covers(needed)) {
      throw new ApiException(
          403,
          "User "
              + request.caller().name()
              + " is "
              + request.caller().role()
              + "; this needs "
              + needed
              + ".");
    }
  }
}
