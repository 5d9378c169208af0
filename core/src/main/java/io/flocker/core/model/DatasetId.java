package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Which logical volume: the same on every node that holds a copy. */
public record DatasetId(@JsonValue UUID value) implements Comparable<DatasetId> {

  @JsonCreator
  public DatasetId {}

  /** Parses the usual text form; throws {@link IllegalArgumentException} for anything else. */
  public static DatasetId parse(String text) {
    UUID uuid = UUID.fromString(text);
    if (text.length() != 36) {
      throw new IllegalArgumentException(text + ": not a UUID (expected: 36 characters)");
    }
    return new DatasetId(uuid);
  }

  /**
   * The id of a dataset that has a name but no id of its own: the plain MD5 of the name, with no
   * UUID version or variant bits set, as the original product derived it (so that its datasets are
   * found again).
   */
  public static DatasetId ofName(String name) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8)));
      return new DatasetId(new UUID(digest.getLong(), digest.getLong()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has MD5", e);
    }
  }

  @Override
  public int compareTo(DatasetId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
