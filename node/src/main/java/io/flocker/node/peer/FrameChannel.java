package io.flocker.node.peer;

import io.flocker.core.json.Json;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * Messages and byte streams over one connection: every frame is a kind, a length and a payload, so
 * that the end of a stream is told and never guessed from a connection that closes. Used by one
 * thread.
 */
final class FrameChannel implements Closeable {

  private static final byte MESSAGE = 'M';
  private static final byte DATA = 'D';
  private static final byte END = 'E';
  private static final int HEADER = 5;
  private static final int CHUNK = 1 << 20;
  private static final int LONGEST_MESSAGE = 16 << 20;

  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[HEADER + CHUNK];

  FrameChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  void send(PeerMessage message) throws IOException {
    byte[] text = Json.write(message).getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[HEADER + text.length];
    System.arraycopy(text, 0, frame, HEADER, text.length);
    write(frame, MESSAGE, text.length);
    out.flush();
  }

  PeerMessage receive() throws IOException {
    int length = readHeader(MESSAGE);
    if (length > LONGEST_MESSAGE) {
      throw new IOException("a message of " + length + " bytes (expected: at most 16 MiB)");
    }
    return Json.read(new String(readExactly(length), StandardCharsets.UTF_8), PeerMessage.class);
  }

  /** Carries {@code source} over to its end, telling {@code progress} the bytes of each chunk. */
  void sendStream(InputStream source, LongConsumer progress) throws IOException {
    for (int n = source.read(buffer, HEADER, CHUNK);
        n >= 0;
        n = source.read(buffer, HEADER, CHUNK)) {
      write(buffer, DATA, n);
      progress.accept(n);
    }
    write(buffer, END, 0);
    out.flush();
  }

  /** Takes in what the other side's {@link #sendStream} carries over. */
  void receiveStream(OutputStream target) throws IOException {
    while (true) {
      ByteBuffer header = ByteBuffer.wrap(readExactly(HEADER));
      byte kind = header.get();
      int length = header.getInt();
      if (kind == END) {
        return;
      }
      if (kind != DATA || length < 0 || length > CHUNK) {
        throw new IOException("frame " + kind + " of " + length + " bytes within a stream");
      }
      for (int left = length; left > 0; ) {
        int n = in.read(buffer, 0, left);
        if (n < 0) {
          throw new EOFException("the stream ended " + left + " bytes too early");
        }
        target.write(buffer, 0, n);
        left -= n;
      }
    }
  }

  private void write(byte[] frame, byte kind, int length) throws IOException {
    ByteBuffer.wrap(frame).put(kind).putInt(length);
    out.write(frame, 0, HEADER + length);
  }

  private int readHeader(byte expected) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(readExactly(HEADER));
    byte kind = header.get();
    int length = header.getInt();
    if (kind != expected || length < 0) {
      throw new IOException(
          "frame " + kind + " of " + length + " bytes (expected: " + expected + ")");
    }
    return length;
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection ended");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    try (in) {
      out.close();
    }
  }
}
