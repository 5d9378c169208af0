package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import io.flocker.e2e.lab.UsuallyOn;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The files of {@code flocker-deploy}, first over SSH, then handed to the control service. */
@UsuallyOn(Backend.BTRFS)
class DeploymentsTest extends ManagedStory {

  private static final int PORT = 6379;
  private static final String STORE =
      """
      version: 1
      applications:
        store:
          image: redis
          ports: [{internal: 6379, external: 6379}]
          volumes: [{mountpoint: /data}]
          environment: {COLOUR: %s}
      """;

  private String before = "";

  private static String everywhere(String command) {
    return Cluster.HOSTS.stream()
        .map(host -> redis(Lab.address(host), PORT, command))
        .distinct()
        .reduce("", (all, one) -> all + one);
  }

  private Shell.Result deploy(String deployment, String application, String... options) {
    return cluster().deploy(deployment, application, options);
  }

  @Test
  @Order(1)
  void whatWasDeployedOverSshIsLeftAloneAndStaysWithinReach() {
    Cluster.overSsh().deploy(Cluster.placing("store", "", ""), STORE.formatted("blue")).orFail();
    eventually().untilAsserted(() -> redis(Lab.address("h2"), PORT, "SET name kept"));
    before = Cluster.container("h1", "store");
    eventually()
        .untilAsserted(
            () -> assertThat(cluster().phase("containers/store")).isEqualTo("unclaimed"));
    Cluster.HOSTS.forEach(host -> ManagedCluster.systemctl(host, "restart", "flocker-agent"));
    cluster().awaitNodes();
    assertThat(Cluster.container("h1", "store")).isEqualTo(before);
    assertThat(everywhere("GET name")).isEqualTo("kept");
  }

  @Test
  @Order(2)
  void theClusterTakesItOverAsItRuns() {
    Shell.Result result = deploy(Cluster.placing("store", "", ""), STORE.formatted("blue"));
    assertThat(result.orFail()).contains("Everything is as wanted.");
    assertThat(Cluster.container("h1", "store")).isEqualTo(before);
    assertThat(cluster().phase("containers/store")).isEqualTo("settled");
  }

  @Test
  @Order(3)
  void aPlanTellsTheMoveAndMovesNothing() {
    String plan =
        deploy(Cluster.placing("", "store", ""), STORE.formatted("blue"), "--plan").orFail();
    assertThat(plan).contains("Container store moves from node", "Dataset ", " which holds ");
    assertThat(Cluster.container("h1", "store")).isEqualTo(before);
  }

  @Test
  @Order(4)
  void whenTheCommandEndsItRunsOnTheOtherNodeWithItsData() {
    deploy(Cluster.placing("", "store", ""), STORE.formatted("blue")).orFail();
    assertRunning("", "store", "");
    eventually().untilAsserted(() -> assertThat(everywhere("GET name")).isEqualTo("kept"));
  }

  @Test
  @Order(5)
  void whenTheCommandEndsAChangedContainerIsTheNewOne() {
    deploy(Cluster.placing("", "store", ""), STORE.formatted("green")).orFail();
    assertThat(Cluster.inside("h2", "store", "echo $COLOUR").orFail().strip()).isEqualTo("green");
    eventually().untilAsserted(() -> assertThat(everywhere("GET name")).isEqualTo("kept"));
  }

  @Test
  @Order(6)
  void whenTheCommandEndsWhatIsNotListedIsGoneAndItsVolumeIsNot() {
    String nothing = "version: 1\napplications: {}\n";
    deploy(Cluster.placing("", "", ""), nothing).orFail();
    assertRunning("", "", "");
    assertThat(Cluster.report("h2").path("volumes")).hasSize(1);
    eventually()
        .untilAsserted(() ->
            assertThat(Lab.on("h3", "iptables-save").orFail()).doesNotContain("--dport " + PORT));
  }
}
