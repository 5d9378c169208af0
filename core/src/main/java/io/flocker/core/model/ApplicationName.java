package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of an application; unique in a configuration and legal as part of a container name. */
public record ApplicationName(@JsonValue String value) implements Comparable<ApplicationName> {

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,200}");

  @JsonCreator
  public ApplicationName {
    if (!isLegal(value)) {
      throw new IllegalArgumentException(
          "application name: '"
              + value
              + "' (expected: letters, digits, '_', '.', '-', beginning with a letter or digit)");
    }
  }

  /** Whether {@code text} may name an application. */
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }

  @Override
  public int compareTo(ApplicationName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
