package io.flocker.control.store;

import io.flocker.control.model.Entity;
import io.flocker.control.model.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One command that changed something.
 *
 * @param revision the configuration's revision since
 * @param command what was asked for, as JSON
 * @param objects what it changed of what was asked about
 */
public record HistoryEntry(
    long revision, Instant time, String who, String command, List<Changed> objects) {

  public HistoryEntry {
    objects = List.copyOf(objects);
  }

  /**
   * One object before and after.
   *
   * @param before empty if there was none
   * @param after empty if there is none any more
   */
  public record Changed(
      Kind kind, String key, Optional<? extends Entity> before, Optional<? extends Entity> after) {}
}
