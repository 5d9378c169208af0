package io.flocker.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.agent.service.Traffic.Wanted;
import io.flocker.agent.unit.Retry;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.Route;
import io.flocker.node.Router;
import io.flocker.node.Router.Rules;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private static final NodeName B = new NodeName("10.0.0.2");
  private static final NodeName C = new NodeName("10.0.0.3");

  private static Rules rules(List<Route> routes, Integer... open) {
    return new Rules(new TreeSet<>(routes), new TreeSet<>(List.of(open)));
  }

  private static Wanted wanted(Integer... gone) {
    return new Wanted(
        new TreeMap<>(Map.of(80, Optional.of(B), 5432, Optional.empty())), Set.of(gone));
  }

  @Test
  void traffic_goes_to_where_it_is_served() {
    assertThat(Traffic.rules(rules(List.of()), wanted()))
        .isEqualTo(rules(List.of(new Route(80, B)), 5432));
  }

  @Test
  void what_is_not_wanted_any_more_is_withdrawn() {
    assertThat(
            Traffic.rules(
                rules(List.of(new Route(80, C), new Route(5432, C), new Route(81, C)), 80, 6379),
                wanted(81, 6379)))
        .isEqualTo(rules(List.of(new Route(80, B)), 5432));
  }

  @Test
  void what_was_never_wanted_here_is_left_alone() {
    assertThat(
            Traffic.rules(rules(List.of(new Route(80, C), new Route(81, C)), 80, 6379), wanted()))
        .isEqualTo(rules(List.of(new Route(80, B), new Route(81, C)), 5432, 6379));
  }

  /** A packet filter that is held by somebody else at first. */
  private static final class BusyRouter implements Router {

    private Rules now = rules(List.of());
    private int refusals = 2;

    @Override
    public synchronized Rules observe() {
      return now;
    }

    @Override
    public synchronized void change(UnaryOperator<Rules> change) {
      if (refusals-- > 0) {
        throw new ProblemException(
            new Problem(Problem.Kind.NETWORK, "iptables", "is held by another program", "wait"));
      }
      now = change.apply(now);
    }
  }

  @Test
  void what_failed_is_tried_again_and_told() {
    BusyRouter router = new BusyRouter();
    Map<UnitId, UnitStatus> statuses = new ConcurrentHashMap<>();
    try (Traffic traffic =
        new Traffic(
            router,
            InstantSource.system(),
            new Retry(Duration.ofMillis(20), Duration.ofMillis(50)),
            (unit, status) ->
                statuses.merge(
                    unit, status, (old, news) -> news.phase() == Phase.FAILED ? news : old))) {
      traffic.want(wanted());
      await().until(() -> !router.observe().routes().isEmpty());
    }
    assertThat(statuses.get(new UnitId.OfPort(80)))
        .isNotNull()
        .satisfies(status -> assertThat(status.phase()).isEqualTo(Phase.FAILED))
        .satisfies(status -> assertThat(status.attempts()).isEqualTo(2));
  }
}
