package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a snapshot of one dataset; legal in a file name and in a ZFS name. */
public record SnapshotName(@JsonValue String value) implements Comparable<SnapshotName> {

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");

  @JsonCreator
  public SnapshotName {
    if (!LEGAL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "snapshot name: '" + value + "' (expected: letters, digits, '_', '.', '-')");
    }
  }

  @Override
  public int compareTo(SnapshotName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
