package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import org.junit.jupiter.api.Test;

/** Links on nodes that are named by IPv6 addresses. */
class LinksOverIpv6Test {

  private static final String APPLICATIONS =
      """
      services:
        store: {image: redis, ports: ["6379:6379"], volumes: ["store:/data"]}
        user: {image: redis, links: ["store:db"], command: [sleep, infinity]}
      volumes: {store: }
      """;
  private static final String TOGETHER =
      nodes("fd77::1", "store, user", "fd77::2", "", "fd77::3", "");
  private static final String APART = nodes("fd77::1", "user", "fd77::2", "store", "fd77::3", "");

  private static final String ENGINE = "/etc/docker/daemon.json";

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);

  private static String throughTheLink(String command) {
    String client = "timeout 5 redis-cli -h $DB_PORT_6379_TCP_ADDR -p $DB_PORT_6379_TCP_PORT ";
    return Cluster.inside("h1", "user", client + command).orFail().strip();
  }

  @Test
  void theyAreRefusedWhereContainersHaveNoIpv6() {
    Shell.Result result = cluster.deploy(TOGETHER, APPLICATIONS);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors())
        .contains("links of application user on node fd77::1")
        .contains("\"ipv6\": true and \"fixed-cidr-v6\"");
    assertThat(Cluster.running("h1")).doesNotContain("user");
  }

  @Test
  void theyLeadToTheServiceWhereverItRunsIfContainersHaveIpv6() {
    String settings =
        "{\"storage-driver\": \"overlay2\", \"ipv6\": true, \"fixed-cidr-v6\": \"fd00:77::/64\"}";
    Lab.shell("h1", "cp %s /run/kept && echo '%s' > %s".formatted(ENGINE, settings, ENGINE))
        .orFail();
    try {
      Lab.on("h1", "systemctl", "restart", "docker").orFail();
      cluster.deploy(TOGETHER, APPLICATIONS).orFail();
      eventually().untilAsserted(() -> assertThat(throughTheLink("set name kept")).isEqualTo("OK"));
      cluster.deploy(APART, APPLICATIONS).orFail();
      assertRunning("user", "store", "");
      eventually().untilAsserted(() -> assertThat(throughTheLink("get name")).isEqualTo("kept"));
    } finally {
      Lab.shell("h1", "mv /run/kept " + ENGINE + " && systemctl restart docker").orFail();
    }
  }
}
