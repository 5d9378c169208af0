package io.flocker.control.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * 128 bits that stand for what clients see of all datasets. Each dataset has a digest of its own
 * and the tag is their exclusive or, so that a change costs one dataset's digest however many there
 * are. Equal datasets have equal tags, in every run and release.
 */
record Tag(long high, long low) {

  static final Tag NO_DATASETS = new Tag(0, 0);

  /** With this dataset if it was not in, without it if it was. */
  Tag toggled(Dataset dataset) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(canonical(dataset)));
    return new Tag(high ^ digest.getLong(), low ^ digest.getLong());
  }

  /** What a client sees, each value preceded by its length so that no two datasets look alike. */
  private static byte[] canonical(Dataset dataset) {
    StringBuilder text = new StringBuilder();
    append(text, dataset.key());
    append(text, dataset.primary().toString());
    append(text, dataset.maximumSize().map(size -> Long.toString(size.bytes())).orElse(""));
    append(text, Boolean.toString(dataset.isDeleted()));
    for (Map.Entry<String, String> pair : dataset.metadata().entrySet()) {
      append(text, pair.getKey());
      append(text, pair.getValue());
    }
    // Only then, so that the tags of before stay as they were; never mistaken for a pair of
    // metadata.
    if (dataset.isTrashed()) {
      append(text, "trashed");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(StringBuilder text, String value) {
    text.append(value.length()).append(':').append(value);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
