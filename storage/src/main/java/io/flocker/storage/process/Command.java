package io.flocker.storage.process;

import io.flocker.core.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program to run on this host. Never passes through a shell.
 *
 * @param line the program and its arguments
 * @param kind the kind of problem that its failure is
 * @param where the object that it works on, for messages: {@code "dataset …"}
 * @param deadline how long it may take; empty for as long as it needs
 * @param input what it reads from its standard input
 */
public record Command(
    List<String> line, Problem.Kind kind, String where, Optional<Duration> deadline, String input) {

  public Command {
    if (line.isEmpty()) {
      throw new IllegalArgumentException("command: empty (expected: at least a program)");
    }
    line = List.copyOf(line);
  }

  /** A command on volumes, without a deadline. */
  public static Command of(String... line) {
    return of(List.of(line));
  }

  /** A command on volumes, without a deadline. */
  public static Command of(List<String> line) {
    return new Command(line, Problem.Kind.STORAGE, "", Optional.empty(), "");
  }

  /** The same command on behalf of {@code newWhere}. */
  public Command on(Object newWhere) {
    return new Command(line, kind, newWhere.toString(), deadline, input);
  }

  /** The same command, its failure being of another kind. */
  public Command as(Problem.Kind newKind) {
    return new Command(line, newKind, where, deadline, input);
  }

  /** The same command, killed and failed after {@code newDeadline}. */
  public Command within(Duration newDeadline) {
    return new Command(line, kind, where, Optional.of(newDeadline), input);
  }

  /** The same command with more arguments. */
  public Command with(String... arguments) {
    List<String> longer = new ArrayList<>(line);
    longer.addAll(List.of(arguments));
    return new Command(longer, kind, where, deadline, input);
  }

  /** The same command, reading {@code newInput} from its standard input. */
  public Command reading(String newInput) {
    return new Command(line, kind, where, deadline, newInput);
  }

  String program() {
    return line.getFirst();
  }

  @Override
  public String toString() {
    return String.join(" ", line);
  }
}
