package io.flocker.agent.socket;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections at a socket until it is closed, and has each served by a virtual thread of its
 * own. One that cannot be taken, perhaps for too many open files, does not end that: after a pause
 * the next one is tried. Safe for use by several threads.
 */
public final class Acceptor<C extends Closeable> implements AutoCloseable {

  /** Where connections come from. */
  @FunctionalInterface
  public interface Source<C> {

    /** Waits for the next one; fails once the socket is closed. */
    C accept() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final String name;
  private final Closeable socket;
  private final Source<C> source;
  private final Consumer<C> service;
  private final Consumer<IOException> failed;
  private final Set<C> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Takes none yet: see {@link #start}.
   *
   * @param name of the threads
   * @param socket is closed with this, and so are the connections that are open then
   * @param service serves a connection and closes it
   * @param failed told why a connection could not be taken
   */
  public Acceptor(
      String name,
      Closeable socket,
      Source<C> source,
      Consumer<C> service,
      Consumer<IOException> failed) {
    this.name = name;
    this.socket = socket;
    this.source = source;
    this.service = service;
    this.failed = failed;
  }

  /** Takes connections from now on. */
  public void start() {
    Thread _ = Thread.ofVirtual().name(name).start(this::accept);
  }

  /** Whether it was closed: what ends a connection then is no failure. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void accept() {
    while (!isClosed()) {
      try {
        C connection = source.accept();
        open.add(connection);
        if (isClosed()) {
          // Whoever was waiting at that moment is still let in.
          connection.close();
          return;
        }
        Thread _ = Thread.ofVirtual().name(name).start(() -> serve(connection));
      } catch (IOException e) {
        pauseAfter(e);
      }
    }
  }

  private void serve(C connection) {
    try {
      service.accept(connection);
    } finally {
      open.remove(connection);
    }
  }

  private void pauseAfter(IOException failure) {
    if (!isClosed()) {
      failed.accept(failure);
      try {
        boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes none any more, and ends all that are open. */
  @Override
  public void close() {
    closed.countDown();
    close(socket);
    open.forEach(Acceptor::close);
  }

  private static void close(Closeable each) {
    try {
      each.close();
    } catch (IOException e) {
      LOG.debug("a socket could not be closed", e);
    }
  }
}
