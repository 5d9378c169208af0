package io.flocker.node.route;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.route.CommandRunner.Output;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to tell a person when a tool of the node is missing or refuses. */
final class Tools {

  private static final Pattern MISSING =
      Pattern.compile("exec of \"([^\"]+)\" failed: No such file or directory");
  private static final Pattern LINE = Pattern.compile("line:? (\\d+)");

  private Tools() {}

  /** The tool is not installed. */
  static Problem missing(String tool) {
    String name = tool.substring(tool.lastIndexOf('/') + 1);
    String need = name.startsWith("ip6tables") ? "iptables" : name.replaceAll("-.*", "");
    String remedy =
        switch (need) {
          case "iptables" ->
              "install the package iptables (apt-get install iptables); on a host with nftables"
                  + " only, its nft variant works on the same kernel tables";
          case "conntrack" ->
              "install the package conntrack (apt-get install conntrack): without it connections"
                  + " would go on along the old way";
          case "ip" -> "install the package iproute2 (apt-get install iproute2)";
          default -> "install it, or add its folder to PATH";
        };
    return new Problem(
        Problem.Kind.ENVIRONMENT, name, "this program is not installed or not in PATH", remedy);
  }

  /** The output of a tool that must succeed. */
  static Output require(CommandRunner runner, List<String> command, String input) {
    Output output = runner.run(command, input);
    if (!output.ok()) {
      throw failed(command, input, output);
    }
    return output;
  }

  static ProblemException failed(List<String> command, String input, Output output) {
    Matcher missing = MISSING.matcher(output.err());
    if (missing.find()) {
      return new ProblemException(missing(missing.group(1)));
    }
    String said = said(output);
    boolean denied = said.contains("ermission denied") || said.contains("not permitted");
    String what =
        "`%s` failed with status %d: %s%s"
            .formatted(String.join(" ", command), output.status(), said, culprit(input, said));
    return new ProblemException(
        new Problem(
            denied ? Problem.Kind.ENVIRONMENT : Problem.Kind.NETWORK,
            "packet filter",
            what,
            remedy(said, denied)));
  }

  private static String said(Output output) {
    String text = output.err().isBlank() ? output.out() : output.err();
    return text.strip().lines().map(String::strip).reduce((a, b) -> a + "; " + b).orElse("nothing");
  }

  /** The rule at the line that iptables-restore complains about; it names only the number. */
  private static String culprit(String input, String said) {
    List<String> lines = input.lines().toList();
    Matcher line = LINE.matcher(said);
    if (!line.find()) {
      return "";
    }
    int number = Integer.parseInt(line.group(1));
    return number >= 1 && number <= lines.size() ? " [" + lines.get(number - 1) + "]" : "";
  }

  private static String remedy(String said, boolean denied) {
    if (denied) {
      return "run as root; in a container, with the capability NET_ADMIN";
    }
    if (said.contains("xtables lock")) {
      return "another program holds the packet filter; try again when it is done";
    }
    if (said.contains("o chain/target/match") || said.contains("can't initialize")) {
      return "the kernel lacks a part of the packet filter; load or build the module it names";
    }
    return "nothing of the table named was changed; remove the cause and deploy again";
  }
}
