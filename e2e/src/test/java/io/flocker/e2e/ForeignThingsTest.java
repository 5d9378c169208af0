package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.PacketFilter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** L4 of the original: what else there is on a node is nobody's business but its owner's. */
class ForeignThingsTest {

  private static final String RULE =
      "INPUT -p tcp --dport 4444 -m comment --comment mine -j ACCEPT";
  private static final String NAT = "PREROUTING -p tcp --dport 4445 -j REDIRECT --to-ports 4446";
  private static final String STORE =
      "store:\n  image: redis\n  ports: [\"6379:6379\"]\n  volumes: [\"/data\"]\n";

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);

  @BeforeEach
  void somebodyElseUsesTheHosts() {
    for (String host : List.of("h1", "h2")) {
      Lab.shell(host, "docker rm -f foreign 2>/dev/null").orFail();
      Lab.shell(host, "docker run -d --name foreign -p 9999:80 busybox sleep infinity").orFail();
      Lab.shell(host, "iptables -A " + RULE + " && iptables -t nat -A " + NAT).orFail();
    }
  }

  @AfterEach
  void somebodyElseLeaves() {
    for (String host : List.of("h1", "h2")) {
      Lab.shell(host, "docker rm -f foreign").orFail();
      Lab.shell(host, "iptables -D " + RULE + " && iptables -t nat -D " + NAT).orFail();
    }
  }

  private static String foreignContainer(String host) {
    return Lab.on(
            host,
            "docker",
            "inspect",
            "-f",
            "{{.Id}} {{.State.StartedAt}} {{.State.Running}}",
            "foreign")
        .orFail();
  }

  @Test
  void foreignContainersAndRulesAreNotTouched() {
    List<String> firstRules = PacketFilter.foreign("h1");
    List<String> secondRules = PacketFilter.foreign("h2");
    String first = foreignContainer("h1");
    String second = foreignContainer("h2");

    cluster.deploy(placing("store", "", ""), STORE).orFail();
    eventually().untilAsserted(() -> redis("10.77.0.2", 6379, "PING"));
    assertThat(PacketFilter.foreign("h2")).isEqualTo(secondRules);
    assertThat(PacketFilter.foreign("h1")).containsAll(firstRules);
    cluster.deploy(placing("", "store", ""), STORE).orFail();
    cluster.deploy(placing("", "", ""), STORE).orFail();

    assertThat(PacketFilter.foreign("h1")).isEqualTo(firstRules);
    assertThat(PacketFilter.foreign("h2")).isEqualTo(secondRules);
    assertThat(foreignContainer("h1")).isEqualTo(first);
    assertThat(foreignContainer("h2")).isEqualTo(second);
  }
}
