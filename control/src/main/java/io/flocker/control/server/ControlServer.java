package io.flocker.control.server;

import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.flocker.api.certificate.Tls;
import io.flocker.control.rest.Api;
import io.flocker.control.transport.MutualTls;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/**
 * The API over HTTPS, with mutual TLS. Requests are worked on by virtual threads, so that waiting
 * for the disk holds up nobody else.
 */
public final class ControlServer implements AutoCloseable {

  /**
   * Where reading ends at once. A client of HTTP/2 may see this as a broken stream, so bodies that
   * are too long but not absurd are read whole and answered properly.
   */
  private static final int LONGEST_READ = 8 * RestService.LONGEST_BODY;

  private static final int REQUESTS_AT_ONCE = 256;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** Whoever has taken nothing of a long answer for this long is let go. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Server server;
  private final EventStreams streams;

  private ControlServer(Server server, EventStreams streams) {
    this.server = server;
    this.streams = streams;
  }

  /**
   * Listens.
   *
   * @param address port 0 for any that is free
   * @param tls lets in users only
   * @param defects as for {@link Api}
   * @throws ProblemException when the port cannot be had
   */
  public static ControlServer start(
      InetSocketAddress address, Tls tls, Api api, BiConsumer<String, Exception> defects) {
    return start(address, tls, api, defects, HEARTBEAT, PATIENCE);
  }

  /**
   * As above.
   *
   * @param heartbeat how often who follows events is sent something
   * @param patience how long the reader of a long answer may take nothing of it
   */
  static ControlServer start(
      InetSocketAddress address,
      Tls tls,
      Api api,
      BiConsumer<String, Exception> defects,
      Duration heartbeat,
      Duration patience) {
    EventStreams streams = new EventStreams(heartbeat, patience);
    ServerBuilder builder =
        MutualTls.server(address, tls)
            .maxRequestLength(LONGEST_READ)
            .requestTimeout(REQUEST_TIMEOUT)
            .gracefulShutdownTimeout(Duration.ZERO, SHUTDOWN)
            .disableServerHeader()
            .blockingTaskExecutor(
                Executors.newScheduledThreadPool(
                    REQUESTS_AT_ONCE, Thread.ofVirtual().name("rest-", 0).factory()),
                true)
            .errorHandler(new JsonErrors(defects))
            .service(Route.ofCatchAll(), new RestService(tls, api, streams, patience, defects));
    Server server = builder.build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              address.toString(),
              "cannot listen there: " + e.getCause(),
              "stop what has the port, or choose another address"),
          e);
    }
    return new ControlServer(server, streams);
  }

  /** The port on which it listens. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Ends the requests that are under way, then no longer listens. */
  @Override
  public void close() {
    streams.close();
    server.stop().join();
  }
}
