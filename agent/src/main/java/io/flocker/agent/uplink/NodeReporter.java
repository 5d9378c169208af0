package io.flocker.agent.uplink;

import io.flocker.wire.NodeReport;

/** Supplies what to report. */
public interface NodeReporter {

  /**
   * What is known of the node now. It answers from memory: it is asked on the thread of the uplink,
   * which also sends the heartbeats. {@link NodeReport#wishes} are those that were there, in full,
   * before the observation began.
   */
  NodeReport report();
}
