package io.flocker.control.store;

import io.flocker.control.model.ClusterConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells listeners about every committed command, in order, on a thread of its own so that a slow
 * listener holds up no command.
 *
 * <p>Invariant, under the lock: every listener has been told all commands after its start up to
 * {@code told}, and none after.
 */
final class Watchers implements AutoCloseable {

  private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Consumer<Committed>> listeners = new ArrayList<>();
  private final Consumer<Exception> failures;
  private final Thread thread;
  private ClusterConfiguration told;
  private boolean open = true;

  Watchers(ClusterConfiguration start, Consumer<Exception> failures) {
    told = start;
    this.failures = failures;
    thread = Thread.ofPlatform().name("store-watchers").daemon().start(this::run);
  }

  /** From the next command after the returned configuration on. */
  ConfigurationStore.Watch add(Consumer<Committed> listener) {
    lock.lock();
    try {
      listeners.add(listener);
      return new ConfigurationStore.Watch(told, () -> remove(listener));
    } finally {
      lock.unlock();
    }
  }

  private void remove(Consumer<Committed> listener) {
    lock.lock();
    try {
      listeners.remove(listener);
    } finally {
      lock.unlock();
    }
  }

  void tell(Committed committed) {
    events.add(() -> deliver(committed));
  }

  private void deliver(Committed committed) {
    List<Consumer<Committed>> now;
    lock.lock();
    try {
      told = committed.after();
      now = List.copyOf(listeners);
    } finally {
      lock.unlock();
    }
    for (Consumer<Committed> listener : now) {
      try {
        listener.accept(committed);
      } catch (RuntimeException e) {
        failures.accept(e);
      }
    }
  }

  private void run() {
    try {
      while (open) {
        events.take().run();
      }
    } catch (InterruptedException e) {
      // Only whoever holds the thread could interrupt it, and nobody else does.
      Thread.currentThread().interrupt();
    }
  }

  /** Tells what is left, then no more. */
  @Override
  public void close() {
    events.add(() -> open = false);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
