package io.flocker.control.rest;

import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Decision;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;

/** Has a command carried out for a caller. */
final class Submission {

  private Submission() {}

  static Decision.Accepted of(
      ConfigurationStore store, Request request, Command command, Condition condition) {
    return switch (store.submit(command, condition, request.caller().commonName())) {
      case Outcome.Done done -> done.decision();
      case Outcome.Refused refused -> throw Statuses.exception(refused.refusal());
    };
  }

  static Decision.Accepted of(ConfigurationStore store, Request request, Command command) {
    return of(store, request, command, Condition.NONE);
  }
}
