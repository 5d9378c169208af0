package io.flocker.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.NodeName;
import io.flocker.core.state.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which connections are forgotten after a change of routes. */
final class StaleConnectionsTest {

  private static final Set<InetAddress> LOCAL =
      StaleConnections.localAddresses(
          """
          1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
          2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0\\       valid_lft forever
          2: eth0    inet6 fd00::1/64 scope global \\       valid_lft forever
          """);
  private static final SortedSet<Target> NONE = new TreeSet<>();

  private static final Connection TO_B = connection("10.0.0.1", "10.0.0.2");
  private static final Connection TO_C = connection("10.0.0.1", "10.0.0.3");
  private static final Connection TO_LOCAL_CONTAINER = connection("10.0.0.1", "172.17.0.2");
  private static final Connection TO_LOCAL_PROCESS = connection("10.0.0.1", "10.0.0.1");
  private static final Connection PASSING = connection("10.9.9.9", "10.0.0.2");
  private static final List<Connection> ALL =
      List.of(TO_B, TO_C, TO_LOCAL_CONTAINER, TO_LOCAL_PROCESS, PASSING, TO_B);

  @Test
  void anAddedRouteEndsWhateverLeadsElsewhere() {
    SortedSet<Target> after = to("10.0.0.2");
    StaleConnections stale = StaleConnections.between(NONE, NONE, after);

    assertThat(stale.among(ALL, LOCAL))
        .containsExactlyInAnyOrder(TO_C, TO_LOCAL_CONTAINER, TO_LOCAL_PROCESS);
  }

  @Test
  void aChangedRouteKeepsTheNewWay() {
    SortedSet<Target> before = to("10.0.0.2");
    StaleConnections stale = StaleConnections.between(before, before, to("10.0.0.3"));

    assertThat(stale.among(ALL, LOCAL)).contains(TO_B).doesNotContain(TO_C, PASSING);
  }

  @Test
  void aWithdrawnRouteEndsOnlyWhatItRedirected() {
    SortedSet<Target> before = to("10.0.0.2");
    StaleConnections stale = StaleConnections.between(before, before, NONE);

    assertThat(stale.among(ALL, LOCAL)).containsExactly(TO_B);
  }

  @Test
  void anUnchangedRouteEndsNothingUnlessItHadNotTakenEffect() {
    SortedSet<Target> same = to("10.0.0.2");

    assertThat(StaleConnections.between(same, same, same).none()).isTrue();
    assertThat(StaleConnections.between(same, NONE, same).among(ALL, LOCAL))
        .contains(TO_LOCAL_PROCESS)
        .doesNotContain(TO_B);
  }

  @Test
  void theListOfConntrackIsRead() {
    String listing =
        """
        tcp      6 431999 ESTABLISHED src=10.0.0.9 dst=10.0.0.1 sport=5000 dport=9090 \
        src=10.0.0.2 dst=10.0.0.1 sport=9090 dport=5000 [ASSURED] mark=0 use=1
        tcp      6 9 SYN_SENT src=fd00::9 dst=fd00::1 sport=5 dport=9090 [UNREPLIED] \
        src=fd00::1 dst=fd00::9 sport=9090 dport=5 mark=0 use=1
        udp      17 20 src=10.0.0.9 dst=10.0.0.1 sport=1 dport=9090 src=10.0.0.1 dst=10.0.0.9 \
        sport=9090 dport=1 use=1
        """;

    assertThat(Connection.parse(listing)).containsExactly(TO_B, connection("fd00::1", "fd00::1"));
  }

  @Test
  void onlyListeningSocketsUseAPort() {
    String tcp =
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
           0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
           1: 0100007F:0016 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0
           2: 00000000000000000000000001000000:0CEA 00000000000000000000000000000000:0000 0A 00:0
        """;

    assertThat(UsedPorts.parse(tcp)).containsExactly(3306, 8080);
  }

  private static SortedSet<Target> to(String address) {
    Route route = new Route(9090, new NodeName("x"));
    return new TreeSet<>(List.of(new Target(route, InetAddress.ofLiteral(address))));
  }

  private static Connection connection(String address, String answerer) {
    return new Connection(InetAddress.ofLiteral(address), 9090, InetAddress.ofLiteral(answerer));
  }
}
