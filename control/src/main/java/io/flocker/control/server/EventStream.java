package io.flocker.control.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import io.flocker.control.rest.Feed;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one reader what happens. The next piece is taken from the feed only when the one before has
 * gone out, so a slow reader costs no memory. One that takes nothing for a while, or falls behind
 * what is kept, is disconnected; it can go on where it was by asking again.
 *
 * <p>Everything but {@link #end} and the news runs on the event loop.
 */
final class EventStream {

  private final HttpResponseWriter response;
  private final Feed feed;
  private final BooleanSupplier letIn;
  private final EventLoop loop;
  private final Consumer<EventStream> ended;
  private final AtomicBoolean due = new AtomicBoolean();
  private Runnable noMoreNews = () -> {};
  private @Nullable ScheduledFuture<?> heartbeats;
  private boolean sending;
  private long sentAt;

  EventStream(
      HttpResponseWriter response,
      Feed feed,
      BooleanSupplier letIn,
      EventLoop loop,
      Consumer<EventStream> ended) {
    this.response = response;
    this.feed = feed;
    this.letIn = letIn;
    this.loop = loop;
    this.ended = ended;
  }

  /**
   * Begins.
   *
   * @param patience how long a piece may take to go out; looked at with each heartbeat
   */
  void start(Duration heartbeat, Duration patience) {
    loop.execute(() -> {
      noMoreNews = feed.listen(this::news);
      heartbeats =
          loop.scheduleAtFixedRate(
              () -> beat(patience),
              heartbeat.toMillis(),
              heartbeat.toMillis(),
              TimeUnit.MILLISECONDS);
      var _ =
          response
              .whenComplete()
              .handle((_, _) -> {
                loop.execute(this::cleanUp);
                return true;
              });
      sendNext();
    });
  }

  /** However many events come at once, there is one look at the feed. */
  private void news() {
    if (due.compareAndSet(false, true)) {
      loop.execute(() -> {
        due.set(false);
        sendNext();
      });
    }
  }

  private void sendNext() {
    if (sending || !response.isOpen()) {
      return;
    }
    Optional<String> next = feed.next();
    if (next.isEmpty()) {
      cut();
    } else if (!next.get().isEmpty()) {
      send(next.get());
    }
  }

  private void send(String text) {
    if (!response.tryWrite(HttpData.ofUtf8(text))) {
      return;
    }
    sending = true;
    sentAt = System.nanoTime();
    var _ =
        response
            .whenConsumed()
            .thenRun(() ->
                loop.execute(() -> {
                  sending = false;
                  sendNext();
                }));
  }

  private void beat(Duration patience) {
    if (!letIn.getAsBoolean()) {
      end();
    } else if (!sending) {
      send(Feed.HEARTBEAT);
    } else if (System.nanoTime() - sentAt > patience.toNanos()) {
      cut();
    }
  }

  /** Ends the answer at once, with what is still on its way. */
  private void cut() {
    response.abort();
  }

  /** Ends the answer; a reader that is still there sees its end. */
  void end() {
    response.close();
  }

  private void cleanUp() {
    noMoreNews.run();
    if (heartbeats != null) {
      heartbeats.cancel(false);
    }
    ended.accept(this);
  }
}
