package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Waits until a dataset is as a command wants it, or it is clear that it will not be. Used by one
 * thread, for one dataset.
 */
final class Waiting {

  private static final Duration LOOK = Duration.ofSeconds(1);
  // A node hears of a wish within milliseconds and answers as soon as it has looked.
  private static final Duration STUCK = Duration.ofSeconds(5);

  private final RestClient client;
  private final ProgressLine line;
  private final Duration patience;

  Waiting(RestClient client, ProgressLine line, Duration patience) {
    this.client = client;
    this.line = line;
    this.patience = patience;
  }

  /**
   * The dataset's status when the goal is reached; empty if it is gone.
   *
   * @throws ProblemException when the goal cannot be reached, or not in time
   */
  Optional<JsonNode> until(String id, Goal goal) {
    try (Changes changes = Changes.of(client, event -> event.data().contains(id))) {
      return new Watch(id, goal, System.nanoTime()).until(changes);
    } finally {
      line.end();
    }
  }

  private final class Watch {

    private final String id;
    private final Goal goal;
    private final long end;
    private OptionalLong stuckSince = OptionalLong.empty();
    private String last = "not known";

    Watch(String id, Goal goal, long now) {
      this.id = id;
      this.goal = goal;
      end = now + patience.toNanos();
    }

    Optional<JsonNode> until(Changes changes) {
      do {
        Optional<Optional<JsonNode>> look = look();
        if (look.isPresent() && isReached(look.get().map(DatasetInfo::of))) {
          return look.get();
        }
        changes.await(LOOK);
      } while (System.nanoTime() < end);
      throw problem("is not so after " + patience.toSeconds() + " s");
    }

    /** Empty while the control service is away: it goes on with what is written down. */
    private Optional<Optional<JsonNode>> look() {
      try {
        return Optional.of(new ClusterView(client).status(id));
      } catch (ProblemException e) {
        Problem problem = e.problems().getFirst();
        if (problem.kind() != Problem.Kind.TRANSPORT) {
          throw e;
        }
        line.show(problem.where() + ": " + problem.what() + "; trying again");
        return Optional.empty();
      }
    }

    private boolean isReached(Optional<DatasetInfo> dataset) {
      last =
          dataset
              .map(one -> goal.state(one).orElseGet(() -> state(one)))
              .orElse("there is no such dataset");
      dataset.ifPresent(line::show);
      Goal.Outcome outcome = goal.judge(dataset);
      long now = System.nanoTime();
      stuckSince =
          outcome == Goal.Outcome.STUCK
              ? OptionalLong.of(stuckSince.orElse(now))
              : OptionalLong.empty();
      if (outcome == Goal.Outcome.IMPOSSIBLE || now - stuckSince.orElse(now) > STUCK.toNanos()) {
        throw problem("will not be so");
      }
      return outcome == Goal.Outcome.REACHED;
    }

    private static String state(DatasetInfo dataset) {
      String deleted = dataset.isDeleted() ? "deleted, " : "";
      String why = dataset.reasons().line();
      return deleted + dataset.phase() + (why.isEmpty() ? "" : ": " + why);
    }

    private ProblemException problem(String what) {
      return new ProblemException(
          new Problem(
              Problem.Kind.STORAGE,
              goal.subject(id),
              "it was to be " + goal.words() + ", but " + what + "; now it is " + last,
              "what was asked for stays asked for; `flockerctl explain -d " + id + "` tells more"));
    }
  }
}
