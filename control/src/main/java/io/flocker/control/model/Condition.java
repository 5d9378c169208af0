package io.flocker.control.model;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What must hold for a command to be carried out at all: that the caller has seen the latest.
 *
 * @param tags tags of the datasets' configuration, of which one must be the current; empty for any
 * @param version the version that the command's object must have; empty for any
 */
public record Condition(Set<String> tags, OptionalLong version) {

  /** Always carried out. */
  public static final Condition NONE = new Condition(Set.of(), OptionalLong.empty());

  public Condition {
    tags = Set.copyOf(tags);
  }

  /** Only if the configuration of datasets has one of these tags. */
  public static Condition tags(Set<String> tags) {
    return new Condition(tags, OptionalLong.empty());
  }

  /** Only if the object has this version. */
  public static Condition version(long version) {
    return new Condition(Set.of(), OptionalLong.of(version));
  }

  /** Why a command is not carried out, whatever it is, as far as the tags say. */
  public Optional<Refusal> refusal(ClusterConfiguration now) {
    if (tags.isEmpty() || tags.contains(now.tag())) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.of(
            RefusalCode.TAG_MISMATCH,
            "Tag doesn't match. Required: "
                + String.join(" or ", tags)
                + ", current: "
                + now.tag()
                + ". List the datasets again, then decide again."));
  }

  Optional<Refusal> refusal(ClusterConfiguration now, Command command) {
    Optional<Refusal> unseen = refusal(now);
    if (unseen.isPresent()) {
      return unseen;
    }
    if (version.isEmpty()) {
      return Optional.empty();
    }
    long actual = command.object(now).map(Entity::version).orElse(0L);
    return actual == version.getAsLong()
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                RefusalCode.VERSION_MISMATCH,
                "The object has changed. Required version: "
                    + version.getAsLong()
                    + ", current version: "
                    + (actual == 0 ? "none, it does not exist" : actual)
                    + ". Read it again, then decide again."));
  }
}
