package io.flocker.service;

import io.flocker.agent.half.Half;
import java.util.Arrays;
import picocli.CommandLine;

/**
 * One binary with several names; the first argument of {@link #main} is the one it was called by.
 */
public final class Main {

  private Main() {}

  /** Runs until the process is asked to end, or cannot go on. */
  public static void main(String[] args) {
    String called = args.length == 0 ? "" : args[0];
    Object program =
        switch (called) {
          case "flocker-control" -> new ControlCommand();
          case "flocker-agent" -> new AgentCommand(Half.BOTH);
          case "flocker-dataset-agent" -> new AgentCommand(Half.DATASETS);
          case "flocker-container-agent" -> new AgentCommand(Half.CONTAINERS);
          case "flocker-train-service" -> new ServiceTraining();
          default -> null;
        };
    if (program == null) {
      System.err.println("ERROR: there is no program " + called);
      System.exit(1);
    } else {
      System.exit(
          io.flocker.cli.Main.execute(
              new CommandLine(program).setCommandName(called),
              Arrays.copyOfRange(args, 1, args.length)));
    }
  }
}
