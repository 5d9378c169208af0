package io.flocker.control.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flocker.control.rest.Feed;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** All streams of events that are open. Safe for use by several threads. */
final class EventStreams implements AutoCloseable {

  private static final int MOST = 512;

  private final Duration heartbeat;
  private final Duration patience;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param heartbeat how often a reader is sent something, and looked at
   * @param patience how long a reader may take nothing
   */
  EventStreams(Duration heartbeat, Duration patience) {
    this.heartbeat = heartbeat;
    this.patience = patience;
  }

  /**
   * Begins to send a feed.
   *
   * @param letIn whether the reader still may read; asked now and then
   * @return empty if there are too many readers
   */
  Optional<HttpResponse> open(ServiceRequestContext context, Feed feed, BooleanSupplier letIn) {
    if (open.size() >= MOST || closed) {
      return Optional.empty();
    }
    context.clearRequestTimeout();
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build());
    EventStream stream =
        new EventStream(response, feed, letIn, context.eventLoop().withoutContext(), open::remove);
    open.add(stream);
    stream.start(heartbeat, patience);
    if (closed) {
      stream.end();
    }
    return Optional.of(response);
  }

  /** Ends all of them: nobody waits for an endless answer. */
  @Override
  public void close() {
    closed = true;
    open.forEach(EventStream::end);
  }
}
