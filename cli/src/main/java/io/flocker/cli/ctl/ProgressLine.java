package io.flocker.cli.ctl;

import io.flocker.core.model.Size;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a dataset is, on standard error while a command waits: on a terminal one line that is
 * drawn over, elsewhere a line whenever there is something new to say. Used by one thread.
 */
final class ProgressLine {

  private static final int BAR = 24;
  private static final int NARROW = 100;

  private final PrintWriter err;
  private final boolean terminal;
  private final int columns;
  private String last = "";

  /**
   * @param terminal whether the cursor can be moved
   * @param columns how many it has; empty if that is not known
   */
  ProgressLine(PrintWriter err, boolean terminal, Optional<Integer> columns) {
    this.err = err;
    this.terminal = terminal;
    this.columns = columns.orElse(NARROW);
  }

  /** How wide the terminal is, as the variable {@code COLUMNS} says it. */
  static Optional<Integer> columns(@Nullable String variable) {
    return Optional.ofNullable(variable)
        .filter(text -> text.matches("[0-9]{2,4}"))
        .map(Integer::valueOf);
  }

  void show(DatasetInfo dataset) {
    String what = Ids.shown(dataset.id(), false) + " " + dataset.phase();
    String why = dataset.reasons().line();
    String line = why.isEmpty() ? what : what + ": " + why;
    if (terminal) {
      draw(dataset.progress().map(progress -> bar(progress) + " " + line).orElse(line));
    } else {
      tell(line);
    }
  }

  /** Something else to say, such as that the control service is away. */
  void show(String line) {
    if (terminal) {
      draw(line);
    } else {
      tell(line);
    }
  }

  private void tell(String line) {
    if (!line.equals(last)) {
      err.println(line);
      last = line;
    }
  }

  private void draw(String line) {
    err.print("\r\033[K" + cut(line));
    err.flush();
    last = line;
  }

  /** A line that wraps could not be drawn over. */
  private String cut(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
  }

  /** Takes the drawn line away. */
  void end() {
    if (terminal && !last.isEmpty()) {
      err.print("\r\033[K");
      err.flush();
    }
  }

  /** Such as {@code [###### ] 25 % of 4 GiB}. */
  static String bar(DatasetInfo.Progress progress) {
    if (progress.total() <= 0) {
      return new Size(Math.max(0, progress.bytes())) + " sent";
    }
    double share = Math.clamp((double) progress.bytes() / progress.total(), 0, 1);
    int full = (int) Math.floor(share * BAR);
    return "["
        + "#".repeat(full)
        + " ".repeat(BAR - full)
        + "] "
        + (int) Math.floor(share * 100)
        + " % of "
        + new Size(progress.total());
  }
}
