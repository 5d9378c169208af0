package io.flocker.node.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.Route;
import io.flocker.node.Router.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How routes behave with real packets between real network namespaces. Host a routes; b and c have
 * something that listens on ports 9090 and 9091. Each variant of iptables runs all of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RouterContract {

  private static final Rules NOTHING = rules();

  private final String variant;
  private TestLan lan;
  private RecordingRunner runner;
  private IptablesRouter router;
  private String pristine;

  RouterContract(String variant) {
    this.variant = variant;
  }

  @BeforeAll
  void makeLan() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    assumeTrue(installed("iptables" + variant), "needs iptables" + variant);
    lan = new TestLan();
    for (String host : List.of("b", "c")) {
      for (int port : List.of(9090, 9091)) {
        assertThat(lan.tell(host, "listen " + port + " " + host)).isEqualTo("ok");
      }
    }
    ForeignRules.set(lan, "a", variant);
    runner = new RecordingRunner(lan.runner("a"));
    router = new IptablesRouter(runner, variant, RouterContract::resolve);
    pristine = saved();
  }

  @BeforeEach
  void startClean() {
    router.apply(NOTHING);
    runner.taken();
  }

  @AfterEach
  void leaveEverythingElseAsItWas() {
    if (router != null) {
      router.apply(NOTHING);
      assertThat(saved()).isEqualTo(pristine);
      assertThat(lan.sh("a", "cat /proc/sys/net/ipv4/conf/all/route_localnet").strip())
          .isEqualTo("0");
    }
  }

  @AfterAll
  void removeLan() {
    if (lan != null) {
      lan.close();
    }
  }

  @Test
  void aClientOutsideReachesTheTargetThroughAnyAddressOfTheNode() throws IOException {
    router.apply(rules(route(9090, TestLan.ipv4("b")), route(9091, TestLan.ipv6("b"))));

    assertThat(ask("client", TestLan.ipv4("a"), 9090)).isEqualTo("b sees 10.99.0.1");
    assertThat(ask("client", TestLan.ipv6("a"), 9091)).isEqualTo("b sees fd99:0:0:0:0:0:0:1");
  }

  @Test
  void theNodeItselfReachesTheTargetThroughItsOwnAddressesAndLoopback() throws IOException {
    router.apply(rules(route(9090, TestLan.ipv4("b")), route(9091, TestLan.ipv6("b"))));

    assertThat(ask("a", TestLan.ipv4("a"), 9090)).isEqualTo("b sees 10.99.0.1");
    assertThat(ask("a", "127.0.0.1", 9090)).isEqualTo("b sees 10.99.0.1");
    assertThat(ask("a", TestLan.ipv6("a"), 9091)).isEqualTo("b sees fd99:0:0:0:0:0:0:1");
    assertThat(ask("a", "::1", 9091)).as("cannot be routed: fails at once").contains("refused");
  }

  @Test
  void theTargetsHostReachesItselfThroughTheNode() throws IOException {
    router.apply(rules(route(9090, TestLan.ipv4("b")), route(9091, TestLan.ipv6("b"))));

    assertThat(ask("b", TestLan.ipv4("a"), 9090)).isEqualTo("b sees 10.99.0.1");
    assertThat(ask("b", TestLan.ipv6("a"), 9091)).isEqualTo("b sees fd99:0:0:0:0:0:0:1");
  }

  @Test
  void aNameWithBothKindsOfAddressIsRoutedInBothFamiliesAndReadBackByName() throws IOException {
    Rules wanted = rules(route(9090, "host-b"));
    router.apply(wanted);

    assertThat(ask("client", TestLan.ipv4("a"), 9090)).startsWith("b ");
    assertThat(ask("client", TestLan.ipv6("a"), 9090)).startsWith("b ");
    assertThat(router.observe()).isEqualTo(wanted);
  }

  @Test
  void connectionsPastTheNodeToTheSamePortAreLeftAlone() throws IOException {
    router.apply(rules(route(9090, TestLan.ipv4("b"))));
    lan.sh("a", "ip addr add 10.98.0.1/24 dev eth0");
    lan.sh("c", "ip addr add 10.98.0.3/24 dev eth0");

    // A masked connection of our own would come from 10.99.0.1, the interface's first address.
    assertThat(ask("a", TestLan.ipv4("c"), 9090)).isEqualTo("c sees 10.99.0.1");
    assertThat(ask("a", "10.98.0.3", 9090)).isEqualTo("c sees 10.98.0.1");
    lan.sh("a", "ip addr del 10.98.0.1/24 dev eth0");
    lan.sh("c", "ip addr del 10.98.0.3/24 dev eth0");
  }

  @Test
  void connectionsToTheTargetThatWeDidNotRedirectKeepTheirSource() throws IOException {
    router.apply(rules(route(9090, TestLan.ipv4("b"))));
    lan.sh("a", "ip addr add 10.99.0.77/24 dev eth0");
    lan.sh("a", "ip route replace 10.99.0.2/32 dev eth0 src 10.99.0.77");

    lan.sh("client", "ip route add 10.99.0.2/32 via 10.99.0.1");
    lan.sh("a", "iptables" + variant + " -I FORWARD 2 -s 10.99.0.4,10.99.0.2 -j ACCEPT");

    // Masked, each would come from the interface's first address.
    assertThat(ask("a", TestLan.ipv4("b"), 9090)).isEqualTo("b sees 10.99.0.77");
    assertThat(ask("client", TestLan.ipv4("b"), 9090)).isEqualTo("b sees 10.99.0.4");
    assertThat(ask("client", TestLan.ipv4("a"), 9090)).isEqualTo("b sees 10.99.0.1");

    lan.sh("a", "iptables" + variant + " -D FORWARD -s 10.99.0.4,10.99.0.2 -j ACCEPT");
    lan.sh("client", "ip route del 10.99.0.2/32 via 10.99.0.1");
    lan.sh("a", "ip route del 10.99.0.2/32 dev eth0; ip addr del 10.99.0.77/24 dev eth0");
  }

  @Test
  void aMovedRouteTakesNewConnectionsAtOnceAndEndsTheOldOnes() throws IOException {
    for (String address : List.of(TestLan.ipv4("a"), TestLan.ipv6("a"))) {
      router.apply(rules(route(9090, "host-b")));
      assertThat(lan.tell("client", "open kept " + address + " 9090")).startsWith("b ");
      assertThat(lan.tell("a", "open own " + address + " 9090")).startsWith("b ");
      assertThat(lan.tell("client", "say kept")).isEqualTo("b");

      router.apply(rules(route(9090, "host-c")));

      assertThat(ask("client", address, 9090)).startsWith("c ");
      assertThat(lan.tell("client", "say kept")).contains("Connection reset");
      assertThat(lan.tell("a", "say own")).contains("Connection reset");
    }
  }

  @Test
  void aWithdrawnRouteEndsItsConnections() throws IOException {
    router.apply(rules(route(9090, "host-b"), route(9091, "host-b")));
    assertThat(lan.tell("client", "open gone " + TestLan.ipv4("a") + " 9090")).startsWith("b ");
    assertThat(lan.tell("client", "open stays " + TestLan.ipv4("a") + " 9091")).startsWith("b ");

    router.apply(rules(route(9091, "host-b")));

    assertThat(lan.tell("client", "briefly say gone")).startsWith("error");
    assertThat(lan.tell("client", "say stays")).isEqualTo("b");
    assertThat(ask("client", TestLan.ipv4("a"), 9090)).contains("refused");
  }

  @Test
  void aConnectionToWhatRanHereIsResetWhenTheRouteLeadsElsewhere() throws IOException {
    assertThat(lan.tell("a", "listen 9092 here")).isEqualTo("ok");
    assertThat(lan.tell("c", "listen 9092 c")).isEqualTo("ok");
    router.apply(new Rules(new TreeSet<>(), ports(9092)));
    assertThat(lan.tell("client", "open local " + TestLan.ipv4("a") + " 9092")).startsWith("here ");

    router.apply(rules(route(9092, "host-c")));

    assertThat(lan.tell("client", "say local")).contains("Connection reset");
    assertThat(ask("client", TestLan.ipv4("a"), 9092)).startsWith("c ");
  }

  @Test
  void anOpenPortIsLetInInBothFamilies() throws IOException {
    assertThat(lan.tell("a", "listen 9093 a")).isEqualTo("ok");
    assertThat(ask("client", TestLan.ipv4("a"), 9093)).contains("refused");

    Rules wanted = new Rules(new TreeSet<>(), ports(9093));
    router.apply(wanted);

    assertThat(ask("client", TestLan.ipv4("a"), 9093)).startsWith("a ");
    assertThat(ask("client", TestLan.ipv6("a"), 9093)).startsWith("a ");
    assertThat(router.observe()).isEqualTo(wanted);
    assertThat(UsedPorts.read(lan.procNet("a"))).contains(9093);
    assertThat(UsedPorts.read(lan.procNet("b"))).contains(9090, 9091).doesNotContain(9093);
  }

  @Test
  void neighboursDoNotReachLoopbackThroughTheNode() throws IOException {
    router.apply(rules(route(9090, TestLan.ipv4("b"))));
    // 127.0.0.1:22 would be let in by the foreign rule; the answer, a reset, would be seen.
    lan.sh("client", "echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet");
    lan.sh("client", "ip addr del 127.0.0.1/8 dev lo && ip route add 127.0.0.1 via 10.99.0.1");

    assertThat(lan.tell("client", "briefly ask 127.0.0.1 22")).contains("timed out");
    String guard = "iptables" + variant + " -t raw -vnxL FLOCKER-GUARD | grep DROP";
    assertThat(lan.sh("a", guard).strip()).doesNotStartWith("0 ");

    lan.sh("client", "ip route del 127.0.0.1 via 10.99.0.1 && ip addr add 127.0.0.1/8 dev lo");
  }

  @Test
  void applyingTheSameAgainWritesNothing() {
    Rules wanted = new Rules(routes(route(9090, "host-b"), route(9091, "fd99::2")), ports(80, 81));
    router.apply(wanted);
    assertThat(RecordingRunner.writing(runner.taken())).isNotEmpty();
    String before = saved();

    router.apply(wanted);

    assertThat(RecordingRunner.writing(runner.taken())).isEmpty();
    assertThat(saved()).isEqualTo(before);
    assertThat(router.observe()).isEqualTo(wanted);
  }

  @Test
  void aRemovedJumpIsSeenAndMended() throws IOException {
    Rules wanted = rules(route(9090, TestLan.ipv4("b")));
    router.apply(wanted);
    String whole = saved();
    for (String jump :
        List.of("nat PREROUTING", "nat OUTPUT", "nat POSTROUTING", "filter FORWARD")) {
      String table = jump.split(" ", -1)[0];
      String chain = jump.split(" ", -1)[1];
      String tool = "iptables" + variant;
      lan.sh(
          "a",
          "%s-save -t %s | grep -- '-A %s .*FLOCKER' | sed 's/^-A/-D/' | xargs %s -t %s"
              .formatted(tool, table, chain, tool, table));
      assertThat(router.observe()).as(jump).isEqualTo(NOTHING);

      router.apply(wanted);

      assertThat(router.observe()).as(jump).isEqualTo(wanted);
      assertThat(lines(saved())).as(jump).isEqualTo(lines(whole));
      assertThat(ask("client", TestLan.ipv4("a"), 9090)).startsWith("b ");
    }
  }

  @Test
  void aJumpBelowWhatRejectsEverythingGoesBackToTheTopAndBelowDockersOwnItStays()
      throws IOException {
    Rules wanted = rules(route(9090, TestLan.ipv4("b")));
    router.apply(wanted);
    String tool = "iptables" + variant;
    lan.sh("a", tool + " -D FORWARD -j DOCKER-USER && " + tool + " -I FORWARD -j DOCKER-USER");
    runner.taken();
    router.apply(wanted);
    assertThat(RecordingRunner.writing(runner.taken())).isEmpty();
    assertThat(ask("client", TestLan.ipv4("a"), 9090)).startsWith("b ");

    lan.sh("a", tool + " -I FORWARD -j REJECT");
    assertThat(ask("client", TestLan.ipv4("a"), 9090)).contains("refused");
    assertThat(router.observe()).isEqualTo(NOTHING);
    router.apply(wanted);
    assertThat(ask("client", TestLan.ipv4("a"), 9090)).startsWith("b ");

    lan.sh("a", tool + " -D FORWARD -j REJECT");
  }

  @Test
  void aRuleThatTheKernelRefusesLeavesItsTableAsItWas() {
    router.apply(rules(route(9090, TestLan.ipv4("b"))));
    String nat = lan.sh("a", "iptables" + variant + "-save -t nat | grep -v '^[#:]'");
    runner.spoil(
        input -> input.replaceFirst("(?s)(\\*nat\n.*?)COMMIT", "$1-A NOSUCH -j ACCEPT\nCOMMIT"));
    try {
      assertThatThrownBy(() -> router.apply(rules(route(9091, TestLan.ipv4("c")))))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("-restore --noflush")
          .hasMessageContaining("status");
    } finally {
      runner.spoil(input -> input);
    }

    assertThat(lan.sh("a", "iptables" + variant + "-save -t nat | grep -v '^[#:]'")).isEqualTo(nat);
  }

  @Test
  void twoHundredRoutesTakeFewCommandsAndAreReadBackExactly() throws IOException {
    Rules many =
        rules(
            IntStream.range(0, 200)
                .mapToObj(i -> route(9000 + i, i % 2 == 0 ? "host-b" : "host-c"))
                .toArray(Route[]::new));
    router.apply(many);

    assertThat(runner.taken()).hasSizeLessThan(25);
    assertThat(router.observe()).isEqualTo(many);
    assertThat(ask("client", TestLan.ipv4("a"), 9090)).startsWith("b ");
    assertThat(ask("client", TestLan.ipv6("a"), 9091)).startsWith("c ");
  }

  @Test
  void aHostWhereNobodyUsedThePacketFilterForwardsAndKeepsWhatRoutersTellIt() throws IOException {
    IptablesRouter fresh = new IptablesRouter(lan.runner("c"), variant, RouterContract::resolve);
    String accept = "cat /proc/sys/net/ipv6/conf/eth0/accept_ra /proc/sys/net/ipv4/ip_forward";
    lan.sh("c", "sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0");
    lan.sh("c", "sysctl -qw net.ipv6.conf.eth0.accept_ra=1");

    fresh.apply(rules(route(9095, "host-b")));
    assertThat(lan.tell("b", "listen 9095 b")).isEqualTo("ok");
    assertThat(ask("client", TestLan.ipv4("c"), 9095)).startsWith("b ");
    assertThat(ask("client", TestLan.ipv6("c"), 9095)).startsWith("b ");
    assertThat(ask("c", "127.0.0.1", 9095)).startsWith("b ");
    assertThat(lan.sh("c", accept)).isEqualTo("2\n1\n");

    fresh.apply(NOTHING);
    String rest = lan.sh("c", "iptables" + variant + "-save; ip6tables" + variant + "-save");
    assertThat(rest.lines().filter(line -> !line.matches("[#*].*|:[A-Z]+ ACCEPT .*|COMMIT")))
        .isEmpty();
  }

  private String ask(String host, String address, int port) throws IOException {
    return lan.tell(host, "ask " + address + " " + port);
  }

  /** All tables of both families without counters and dates. */
  private String saved() {
    List<String> saved = new ArrayList<>();
    for (String tool : List.of("iptables" + variant, "ip6tables" + variant)) {
      saved.add(lan.sh("a", tool + "-save | sed -e '/^#/d' -e 's/\\[[0-9:]*\\]$//'"));
    }
    return String.join("", saved);
  }

  private static List<String> lines(String text) {
    return text.lines().sorted().toList();
  }

  private static boolean installed(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder, tool)));
  }

  private static InetAddress[] resolve(String name) throws UnknownHostException {
    if (!name.startsWith("host-")) {
      return InetAddress.getAllByName(name);
    }
    String host = name.substring("host-".length());
    return new InetAddress[] {
      InetAddress.ofLiteral(TestLan.ipv6(host)), InetAddress.ofLiteral(TestLan.ipv4(host))
    };
  }

  private static Route route(int port, String target) {
    return new Route(port, new NodeName(target));
  }

  private static SortedSet<Route> routes(Route... routes) {
    return new TreeSet<>(List.of(routes));
  }

  private static Rules rules(Route... routes) {
    return new Rules(routes(routes), new TreeSet<>());
  }

  private static SortedSet<Integer> ports(Integer... ports) {
    return new TreeSet<>(List.of(ports));
  }
}
