package io.flocker.node.route;

import java.util.List;

/** Runs a program of the node and waits for it. */
interface CommandRunner {

  /** How a program ended and what it said. */
  record Output(int status, String out, String err) {
    boolean ok() {
      return status == 0;
    }
  }

  /**
   * Runs {@code command} with {@code input} as its standard input. Any exit status is an answer; a
   * program that cannot be started or does not end is a {@link
   * io.flocker.core.problem.ProblemException}.
   */
  Output run(List<String> command, String input);
}
