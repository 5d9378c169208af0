package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All resources. Safe for use by several threads; an answer may wait for the disk. */
public final class Api {

  private final List<Route> routes;
  private final BiConsumer<String, Exception> defects;

  /**
   * The resources over a store.
   *
   * @param version what the service says of itself
   * @param defects told about a request that met a defect of ours, with the number that the caller
   *     was given to ask about
   */
  public Api(
      ConfigurationStore store,
      InstantSource clock,
      String version,
      BiConsumer<String, Exception> defects) {
    routes =
        Stream.of(
                Stream.of(
                    Route.of(
                        "GET",
                        "/v1/version",
                        Role.VIEWER,
                        (_, _) -> Response.ok(Json.object().put("flocker", version)))),
                new DatasetResource(store).routes(),
                new LeaseResource(store, clock).routes(),
                new ContainerResource(store).routes())
            .flatMap(stream -> stream)
            .toList();
    this.defects = defects;
  }

  /** Answers a request, whatever it is. */
  public Response answer(Request request) {
    try {
      return route(request);
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

  private Response route(Request request) {
    List<String> parts = Route.parts(request.path());
    List<Route> here = routes.stream().filter(route -> route.match(parts).isPresent()).toList();
    if (here.isEmpty()) {
      throw new ApiException(404, "There is nothing at " + request.path() + ".");
    }
    Route route =
        here.stream()
            .filter(one -> one.method().equals(request.method()))
            .findFirst()
            .orElseThrow(() -> wrongMethod(request, here));
    require(request, route.needed());
    return route.handler().answer(request, route.match(parts).orElseThrow());
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
