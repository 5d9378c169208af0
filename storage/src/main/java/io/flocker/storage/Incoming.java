package io.flocker.storage;

import java.io.OutputStream;

/** A snapshot on its way in. Used by one thread. */
public interface Incoming extends AutoCloseable {

  /** Where the bytes go. */
  OutputStream stream();

  /**
   * After the last byte: closes the stream, checks the receiver's exit status, makes the snapshot
   * durable and part of the copy, and returns it with the identity that the filesystem here proves.
   * Throws {@link io.flocker.core.problem.ProblemException} if it is not whole.
   */
  Snapshot finish();

  /** Ends the receiver if it still runs and drops what is incomplete. Never throws. */
  @Override
  void close();
}
