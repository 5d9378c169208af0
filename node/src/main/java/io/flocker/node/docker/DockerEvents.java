package io.flocker.node.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import io.flocker.node.ContainerEvents;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events of a Docker Engine, asked for again whenever the engine was away. */
public final class DockerEvents implements ContainerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(DockerEvents.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Path socket;

  /** Events of the engine that listens on {@code socket}. */
  public DockerEvents(Path socket) {
    this.socket = socket;
  }

  @Override
  public Following follow(Listener listener) {
    Loop loop = new Loop(listener);
    Thread.ofVirtual().name("docker events").start(loop);
    return loop;
  }

  private final class Loop implements Runnable, Following {

    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Stream stream;

    Loop(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void run() {
      try {
        do {
          followOnce();
        } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Returns when the engine has ended the stream, or cannot be asked. */
    private void followOnce() throws InterruptedException {
      Stream now = new Stream(listener);
      if (!begin(now)) {
        return;
      }
      // A connection of its own: to close it ends what reads from it.
      try (Engine engine = new Engine(socket)) {
        engine.tell(
            "events",
            "be followed",
            client -> client.eventsCmd().withEventTypeFilter(EventType.CONTAINER).exec(now));
        now.awaitCompletion();
      } catch (RuntimeException e) {
        // Whoever needs the engine says that it is away, and why.
        LOG.debug("the engine's events ended", e);
      }
    }

    private synchronized boolean begin(Stream next) {
      stream = next;
      return closed.getCount() > 0;
    }

    @Override
    public synchronized void close() {
      closed.countDown();
      if (stream != null) {
        stream.end();
      }
    }
  }

  private static final class Stream extends ResultCallback.Adapter<Event> {

    private final Listener listener;

    Stream(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onStart(Closeable connection) {
      super.onStart(connection);
      listener.begun();
    }

    @Override
    public void onNext(Event event) {
      Optional.ofNullable(event.getActor())
          .map(EventActor::getAttributes)
          .map((Map<String, String> attributes) -> attributes.get("name"))
          .flatMap(name -> ContainerNames.application(new String[] {name}))
          .ifPresent(listener::changed);
    }

    /** The client would log it with a trace, at each try while the engine is away. */
    @Override
    public void onError(Throwable problem) {
      LOG.debug("the engine's events ended", problem);
      end();
    }

    void end() {
      try {
        close();
      } catch (IOException e) {
        LOG.debug("the engine's events could not be ended", e);
      }
    }
  }
}
