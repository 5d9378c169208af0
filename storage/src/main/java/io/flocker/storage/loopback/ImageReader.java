package io.flocker.storage.loopback;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;

/** An image as a stream in the {@link ImageFormat}. */
final class ImageReader extends InputStream {

  private final FileChannel file;
  private final Extents extents;
  private final Iterator<Extents.Extent> remaining;
  private final MessageDigest digest = ImageFormat.digest();
  private ByteBuffer pending;
  private long position;
  private long end;
  private boolean tailSent;
  private Optional<String> identity = Optional.empty();

  ImageReader(Path image) throws IOException {
    this.extents = Extents.of(image);
    this.remaining = extents.extents().iterator();
    this.file = FileChannel.open(image, StandardOpenOption.READ);
    this.pending = hashed(ImageFormat.pair(ImageFormat.MAGIC, extents.fileLength()));
  }

  /** The digest, once all has been read. */
  Optional<String> identity() {
    return pending.hasRemaining() ? Optional.empty() : identity;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!pending.hasRemaining() && position == end && !next()) {
      return -1;
    }
    if (pending.hasRemaining()) {
      int n = Math.min(length, pending.remaining());
      pending.get(target, offset, n);
      return n;
    }
    return readExtent(target, offset, length);
  }

  private int readExtent(byte[] target, int offset, int length) throws IOException {
    int wanted = (int) Math.min(length, end - position);
    int n = file.read(ByteBuffer.wrap(target, offset, wanted), position);
    if (n <= 0) {
      throw new EOFException("the image became shorter while it was read");
    }
    digest.update(target, offset, n);
    position += n;
    return n;
  }

  /** Prepares what comes after the current extent; false after the digest. */
  private boolean next() {
    if (remaining.hasNext()) {
      Extents.Extent extent = remaining.next();
      position = extent.offset();
      end = extent.offset() + extent.length();
      pending = hashed(ImageFormat.pair(extent.offset(), extent.length()));
      return true;
    }
    if (!tailSent) {
      tailSent = true;
      pending = hashed(ImageFormat.pair(ImageFormat.TAIL, extents.bytes()));
      return true;
    }
    if (identity.isEmpty()) {
      byte[] sum = digest.digest();
      identity = Optional.of(HexFormat.of().formatHex(sum));
      pending = ByteBuffer.wrap(sum);
      return true;
    }
    return false;
  }

  private ByteBuffer hashed(byte[] bytes) {
    digest.update(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
