package io.flocker.control.model;

import io.flocker.core.model.VolumeProperties;
import io.flocker.core.model.VolumePropertyRules;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a dataset's metadata that mean something to Flocker. */
public final class VolumeMetadata {

  /** By which people and Docker call it. */
  public static final String NAME = "name";

  /** The class of storage that was asked for, under the original's key. */
  public static final String PROFILE = "clusterhq:flocker:profile";

  /** The limit in bytes that was asked for when it was made, under the original's key. */
  public static final String MAXIMUM_SIZE = "maximum_size";

  /** What becomes of it when Docker removes it: an {@link OnRemove}. */
  public static final String ON_REMOVE = "flocker:on-remove";

  /** Whether nobody gave it a name, so that Docker made one up. */
  public static final String ANONYMOUS = "flocker:anonymous";

  /** What the key of an option of a storage backend begins with; after it comes its name. */
  public static final String OPTION = "flocker:option:";

  /** The value for what is so. */
  public static final String YES = "yes";

  /** What becomes of a volume when Docker removes it. */
  public enum OnRemove {
    /** Nothing: it stays, and keeps its name. */
    RETAIN,
    /** It can be restored for some time. */
    TRASH,
    /** It is destroyed. */
    DELETE;

    /** The form in metadata. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<OnRemove> read(String text) {
      for (OnRemove one : values()) {
        if (one.toString().equals(text)) {
          return Optional.of(one);
        }
      }
      return Optional.empty();
    }
  }

  private VolumeMetadata() {}

  /** The metadata of a dataset that has a name. */
  static Map<String, String> named(String name, Map<String, String> metadata) {
    Map<String, String> all = new TreeMap<>(metadata);
    all.put(NAME, name);
    return Collections.unmodifiableMap(all);
  }

  /** Options as metadata. */
  public static Map<String, String> options(VolumeProperties properties) {
    Map<String, String> metadata = new TreeMap<>();
    properties.values().forEach((option, value) -> metadata.put(OPTION + option, value));
    return metadata;
  }

  /**
   * The options that a volume is made with. Bad ones are not let in ({@link FieldRules}); a dataset
   * that has such keys from a release that did not know them has none.
   */
  public static VolumeProperties properties(Map<String, String> metadata) {
    Map<String, String> options = options(metadata);
    return VolumePropertyRules.violations(options).isEmpty()
        ? VolumeProperties.of(options)
        : VolumeProperties.NONE;
  }

  /** The options among metadata, unread. */
  static Map<String, String> options(Map<String, String> metadata) {
    Map<String, String> options = new TreeMap<>();
    metadata.forEach((key, value) -> {
      if (key.startsWith(OPTION)) {
        options.put(key.substring(OPTION.length()), value);
      }
    });
    return options;
  }

  /** The metadata of a clone: it has the options of its source where it has none of its own. */
  static Map<String, String> ofClone(Map<String, String> source, Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(options(properties(source)));
    all.putAll(own);
    return all;
  }

  /**
   * The rule of a volume. Of one that says nothing it is the trash, unless nobody gave it a name;
   * of one whose rule nobody understands it is the trash too, from which there is a way back.
   */
  public static OnRemove onRemove(SortedMap<String, String> metadata) {
    String said = metadata.get(ON_REMOVE);
    if (said == null) {
      return YES.equals(metadata.get(ANONYMOUS)) ? OnRemove.DELETE : OnRemove.TRASH;
    }
    return OnRemove.read(said).orElse(OnRemove.TRASH);
  }
}
