package io.flocker.node.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Remembers the commands that it passes on, and may change their input. */
final class RecordingRunner implements CommandRunner {

  private final CommandRunner next;
  private final List<String> commands = new ArrayList<>();
  private UnaryOperator<String> spoil = UnaryOperator.identity();

  RecordingRunner(CommandRunner next) {
    this.next = next;
  }

  @Override
  public Output run(List<String> command, String input) {
    commands.add(String.join(" ", command));
    return next.run(command, spoil.apply(input));
  }

  /** Changes what later commands read. */
  void spoil(UnaryOperator<String> change) {
    spoil = change;
  }

  /** The commands since the last call. */
  List<String> taken() {
    List<String> taken = List.copyOf(commands);
    commands.clear();
    return taken;
  }

  /** Those that may change something. */
  static List<String> writing(List<String> commands) {
    return commands.stream()
        .filter(c -> c.contains("-restore") || c.startsWith("tee") || c.contains("conntrack -D"))
        .toList();
  }
}
