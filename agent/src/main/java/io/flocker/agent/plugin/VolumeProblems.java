package io.flocker.agent.plugin;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.List;

/** Why something cannot be done with a volume, for who asked Docker for it. */
final class VolumeProblems {

  private VolumeProblems() {}

  static ProblemException unknown(String name) {
    return problem(
        Problem.Kind.CONFIGURATION,
        name,
        "no such volume",
        "create it: docker volume create -d flocker " + name);
  }

  static ProblemException several(String name, List<String> datasets) {
    return problem(
        Problem.Kind.CONFIGURATION,
        name,
        "several datasets have this name: " + String.join(", ", datasets),
        "Docker cannot tell them apart: give all but one another name, or delete them");
  }

  static ProblemException away(String name, String why) {
    return problem(
        Problem.Kind.TRANSPORT,
        name,
        why,
        "until it is back, only volumes that are on this node can be mounted");
  }

  /** The control service says what to do about it. */
  static ProblemException refused(String name, String why) {
    return problem(Problem.Kind.OWNERSHIP, name, why, "");
  }

  private static ProblemException problem(
      Problem.Kind kind, String name, String what, String remedy) {
    return new ProblemException(new Problem(kind, "volume " + name, what, remedy));
  }
}
