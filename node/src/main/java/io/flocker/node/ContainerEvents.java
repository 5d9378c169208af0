package io.flocker.node;

import io.flocker.core.model.ApplicationName;

/** Tells at once what becomes of our containers, whoever makes it happen. */
public interface ContainerEvents {

  /** Told by a thread that must not be kept waiting. */
  interface Listener {

    /**
     * From now on each change is told. What changed before this, or while nothing could be told, is
     * not: whoever wants to know looks.
     */
    void begun();

    /** Something happened to a container of ours: it was made, started, ended, removed. */
    void changed(ApplicationName container);
  }

  /** An end of listening. */
  interface Following extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Tells the listener from soon on, again and again after an engine that was away, until closed.
   */
  Following follow(Listener listener);
}
