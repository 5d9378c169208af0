package io.flocker.agent.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a socket in memory, which fails when it is told to. */
class AcceptorTest {

  /** Who connects; empty: that fails. */
  private final BlockingQueue<Optional<Connection>> coming = new LinkedBlockingQueue<>();

  private final List<String> happened = new CopyOnWriteArrayList<>();
  private final CountDownLatch service = new CountDownLatch(1);
  private final CountDownLatch waits = new CountDownLatch(1);
  private final Acceptor<Connection> acceptor =
      new Acceptor<>(
          "test",
          () -> happened.add("socket closed"),
          this::accept,
          this::serve,
          e -> happened.add("failed: " + e.getMessage()));

  private record Connection(String name, List<String> happened) implements Closeable {

    @Override
    public void close() {
      happened.add(name + " closed");
    }
  }

  private Connection accept() throws IOException {
    waits.countDown();
    try {
      return coming.take().orElseThrow(() -> new IOException("too many open files"));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void serve(Connection connection) {
    happened.add(connection.name() + " served");
    try {
      service.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void comes(String name) {
    coming.add(Optional.of(new Connection(name, happened)));
  }

  @AfterEach
  void stop() {
    acceptor.close();
    service.countDown();
    coming.add(Optional.empty());
  }

  @Test
  void oneThatCannotBeTakenDoesNotKeepTheNextOut() {
    coming.add(Optional.empty());
    comes("next");
    acceptor.start();
    await().until(() -> happened.contains("next served"));
    assertThat(happened).containsExactly("failed: too many open files", "next served");
  }

  @Test
  void whatIsOpenIsClosedWithIt() {
    comes("one");
    acceptor.start();
    await().until(() -> happened.contains("one served"));
    acceptor.close();
    assertThat(happened).contains("socket closed", "one closed");
  }

  @Test
  void whoComesAtTheLastMomentIsNotServed() throws InterruptedException {
    acceptor.start();
    waits.await();
    acceptor.close();
    comes("late");
    await().until(() -> happened.contains("late closed"));
    assertThat(happened).doesNotContain("late served", "failed: too many open files");
  }
}
