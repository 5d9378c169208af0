package io.flocker.node.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.Route;
import io.flocker.node.Router.Rules;
import io.flocker.node.route.CommandRunner.Output;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a person is told when routes cannot be set, and that nothing was changed then. */
final class RouterProblemsTest {

  /** Programs that answer as told, and with success otherwise. */
  private static final String IPV4_SWITCHES =
      "/proc/sys/net/ipv4/ip_forward:1\n/proc/sys/net/ipv4/conf/all/route_localnet:1\n";

  private static final String IPV6_SWITCH = "/proc/sys/net/ipv6/conf/all/forwarding:1\n";

  private static final class FakePrograms implements CommandRunner {
    private final Map<String, Output> answers =
        new HashMap<>(Map.of("grep", new Output(0, IPV4_SWITCHES + IPV6_SWITCH, "")));
    private final List<String> ran = new ArrayList<>();

    @Override
    public Output run(List<String> command, String input) {
      ran.add(String.join(" ", command));
      return answers.getOrDefault(command.getFirst(), new Output(0, "1\n", ""));
    }
  }

  private final FakePrograms programs = new FakePrograms();
  private final IptablesRouter router =
      new IptablesRouter(programs, "", RouterProblemsTest::resolve);

  @Test
  void everythingWrongWithTheRoutesIsSaidAtOnce() {
    assertThatThrownBy(() ->
            apply(
                route(80, "nowhere.invalid"),
                route(81, "127.0.0.1"),
                route(82, "fe80::1"),
                route(83, "x\" -j ACCEPT\n-F"),
                route(84, "10.0.0.1"),
                route(84, "10.0.0.2"),
                route(70_000, "10.0.0.1")))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.problems()).hasSize(6))
        .hasMessageContaining("route of port 80 to nowhere.invalid: the name nowhere.invalid does")
        .hasMessageContaining("name the node by an address that others reach it at")
        .hasMessageContaining("is neither an address nor a host name")
        .hasMessageContaining("port 84 goes to both 10.0.0.1 and 10.0.0.2")
        .hasMessageContaining("port 70000");
    assertThat(RecordingRunner.writing(programs.ran)).isEmpty();
  }

  @Test
  void anIpv6TargetNeedsIpv6OnTheNode() {
    programs.answers.put("grep", new Output(2, IPV4_SWITCHES, ""));

    assertThatThrownBy(() -> apply(route(80, "fd00::1")))
        .hasMessageContaining("has only IPv6 addresses and this node has no IPv6");
  }

  @Test
  void aMissingConntrackIsSaidBeforeAnythingIsChanged() {
    programs.answers.put(
        "conntrack",
        new Output(255, "", "exec of \"conntrack\" failed: No such file or directory"));

    assertThatThrownBy(() -> apply(route(80, "10.0.0.1")))
        .hasMessageContaining("conntrack: this program is not installed")
        .hasMessageContaining("apt-get install conntrack");
    assertThat(RecordingRunner.writing(programs.ran)).isEmpty();
  }

  @Test
  void aNodeWhoseSwitchesCannotBeReadIsSaid() {
    programs.answers.put("grep", new Output(2, "", "grep: /proc: Permission denied"));

    assertThatThrownBy(() -> apply(route(80, "10.0.0.1")))
        .hasMessageContaining("ip_forward: cannot be read: grep: /proc: Perm");
    assertThat(RecordingRunner.writing(programs.ran)).isEmpty();
  }

  @Test
  void aMissingIptablesIsSaidWithWhatToInstall() {
    IptablesRouter bare =
        new IptablesRouter(
            (command, input) -> {
              if (command.getFirst().equals("grep")) {
                return new Output(0, IPV4_SWITCHES, "");
              }
              List<String> missing = new ArrayList<>(command);
              missing.set(0, "/nonexistent/" + command.getFirst());
              return new ProcessRunner(List.of(), Duration.ofSeconds(5)).run(missing, input);
            },
            "",
            RouterProblemsTest::resolve);

    assertThatThrownBy(bare::observe)
        .hasMessageContaining("iptables-save: this program is not installed")
        .hasMessageContaining("apt-get install iptables");
  }

  @Test
  void theToolsOwnWordsAndTheRuleItMeansArePassedOn() {
    programs.answers.put(
        "iptables-restore", new Output(1, "", "iptables-restore: line 3 failed: no such match"));

    assertThatThrownBy(() -> apply(route(80, "10.0.0.1")))
        .hasMessageContaining("line 3 failed: no such match [-A FLOCKER-GUARD ");

    programs.answers.put(
        "iptables-save", new Output(4, "", "Permission denied (you must be root)"));
    assertThatThrownBy(router::observe)
        .hasMessageContaining("you must be root")
        .hasMessageContaining("run as root; in a container, with the capability NET_ADMIN");
  }

  @Test
  void aProgramThatDoesNotEndIsStopped() {
    ProcessRunner runner = new ProcessRunner(List.of(), Duration.ofMillis(200));

    assertThatThrownBy(() -> runner.run(List.of("sleep", "60"), ""))
        .hasMessageContaining("`sleep 60` did not end within");
  }

  private void apply(Route... routes) {
    router.apply(new Rules(new TreeSet<>(List.of(routes)), new TreeSet<>()));
  }

  private static Route route(int port, String target) {
    return new Route(port, new NodeName(target));
  }

  private static InetAddress[] resolve(String name) throws UnknownHostException {
    try {
      return new InetAddress[] {InetAddress.ofLiteral(name)};
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException(name);
    }
  }
}
