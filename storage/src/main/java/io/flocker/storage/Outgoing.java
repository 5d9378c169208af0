package io.flocker.storage;

import java.io.InputStream;

/** A snapshot on its way out. Used by one thread. */
public interface Outgoing extends AutoCloseable {

  /** The bytes to carry over; read to its end before {@link #finish}. */
  InputStream stream();

  /**
   * After the end of the stream: checks the sender's exit status and returns the snapshot that was
   * sent. Throws {@link io.flocker.core.problem.ProblemException} if it was not sent whole.
   */
  Snapshot finish();

  /** Ends the sender if it still runs. Never throws. */
  @Override
  void close();
}
