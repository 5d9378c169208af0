package io.flocker.storage.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream to its end on a thread of its own and keeps at most {@code limit} bytes: the first
 * or the last ones.
 */
final class Captured {

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final Thread reader;
  private boolean overflowed;

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
    } catch (IOException e) {
      // The program was killed while it was read: its exit status tells.
      Thread.currentThread().interrupt();
    }
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

  /** What was kept once the stream has ended; waits for that at most a moment after the program. */
  String text() throws InterruptedException {
    // A grandchild may keep the pipe open for ever: what the program itself wrote is here by then.
    reader.join(java.time.Duration.ofSeconds(2));
    synchronized (this) {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  synchronized boolean overflowed() {
    return overflowed;
  }
}
