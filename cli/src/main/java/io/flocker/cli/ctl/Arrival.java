package io.flocker.cli.ctl;

import io.flocker.cli.rest.RestClient;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits until a cluster is where a deployment leads, or it is clear that it will not be. */
final class Arrival {

  private static final Duration LOOK = Duration.ofSeconds(1);
  // A refusal may be about to end: what it depends on is just becoming known.
  private static final Duration REFUSED = Duration.ofSeconds(5);

  private final RestClient client;
  private final DeploymentOutput output;
  private final Duration patience;
  private List<Unreached> missing = List.of();
  private long changed = System.nanoTime();

  Arrival(RestClient client, DeploymentOutput output, Duration patience) {
    this.client = client;
    this.output = output;
    this.patience = patience;
  }

  void await(Aim aim) {
    try (Changes changes = Changes.of(client, _ -> true)) {
      while (true) {
        Optional<List<Unreached>> look = look(aim);
        if (look.isPresent()) {
          if (look.get().isEmpty()) {
            return;
          }
          take(look.get(), aim);
        }
        giveUpIfInVain();
        changes.await(LOOK);
      }
    } finally {
      output.endProgress();
    }
  }

  /** Empty while the control service is away: what was asked for is written down there. */
  private Optional<List<Unreached>> look(Aim aim) {
    try {
      return Optional.of(
          aim.missing(client.get("/v1/status/containers"), client.get("/v1/status/datasets")));
    } catch (ProblemException e) {
      Problem problem = e.problems().getFirst();
      if (problem.kind() != Problem.Kind.TRANSPORT) {
        throw e;
      }
      output.away(problem);
      return Optional.empty();
    }
  }

  private void take(List<Unreached> now, Aim aim) {
    if (!now.equals(missing)) {
      missing = now;
      changed = System.nanoTime();
      output.progress(now, Math.max(0, aim.count() - now.size()), aim.count());
    }
  }

  private void giveUpIfInVain() {
    Duration still = Duration.ofNanos(System.nanoTime() - changed);
    boolean refused =
        !missing.isEmpty()
            && missing.stream().allMatch(Unreached::isRefused)
            && still.compareTo(REFUSED) > 0;
    if (refused || still.compareTo(patience) > 0) {
      throw new ProblemException(
          missing.isEmpty()
              ? List.of(
                  new Problem(
                      Problem.Kind.TRANSPORT,
                      "control service " + client.address(),
                      "it has not answered for " + patience.toSeconds() + " s",
                      "what was asked for may be under way; ask again when it is back"))
              : missing.stream().map(one -> problem(one, refused)).toList());
    }
  }

  private Problem problem(Unreached one, boolean refused) {
    String why = refused ? "" : "nothing has changed for " + patience.toSeconds() + " s; ";
    return new Problem(
        Problem.Kind.STORAGE,
        one.called(),
        "it is not as the deployment wants it: " + why + "it is " + one.state(),
        "what was asked for stays asked for; `flockerctl explain` and `flockerctl list` tell more");
  }
}
