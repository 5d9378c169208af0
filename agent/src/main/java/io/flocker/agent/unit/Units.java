package io.flocker.agent.unit;

import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * All units of a node and their workers. A unit that is nobody's business any more loses its worker
 * once that has nothing in hand. Safe for use by several threads.
 */
public final class Units implements AutoCloseable {

  private final Surroundings surroundings;
  private final BiConsumer<UnitId, UnitStatus> report;
  private final Map<UnitId, UnitWorker> workers = new HashMap<>();
  private final Map<UnitId, Thread> threads = new HashMap<>();

  /**
   * @param report is told each new status of each unit, by several threads, in order for each unit
   */
  public Units(Surroundings surroundings, BiConsumer<UnitId, UnitStatus> report) {
    this.surroundings = surroundings;
    this.report = report;
  }

  /** Says what should become of a unit; replaces what was said of it before. */
  public synchronized void assign(UnitWish wish) {
    workers.computeIfAbsent(wish.key(), this::hire).assign(wish);
  }

  private UnitWorker hire(UnitId key) {
    UnitWorker worker = new UnitWorker(key, surroundings, status -> report.accept(key, status));
    Thread previous = threads.get(key);
    threads.put(
        key,
        Thread.ofVirtual()
            .name(key.toString())
            .start(() -> {
              // A unit that comes back is worked on once its former worker has let go of it.
              if (previous == null || joined(previous)) {
                worker.run();
              }
            }));
    return worker;
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A unit is no longer this node's business. */
  public synchronized void dismiss(UnitId key) {
    UnitWorker worker = workers.remove(key);
    if (worker != null) {
      worker.stop();
    }
  }

  /** Something about a unit may have changed on this node. Says whether anybody works on it. */
  public synchronized boolean wake(UnitId key) {
    UnitWorker worker = workers.get(key);
    if (worker != null) {
      worker.wake();
    }
    return worker != null;
  }

  /** Something about the node may have changed that concerns any unit. */
  public synchronized void wakeAll() {
    workers.values().forEach(UnitWorker::wake);
  }

  /** Tells all workers to end; what is in hand goes on to its end in the background. */
  @Override
  public synchronized void close() {
    workers.values().forEach(UnitWorker::stop);
    workers.clear();
  }

  /** Waits for what was in hand when this was closed; says whether it has ended in time. */
  public boolean awaitEnd(Duration patience) {
    List<Thread> working;
    synchronized (this) {
      working = List.copyOf(threads.values());
    }
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : working) {
        if (!thread.join(Duration.ofNanos(end - System.nanoTime()))) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
