package io.flocker.e2e;

import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import org.junit.jupiter.api.Test;

/** L5 and L6 of the original: a node that cannot be asked keeps all others from being changed. */
class TroubleTest {

  private static final String STORE = "store:\n  image: redis\n  volumes: [\"/data\"]\n";

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);

  private static void assertNothingChanged(Shell.Result result) {
    assertThat(result.status()).as("%s", result).isEqualTo(1);
    assertThat(result.errors()).contains("ERROR: node 10.77.0.2");
    assertRunning("", "", "");
    assertThat(Cluster.report("h1").path("volumes")).isEmpty();
    assertThat(Cluster.report("h3").path("routes")).isEmpty();
  }

  @Test
  void aNodeThatCannotBeReachedIsNamedAndNothingChanges() {
    Lab.isolate("h2");
    try {
      Shell.Result result = cluster.deploy(placing("store", "", ""), STORE);
      assertThat(result.errors()).containsPattern("(?i)no route to host|timed out");
      assertNothingChanged(result);
    } finally {
      Lab.rejoin("h2");
    }
  }

  @Test
  void aNodeThatCannotReportIsNamedAndNothingChanges() {
    String settings = "/etc/flocker/agent.yml";
    Lab.shell("h2", "cp %s /run/kept && echo 'version: 1' > %s".formatted(settings, settings))
        .orFail();
    try {
      Shell.Result result = cluster.deploy(placing("store", "", ""), STORE);
      assertThat(result.errors()).contains(settings);
      assertNothingChanged(result);
    } finally {
      Lab.shell("h2", "mv /run/kept " + settings).orFail();
    }
  }
}
