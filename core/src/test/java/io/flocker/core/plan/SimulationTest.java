package io.flocker.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Imaginary clusters with random wishes and misfortunes: processes killed at any point, power cuts,
 * lost requests, lost answers, requests that arrive late, several deployments at once. {@code
 * -Dflocker.seed=N} runs one seed, {@code -Dflocker.seeds=N} that many.
 */
class SimulationTest {

  private static final int ROUNDS = 3;

  @Test
  void no_misfortune_makes_two_owners_or_loses_a_write_and_every_cluster_settles() {
    Long only = Long.getLong("flocker.seed");
    if (only != null) {
      run(only, true);
      return;
    }
    int seeds = Integer.getInteger("flocker.seeds", 20_000);
    for (long seed = 0; seed < seeds; seed++) {
      run(seed, true);
    }
  }

  @Test
  void one_deployment_is_enough_when_nothing_goes_wrong() {
    for (long seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      ImaginaryCluster cluster = new ImaginaryCluster(2 + random.nextInt(3), random);
      ImaginaryWishes wishes = new ImaginaryWishes(cluster, random);
      for (int change = 0; change < 4; change++) {
        Configuration wish = wishes.next(true);
        assertThat(unsettled(cluster, wish))
            .as("the same plan twice, seed " + seed)
            .isEqualTo(unsettled(cluster, wish));
        assertThat(cluster.deployCalmly(wish)).as("every step succeeds, seed " + seed).isTrue();
        assertThat(unsettled(cluster, wish)).as("left to do, seed " + seed).isEmpty();
      }
    }
  }

  @Test
  void hosts_that_forget_their_fences_are_found_out() {
    for (long seed = 0; seed < 20_000; seed++) {
      try {
        run(seed, false);
      } catch (AssertionError expected) {
        assertThat(expected).hasMessageContaining("seed");
        return;
      }
    }
    throw new AssertionError("20000 seeds without fencing, and nothing was noticed");
  }

  private static void run(long seed, boolean fencing) {
    try {
      simulate(new Random(seed), fencing);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed " + seed + " (run it alone with -Dflocker.seed=" + seed + "): " + e.getMessage(),
          e);
    }
  }

  private static void simulate(Random random, boolean fencing) {
    ImaginaryCluster cluster = new ImaginaryCluster(2 + random.nextInt(3), random);
    cluster.fencing = fencing;
    ImaginaryWishes wishes = new ImaginaryWishes(cluster, random);
    int misfortune = random.nextInt(4) * 15;
    int changes = 2 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      if (random.nextInt(3) > 0) {
        cluster.calmDown();
      }
      Configuration wish = wishes.next(false);
      for (int tries = 1 + random.nextInt(2); tries > 0; tries--) {
        cluster.deploy(wish);
        for (int steps = 10 + random.nextInt(120); steps > 0; steps--) {
          cluster.turbulentStep(misfortune);
        }
      }
    }
    cluster.calmDown();
    settle(cluster, wishes.next(true));
  }

  private static void settle(ImaginaryCluster cluster, Configuration wish) {
    String left = unsettled(cluster, wish);
    for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
      cluster.deployCalmly(wish);
      left = unsettled(cluster, wish);
    }
    assertThat(left).isEmpty();
    wish.placements()
        .forEach(placement ->
            assertThat(cluster.host(placement.getKey()).containers.values())
                .as("containers of node " + placement.getKey())
                .anyMatch(c ->
                    c.running
                        && c.specification.equals(
                            SpecificationDigest.of(placement.getValue(), placement.getKey()))));
    cluster.hosts.forEach(
        (name, host) -> assertThat(host.containers).hasSameSizeAs(wish.applicationsOn(name)));
  }

  /** The plans of all nodes that still have something to do. */
  private static String unsettled(ImaginaryCluster cluster, Configuration wish) {
    Planner planner = Planner.of(wish, cluster.report(wish));
    StringBuilder left = new StringBuilder();
    for (NodeName node : wish.nodes().keySet()) {
      NodePlan plan = planner.planFor(node);
      if (!plan.isEmpty()) {
        left.append(PlanText.render(node, plan));
      }
    }
    return left.toString();
  }
}
