package io.flocker.cli.deploy;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;

/** Why a node's session went away without saying so itself. Pure. */
final class BrokenLink {

  /** What a shell says of a command that it does not find. */
  private static final int NOT_FOUND = 127;

  /** The exit status of ssh itself. */
  private static final int NO_CONNECTION = 255;

  /** How our own programs begin a line that says what is wrong, and what to do. */
  private static final String OURS = "ERROR: ";

  private BrokenLink() {}

  /**
   * The session's program, or ssh itself, has ended.
   *
   * @param user the login name
   * @param status its exit status
   * @param said the last lines that it wrote, with "; " between them
   */
  static Problem ended(NodeName node, String user, int status, String said) {
    String last = said.substring(said.lastIndexOf("; ") + 1).strip();
    if (status == NOT_FOUND && !user.equals("root") && last.contains("sudo")) {
      return problem(
          Problem.Kind.ENVIRONMENT,
          node,
          "sudo, by which user " + user + " becomes root, is not installed there: " + said,
          "install the package sudo on that node, or deploy as root");
    }
    if (status == NOT_FOUND) {
      return problem(
          Problem.Kind.ENVIRONMENT,
          node,
          "Flocker is not installed there: " + said,
          "copy the folder dist/target/flocker to /opt/flocker on that node");
    }
    if (last.startsWith("sudo: ")) {
      return problem(
          Problem.Kind.ENVIRONMENT,
          node,
          "sudo does not let user " + user + " become root without a question: " + said,
          "let `sudo -n true` work for that user, for example by a file /etc/sudoers.d/flocker with"
              + " the line '"
              + user
              + " ALL=(root) NOPASSWD: ALL'; or deploy as root");
    }
    int ours = said.indexOf(OURS);
    if (ours >= 0 && status != NO_CONNECTION) {
      String words = said.substring(ours + OURS.length()).replace("; " + OURS, "; ");
      return problem(Problem.Kind.ENVIRONMENT, node, words, "");
    }
    return lost(node, said, " (exit status " + status + ")");
  }

  /** What the node says cannot be read. */
  static Problem unreadable(NodeName node, String why, String said) {
    return lost(node, said, ": " + why);
  }

  private static Problem lost(NodeName node, String said, String detail) {
    return problem(
        Problem.Kind.TRANSPORT,
        node,
        "the connection ended" + (said.isEmpty() ? "" : ": " + said) + detail,
        "check that `ssh` as the same user reaches it without a password, then run this again");
  }

  private static Problem problem(Problem.Kind kind, NodeName node, String what, String remedy) {
    return new Problem(kind, "node " + node, what, remedy);
  }
}
