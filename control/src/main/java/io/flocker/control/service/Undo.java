package io.flocker.control.service;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started so far, to be closed in reverse if the rest cannot be. */
final class Undo implements AutoCloseable {

  /** Something that closes without a checked exception. */
  private interface Step {
    void undo();
  }

  private final Deque<Step> steps = new ArrayDeque<>();

  <T extends AutoCloseable> T with(T started) {
    steps.push(() -> close(started));
    return started;
  }

  private static void close(AutoCloseable started) {
    try {
      started.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("cannot be closed: " + started, e);
    }
  }

  /** All is well: what was started stays. */
  void nothing() {
    steps.clear();
  }

  @Override
  public void close() {
    steps.forEach(Step::undo);
  }
}
