package io.flocker.storage.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Reads a stream to its end on a thread of its own and keeps at most {@code limit} bytes: the first
 * or the last ones.
 */
final class Captured {

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Thread reader;
  private boolean overflowed;
  private boolean ended;

  private Captured(InputStream stream, int limit, boolean last) {
    this.reader = Thread.ofVirtual().start(() -> read(stream, limit, last));
  }

  static Captured first(InputStream stream, int limit) {
    return new Captured(stream, limit, false);
  }

  static Captured last(InputStream stream, int limit) {
    return new Captured(stream, limit, true);
  }

  private void read(InputStream stream, int limit, boolean last) {
    byte[] buffer = new byte[8192];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        keep(buffer, n, limit, last);
      }
      end();
    } catch (IOException e) {
      // The program was killed while it was read: its exit status tells, and that this has no end.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void end() {
    ended = true;
  }

  private synchronized void keep(byte[] buffer, int n, int limit, boolean last) {
    int room = limit - kept.size();
    if (n <= room) {
      kept.write(buffer, 0, n);
      return;
    }
    overflowed = true;
    if (last) {
      kept.write(buffer, 0, n);
      byte[] all = kept.toByteArray();
      kept.reset();
      kept.write(all, all.length - limit / 2, limit / 2);
    }
  }

  /**
   * Waits, for at most so long, until the stream has ended: a process that the program has left
   * behind may keep it open for ever.
   *
   * @return whether it was read to its end
   */
  boolean endsWithin(Duration patience) throws InterruptedException {
    boolean _ = reader.join(patience);
    synchronized (this) {
      return ended;
    }
  }

  /** What was kept so far. */
  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  synchronized boolean overflowed() {
    return overflowed;
  }
}
