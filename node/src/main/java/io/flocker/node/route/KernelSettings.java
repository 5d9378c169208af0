package io.flocker.node.route;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.route.CommandRunner.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's switches without which routes lead nowhere. They are read and written by {@code cat}
 * and {@code tee}, so that a runner for another network namespace reaches that one's.
 */
final class KernelSettings {

  private static final String FORWARD = "/proc/sys/net/ipv4/ip_forward";
  private static final String LOCALNET = "/proc/sys/net/ipv4/conf/all/route_localnet";
  private static final String IPV6 = "/proc/sys/net/ipv6/conf";
  private static final String FORWARD_IPV6 = IPV6 + "/all/forwarding";

  private final CommandRunner runner;

  KernelSettings(CommandRunner runner) {
    this.runner = runner;
  }

  /** Whether the node has IPv6 at all. */
  boolean hasIpv6() {
    return runner.run(List.of("cat", FORWARD_IPV6), "").ok();
  }

  boolean localnet() {
    return isOn(LOCALNET);
  }

  void setLocalnet(boolean on) {
    if (localnet() != on) {
      write(on ? "1" : "0", List.of(LOCALNET));
    }
  }

  /** Lets the node forward packets of a family; never switched off again: others may rely on it. */
  void forward(Family family) {
    switch (family) {
      case IPV4 -> switchOn(FORWARD);
      case IPV6 -> {
        if (!isOn(FORWARD_IPV6)) {
          keepLearntRoutes();
          switchOn(FORWARD_IPV6);
        }
      }
    }
  }

  /**
   * A node that forwards IPv6 forgets routes that routers have told it, its default route perhaps,
   * except on interfaces where accept_ra is 2: "even if forwarding".
   */
  private void keepLearntRoutes() {
    List<String> affected = acceptingInterfaces();
    if (affected.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("tee"));
    command.addAll(affected);
    Output written = runner.run(command, "2\n");
    // An interface of a container may have gone meanwhile; only what is still there counts.
    if (!acceptingInterfaces().isEmpty()) {
      throw refused(affected.toString(), "2", written);
    }
  }

  private List<String> acceptingInterfaces() {
    List<String> command = List.of("grep", "-rlx", "--include=accept_ra", "1", IPV6);
    return runner
        .run(command, "")
        .out()
        .lines()
        .filter(path -> !path.startsWith(IPV6 + "/all/"))
        .toList();
  }

  private void switchOn(String path) {
    if (!isOn(path)) {
      write("1", List.of(path));
    }
  }

  private boolean isOn(String path) {
    return !Tools.require(runner, List.of("cat", path), "").out().strip().equals("0");
  }

  private void write(String value, List<String> paths) {
    List<String> command = new ArrayList<>(List.of("tee"));
    command.addAll(paths);
    Output output = runner.run(command, value + "\n");
    if (!output.ok()) {
      throw refused(String.join(", ", paths), value, output);
    }
  }

  private static ProblemException refused(String path, String value, Output output) {
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            path,
            "cannot be set to %s: %s".formatted(value, output.err().strip()),
            "run as root, not in a container with a read-only /proc/sys; or set it by sysctl"));
  }
}
