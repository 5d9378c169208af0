package io.flocker.control.steward;

import io.flocker.control.model.Command;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.problem.ProblemException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down in the store what became known. For one thread. */
final class Records implements AutoCloseable {

  /** Who the history says it was. */
  private static final String NAME = "flocker-control";

  private static final Logger LOG = LoggerFactory.getLogger(Records.class);

  /** Enough to be made durable together, too few to keep a user's command waiting behind them. */
  private static final int MOST_UNDER_WAY = 256;

  private final ConfigurationStore store;
  private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);

  Records(ConfigurationStore store) {
    this.store = store;
  }

  /**
   * Returns when it is durable.
   *
   * @throws ProblemException when it could not be written
   */
  void write(Command command) {
    look(command, store.submit(command, NAME));
  }

  /**
   * Returns before it is durable, so that many are made durable together: a whole cluster may just
   * have joined.
   *
   * @param failed told on another thread
   */
  void writeSoon(Command command, Consumer<Throwable> failed) {
    underWay.acquireUninterruptibly();
    var _ =
        store
            .submitted(command, NAME)
            .whenComplete((outcome, problem) -> {
              underWay.release();
              if (problem == null) {
                look(command, outcome);
              } else {
                failed.accept(problem);
              }
            });
  }

  private static void look(Command command, Outcome outcome) {
    if (outcome instanceof Outcome.Refused(var refusal)) {
      // Something changed meanwhile, which is due by itself.
      LOG.debug("{} is refused: {}", command, refusal);
    }
  }

  /** Returns once nothing is under way. */
  @Override
  public void close() {
    underWay.acquireUninterruptibly(MOST_UNDER_WAY);
  }
}
