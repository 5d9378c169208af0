package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The options of storage backends that a volume was created with and keeps through moves, such as
 * {@code zfs.compression}: only those that {@link VolumePropertyRules} knows, with good values.
 *
 * @param values by {@code BACKEND.NAME}, each in its one form: a size in bytes
 */
public record VolumeProperties(@JsonValue SortedMap<String, String> values) {

  /** No options: the backend's own defaults. */
  public static final VolumeProperties NONE = new VolumeProperties();

  /** {@link IllegalArgumentException} says everything that is wrong. */
  @JsonCreator
  public VolumeProperties {
    values = VolumePropertyRules.canonical(values);
  }

  /** No options; what JSON that does not mention them means. */
  public VolumeProperties() {
    this(Collections.emptySortedMap());
  }

  /** Options in any order; {@link IllegalArgumentException} says everything that is wrong. */
  public static VolumeProperties of(Map<String, String> options) {
    return new VolumeProperties(new TreeMap<>(options));
  }

  /** Whether there are none; JSON leaves them out then. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Those of one backend, by their names there. */
  public SortedMap<String, String> forBackend(String driver) {
    SortedMap<String, String> own = new TreeMap<>();
    values.forEach((option, value) -> {
      if (isOf(driver, option)) {
        own.put(option.substring(driver.length() + 1), value);
      }
    });
    return own;
  }

  /** Those of other backends, by their full names. */
  public List<String> foreignTo(String driver) {
    return values.keySet().stream().filter(option -> !isOf(driver, option)).toList();
  }

  private static boolean isOf(String driver, String option) {
    return option.startsWith(driver + ".");
  }
}
