package io.flocker.control.store;

import io.flocker.control.model.Decision;
import io.flocker.control.model.Refusal;

/** What has become of a command. */
public sealed interface Outcome {

  /**
   * It is carried out and durable.
   *
   * @param revision the configuration's revision with it
   */
  record Done(long revision, Decision.Accepted decision) implements Outcome {}

  /** It has changed nothing. */
  record Refused(Refusal refusal) implements Outcome {}
}
