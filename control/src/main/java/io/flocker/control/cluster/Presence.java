package io.flocker.control.cluster;

import java.time.Instant;

/** Whether the control service hears from an agent or a node; times by the control service. */
public sealed interface Presence {

  /** Since when it is so. */
  Instant since();

  /** It is heard from. */
  record Connected(Instant since) implements Presence {}

  /** It is not; what is known of it is what it said before. */
  record Unreachable(Instant since) implements Presence {}
}
