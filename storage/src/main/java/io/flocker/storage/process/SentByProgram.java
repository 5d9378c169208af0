package io.flocker.storage.process;

import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import java.io.IOException;
import java.io.InputStream;

/** A snapshot on its way out of a program's standard output. */
public final class SentByProgram implements Outgoing {

  private final Running sender;
  private final Snapshot snapshot;
  private final String where;

  /** {@code snapshot} as {@code sender} writes it. */
  public SentByProgram(Running sender, Snapshot snapshot, String where) {
    this.sender = sender;
    this.snapshot = snapshot;
    this.where = where;
  }

  @Override
  public InputStream stream() {
    return sender.stdout();
  }

  @Override
  public Snapshot finish() {
    try {
      if (sender.stdout().read() >= 0) {
        throw new IllegalStateException(where + ": finished before the end of the stream was read");
      }
    } catch (IOException e) {
      throw StorageProblems.io(where, e);
    }
    sender.finish();
    return snapshot;
  }

  @Override
  public void close() {
    sender.close();
  }
}
