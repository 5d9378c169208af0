package io.flocker.storage.loopback;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How an image travels. All numbers are 64 bits, big endian.
 *
 * <pre>
 * head:    the number {@link #MAGIC}, the image's length
 * extents: offset, length (at least 1), that many bytes; as many as there are
 * tail:    -1, the number of bytes in all extents
 * digest:  SHA-256 of all that came before, 32 bytes
 * </pre>
 *
 * The digest is the snapshot's identity.
 */
final class ImageFormat {

  /** "FLKRIMG1". */
  static final long MAGIC = 0x464c4b52494d4731L;

  static final long TAIL = -1;
  static final int PAIR = 2 * Long.BYTES;
  static final int DIGEST = 32;

  private ImageFormat() {}

  static byte[] pair(long first, long second) {
    return ByteBuffer.allocate(PAIR).putLong(first).putLong(second).array();
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
