package io.flocker.agent.plugin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A lock for each key that somebody is at. Safe for use by several threads. */
final class KeyedLocks<K> {

  /** A lock that is held until closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Turn {
    private final Semaphore free = new Semaphore(1, true);
    private int users;
  }

  private final Map<K, Turn> turns = new HashMap<>();

  /** Waits for it, however long that takes. */
  Held hold(K key) {
    Turn turn = enter(key);
    turn.free.acquireUninterruptibly();
    return () -> release(key, turn);
  }

  /** Waits for it; empty if it could not be had in time. */
  Optional<Held> hold(K key, Deadline deadline) {
    Turn turn = enter(key);
    if (acquired(turn, deadline)) {
      return Optional.of(() -> release(key, turn));
    }
    leave(key, turn);
    return Optional.empty();
  }

  private static boolean acquired(Turn turn, Deadline deadline) {
    try {
      return turn.free.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Turn enter(K key) {
    Turn turn = turns.computeIfAbsent(key, _ -> new Turn());
    turn.users++;
    return turn;
  }

  private void release(K key, Turn turn) {
    turn.free.release();
    leave(key, turn);
  }

  private synchronized void leave(K key, Turn turn) {
    turn.users--;
    if (turn.users == 0) {
      turns.remove(key);
    }
  }
}
