package io.flocker.cli.ctl;

import java.util.Map;

/** What the commands of {@code flockerctl} need of the program that they are in. */
public interface Program {

  /** What was said once for all commands. */
  ConnectionOptions connection();

  /** The process's environment. */
  Map<String, String> environment();

  /** Whether a person looks at standard error, so that a line can be drawn over. */
  boolean isTerminal();
}
