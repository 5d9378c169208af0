package io.flocker.control.store;

import io.flocker.control.model.Change;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import java.time.Instant;
import java.util.List;

/**
 * An accepted command that has changed something and is durable.
 *
 * @param who asked for it
 * @param after the configuration right after it
 */
public record Committed(
    Instant time, String who, Command command, List<Change> changes, ClusterConfiguration after) {

  /** The configuration's revision since this command. */
  public long revision() {
    return after.revision();
  }
}
