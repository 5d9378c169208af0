package io.flocker.agent.uplink;

import java.time.Instant;

/** How an agent stands with the control service. */
public sealed interface UplinkState {

  /** Since when. */
  Instant since();

  /**
   * There is no connection; another one will be tried.
   *
   * @param why what the last try said, for people; empty before the first
   */
  record Away(Instant since, String why) implements UplinkState {}

  /** The agent is in. */
  record Joined(Instant since, String clusterId) implements UplinkState {}

  /**
   * The control service does not want this agent; it will be asked again from time to time.
   *
   * @param reason for programs
   * @param remedy what to do about it, for people
   */
  record Refused(Instant since, RefusalReason reason, String explanation, String remedy)
      implements UplinkState {}

  /** The agent does not want any more. */
  record Closed(Instant since) implements UplinkState {}

  /** Why an agent is refused. */
  enum RefusalReason {
    /** Something that only a newer control service knows. */
    UNKNOWN,
    /** Another process speaks for the same node, and answers. */
    DUPLICATE_IDENTITY,
    /** The peers speak different major versions of the protocol. */
    WRONG_PROTOCOL,
    /** The node was taken out of the cluster. */
    DECOMMISSIONED,
    /** The control service does not understand what this agent says. */
    BAD_MESSAGE
  }
}
