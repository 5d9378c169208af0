package io.flocker.storage.loopback;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** Writes a stream in the {@link ImageFormat} into a new sparse file and checks it. */
final class ImageWriter extends OutputStream {

  private enum Expected {
    HEAD,
    PAIR,
    DATA,
    DIGEST,
    NOTHING
  }

  private final FileChannel file;
  private final MessageDigest digest = ImageFormat.digest();
  private final ByteBuffer small = ByteBuffer.allocate(ImageFormat.DIGEST);
  private Expected expected = Expected.HEAD;
  private long fileLength;
  private long position;
  private long end;
  private long bytes;
  private byte[] sum = {};
  private Optional<IOException> failure = Optional.empty();

  ImageWriter(Path target) throws IOException {
    this.file = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    small.limit(ImageFormat.PAIR);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    try {
      consume(source, offset, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  private void consume(byte[] source, int offset, int length) throws IOException {
    int at = offset;
    int last = offset + length;
    while (at < last) {
      int n =
          expected == Expected.DATA
              ? writeData(source, at, last - at)
              : collect(source, at, last - at);
      at += n;
    }
  }

  private int writeData(byte[] source, int offset, int length) throws IOException {
    int n = (int) Math.min(length, end - position);
    digest.update(source, offset, n);
    ByteBuffer data = ByteBuffer.wrap(source, offset, n);
    while (data.hasRemaining()) {
      position += file.write(data, position);
    }
    if (position == end) {
      expect(Expected.PAIR, ImageFormat.PAIR);
    }
    return n;
  }

  private int collect(byte[] source, int offset, int length) throws IOException {
    if (expected == Expected.NOTHING) {
      throw new IOException("the stream goes on after its end");
    }
    int n = Math.min(length, small.remaining());
    small.put(source, offset, n);
    if (!small.hasRemaining()) {
      accept(small.flip());
    }
    return n;
  }

  private void accept(ByteBuffer whole) throws IOException {
    if (expected == Expected.DIGEST) {
      check(whole);
      return;
    }
    digest.update(whole.duplicate());
    long first = whole.getLong();
    long second = whole.getLong();
    if (expected == Expected.HEAD) {
      head(first, second);
    } else if (first == ImageFormat.TAIL) {
      tail(second);
    } else {
      extent(first, second);
    }
  }

  private void head(long magic, long length) throws IOException {
    if (magic != ImageFormat.MAGIC || length < 0) {
      throw new IOException("the stream is not that of an image");
    }
    fileLength = length;
    expect(Expected.PAIR, ImageFormat.PAIR);
  }

  private void extent(long offset, long length) throws IOException {
    if (offset < end || length < 1 || length > fileLength - offset) {
      throw new IOException("the stream is damaged: an extent at " + offset + " of " + length);
    }
    position = offset;
    end = offset + length;
    bytes += length;
    expected = Expected.DATA;
  }

  private void tail(long total) throws IOException {
    if (total != bytes) {
      throw new IOException("the stream is damaged: " + bytes + " bytes (expected: " + total + ")");
    }
    sum = digest.digest();
    expect(Expected.DIGEST, ImageFormat.DIGEST);
  }

  private void check(ByteBuffer received) throws IOException {
    if (!received.equals(ByteBuffer.wrap(sum))) {
      throw new IOException("the stream is damaged: its digest differs");
    }
    expect(Expected.NOTHING, 0);
  }

  private void expect(Expected next, int length) {
    expected = next;
    small.clear().limit(length);
  }

  /** Makes the file whole and durable and returns its digest; fails if the stream was not whole. */
  String finish() throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (expected != Expected.NOTHING) {
      throw new IOException("the stream ended early, after " + bytes + " bytes of extents");
    }
    if (file.size() < fileLength) {
      file.write(ByteBuffer.wrap(new byte[1]), fileLength - 1);
    }
    file.force(true);
    return HexFormat.of().formatHex(sum);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
