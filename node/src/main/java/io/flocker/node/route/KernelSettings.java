package io.flocker.node.route;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.route.CommandRunner.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's switches without which routes lead nowhere, as they were when they were read. They
 * are read and written by {@code grep} and {@code tee}, so that a runner for another network
 * namespace reaches that one's.
 *
 * @param values what each file says; a file that is not there is left out
 */
record KernelSettings(Map<String, String> values) {

  private static final String FORWARD = "/proc/sys/net/ipv4/ip_forward";
  private static final String LOCALNET = "/proc/sys/net/ipv4/conf/all/route_localnet";
  private static final String IPV6 = "/proc/sys/net/ipv6/conf";
  private static final String FORWARD_IPV6 = IPV6 + "/all/forwarding";

  /** All of them by one command. */
  static KernelSettings read(CommandRunner runner) {
    Map<String, String> values = new HashMap<>();
    // Without IPv6 its file is missing, so that the status of grep says nothing.
    Output output = runner.run(List.of("grep", "-H", "", FORWARD, LOCALNET, FORWARD_IPV6), "");
    for (String line : output.out().lines().toList()) {
      int colon = line.indexOf(':');
      values.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    for (String file : List.of(FORWARD, LOCALNET)) {
      if (!values.containsKey(file)) {
        throw unreadable(file, output);
      }
    }
    return new KernelSettings(values);
  }

  /** Whether the node has IPv6 at all. */
  boolean hasIpv6() {
    return values.containsKey(FORWARD_IPV6);
  }

  boolean localnet() {
    return isOn(LOCALNET);
  }

  void setLocalnet(CommandRunner runner, boolean on) {
    if (localnet() != on) {
      write(runner, on ? "1" : "0", List.of(LOCALNET));
    }
  }

  /** Lets the node forward packets of a family; never switched off again: others may rely on it. */
  void forward(CommandRunner runner, Family family) {
    switch (family) {
      case IPV4 -> switchOn(runner, FORWARD);
      case IPV6 -> {
        if (!isOn(FORWARD_IPV6)) {
          keepLearntRoutes(runner);
          switchOn(runner, FORWARD_IPV6);
        }
      }
    }
  }

  /**
   * A node that forwards IPv6 forgets routes that routers have told it, its default route perhaps,
   * except on interfaces where accept_ra is 2: "even if forwarding".
   */
  private static void keepLearntRoutes(CommandRunner runner) {
    List<String> affected = acceptingInterfaces(runner);
    if (affected.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("tee"));
    command.addAll(affected);
    Output written = runner.run(command, "2\n");
    // An interface of a container may have gone meanwhile; only what is still there counts.
    if (!acceptingInterfaces(runner).isEmpty()) {
      throw refused(affected.toString(), "2", written);
    }
  }

  private static List<String> acceptingInterfaces(CommandRunner runner) {
    List<String> command = List.of("grep", "-rlx", "--include=accept_ra", "1", IPV6);
    return runner
        .run(command, "")
        .out()
        .lines()
        .filter(path -> !path.startsWith(IPV6 + "/all/"))
        .toList();
  }

  private void switchOn(CommandRunner runner, String path) {
    if (!isOn(path)) {
      write(runner, "1", List.of(path));
    }
  }

  private boolean isOn(String path) {
    return !"0".equals(values.get(path));
  }

  private static void write(CommandRunner runner, String value, List<String> paths) {
    List<String> command = new ArrayList<>(List.of("tee"));
    command.addAll(paths);
    Output output = runner.run(command, value + "\n");
    if (!output.ok()) {
      throw refused(String.join(", ", paths), value, output);
    }
  }

  private static ProblemException unreadable(String path, Output output) {
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            path,
            "cannot be read: " + (output.err().isBlank() ? "no such file" : output.err().strip()),
            "check that /proc is mounted and that the kernel has IPv4"));
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
