package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import org.junit.jupiter.api.Test;

/** Nodes may be named by IPv6 addresses and by host names. */
class NodeNamesTest {

  private static final String STORE =
      """
      services:
        store: {image: redis, ports: ["6379:6379"], volumes: ["store:/data"]}
        user: {image: redis, links: ["store:db"], command: [sleep, infinity]}
      volumes: {store: }
      """;

  private static final String THROUGH_ITS_LINK =
      "redis-cli -h $DB_PORT_6379_TCP_ADDR -p $DB_PORT_6379_TCP_PORT get name";

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);

  @Test
  void nodesThatAreNamedByIpv6AddressesMoveDataAndRoutePorts() {
    cluster.deploy(nodes("fd77::1", "store", "fd77::2", "", "fd77::3", ""), STORE).orFail();
    eventually()
        .untilAsserted(() -> assertThat(redis("fd77::1", 6379, "SET name kept")).isEqualTo("+OK"));
    assertThat(redis("fd77::3", 6379, "GET name")).isEqualTo("kept");
    cluster.deploy(nodes("fd77::1", "", "fd77::2", "store", "fd77::3", ""), STORE).orFail();
    assertRunning("", "store", "");
    eventually()
        .untilAsserted(() -> assertThat(redis("fd77::2", 6379, "GET name")).isEqualTo("kept"));
    assertThat(redis("fd77::1", 6379, "GET name")).isEqualTo("kept");
    assertThat(redis("fd77::3", 6379, "GET name")).isEqualTo("kept");
  }

  @Test
  void nodesThatAreNamedByHostNamesMoveDataAndRoutePorts() {
    cluster.deployFrom("h3", nodes("h1", "store, user", "h2", "", "h3", ""), STORE).orFail();
    eventually()
        .untilAsserted(
            () -> assertThat(redis("10.77.0.1", 6379, "SET name kept")).isEqualTo("+OK"));
    assertThat(redis("10.77.0.3", 6379, "GET name")).isEqualTo("kept");
    cluster.deployFrom("h3", nodes("h1", "user", "h2", "store", "h3", ""), STORE).orFail();
    assertRunning("user", "store", "");
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.2", 6379, "GET name")).isEqualTo("kept"));
    assertThat(redis("10.77.0.1", 6379, "GET name")).isEqualTo("kept");
    assertThat(Cluster.inside("h1", "user", THROUGH_ITS_LINK).orFail().strip()).isEqualTo("kept");
  }
}
