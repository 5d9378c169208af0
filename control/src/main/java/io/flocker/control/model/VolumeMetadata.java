package io.flocker.control.model;

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
