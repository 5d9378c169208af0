package io.flocker.control.rest;

import io.flocker.control.metrics.ServiceMetrics;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Decision;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import java.time.Duration;

/** Has commands carried out for callers. */
final class Submissions {

  private final ConfigurationStore store;
  private final ServiceMetrics metrics;

  Submissions(ConfigurationStore store, ServiceMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  Outcome outcome(Request request, Command command, Condition condition) {
    long start = System.nanoTime();
    try {
      return store.submit(command, condition, request.caller().commonName());
    } finally {
      metrics.commanded(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** What was accepted; a refusal is thrown, as what the caller is answered. */
  Decision.Accepted of(Request request, Command command, Condition condition) {
    return switch (outcome(request, command, condition)) {
      case Outcome.Done done -> done.decision();
      case Outcome.Refused refused -> throw Statuses.exception(refused.refusal());
    };
  }

  Decision.Accepted of(Request request, Command command) {
    return of(request, command, Condition.NONE);
  }
}
