package io.flocker.api.certificate;

import java.util.Locale;
import java.util.UUID;

/** Which cluster a certificate is for: made with the cluster's certificate authority. */
public record ClusterId(UUID value) {

  /** A new cluster. */
  public static ClusterId random() {
    return new ClusterId(UUID.randomUUID());
  }

  /** Parses the usual text form of 36 characters; IllegalArgumentException for anything else. */
  public static ClusterId parse(String text) {
    return new ClusterId(strictUuid(text));
  }

  /** Java's own parser also takes shortened forms, so that two texts would be one identity. */
  static UUID strictUuid(String text) {
    UUID value = UUID.fromString(text);
    if (!value.toString().equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(text + " is not a UUID of 36 characters");
    }
    return value;
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
