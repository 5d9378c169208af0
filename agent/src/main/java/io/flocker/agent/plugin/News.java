package io.flocker.agent.plugin;

/** Wakes who waits for something to change. Safe for use by several threads. */
public final class News {

  private long version;

  /** Something has changed; never waits. */
  public synchronized void changed() {
    version++;
    notifyAll();
  }

  /** To be asked for before the look after which {@link #await} is called. */
  synchronized long version() {
    return version;
  }

  /** Waits for a change after {@code seen}; says whether there was one in time. */
  synchronized boolean await(long seen, Deadline deadline) {
    try {
      while (version == seen && !deadline.isOver()) {
        // Never 0, which would be for ever.
        wait(deadline.left().toMillis() + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return version != seen;
  }
}
