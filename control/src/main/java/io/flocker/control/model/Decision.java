package io.flocker.control.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a command. */
public sealed interface Decision {

  /**
   * It is carried out.
   *
   * @param changes what it writes and removes; none if everything is already as wanted
   * @param subject the object that the command is about, after it; a released lease as it was;
   *     empty if there is nothing to show
   * @param created whether {@code subject} is new
   */
  record Accepted(List<Change> changes, Optional<Entity> subject, boolean created)
      implements Decision {

    public Accepted {
      changes = List.copyOf(changes);
    }

    static Accepted unchanged(Entity subject) {
      return new Accepted(List.of(), Optional.of(subject), false);
    }

    static Accepted changed(Entity subject, Change... more) {
      return of(subject, false, more);
    }

    static Accepted created(Entity subject, Change... more) {
      return of(subject, true, more);
    }

    private static Accepted of(Entity subject, boolean created, Change... more) {
      return new Accepted(
          Stream.concat(Stream.of(new Change.Put(subject)), Arrays.stream(more)).toList(),
          Optional.of(subject),
          created);
    }
  }

  /** It changes nothing. */
  record Refused(Refusal refusal) implements Decision {

    static Refused because(RefusalCode code, String description) {
      return new Refused(Refusal.of(code, description));
    }
  }
}
