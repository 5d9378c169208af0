package io.flocker.control.steward;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * What is to be looked at again, each thing once however often it was noted, in the order in which
 * it was first noted. Noting never waits. Safe for use by several threads.
 */
final class Agenda<T> {

  private final SequencedSet<T> due = new LinkedHashSet<>();
  private boolean closed;

  synchronized void note(T thing) {
    due.addLast(thing);
    notifyAll();
  }

  /** The next one, as soon as there is one; empty once closed. */
  synchronized Optional<T> take() throws InterruptedException {
    while (due.isEmpty() && !closed) {
      wait();
    }
    return closed ? Optional.empty() : Optional.of(due.removeFirst());
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
