package io.flocker.cli;

import io.flocker.cli.training.Training;
import io.flocker.core.problem.ProblemException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * One binary with several names: {@code flocker deploy} is {@code flocker-deploy}. The first
 * argument of {@link #main} is the name that it was called by.
 */
@Command(
    name = "flocker",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs stateful containers on plain Docker hosts and moves them with their data.",
    subcommands = {
      DeployCommand.class,
      ReportStateCommand.class,
      ChangeStateCommand.class,
      VolumeCommand.class,
      CertificateCommand.class,
      ClusterCommand.class,
      DiagnosticsCommand.class,
    })
public final class Main {

  private Main() {}

  /** Ends the process with status 0 only if what was asked for is done. */
  public static void main(String[] args) {
    String called = args.length == 0 ? "flocker" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    System.exit(run(called, rest));
  }

  private static int run(String called, String... args) {
    return run(writer(System.out), writer(System.err), called, args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  static int run(PrintWriter out, PrintWriter err, String called, String... args) {
    Object program =
        switch (called) {
          case "flocker" -> new Main();
          case "flocker-deploy" -> new DeployCommand();
          case "flocker-reportstate" -> new ReportStateCommand();
          case "flocker-changestate" -> new ChangeStateCommand();
          case "flocker-volume" -> new VolumeCommand();
          case "flocker-ca" -> new CertificateCommand();
          case "flockerctl", "flocker-volumes" -> new ClusterCommand();
          case "flocker-diagnostics" -> new DiagnosticsCommand();
          case "flocker-train" -> new Training();
          default -> null;
        };
    if (program == null) {
      err.println("ERROR: there is no program " + called);
      return 1;
    }
    return execute(new CommandLine(program).setCommandName(called).setOut(out).setErr(err), args);
  }

  /** Runs a program; its exit status is 0 only if what was asked for is done. */
  public static int execute(CommandLine command, String... args) {
    try {
      return command
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setParameterExceptionHandler(Main::misused)
          .setExecutionExceptionHandler(Main::failed)
          .execute(args);
    } catch (Error e) {
      // No one's handler is asked for these; a broken installation must not show as a stack trace.
      command
          .getErr()
          .println(
              "ERROR: "
                  + e
                  + " — the installation or its memory limit is at fault; install"
                  + " the same release on all nodes again, or give it more memory");
      command.getErr().flush();
      return 1;
    }
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.usage(command.getErr());
    command.getErr().println("ERROR: " + e.getMessage());
    return 1;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof ProblemException problems) {
      problems.problems().forEach(problem -> command.getErr().println("ERROR: " + problem));
    } else {
      command
          .getErr()
          .println("ERROR: a defect of Flocker: " + e + " — please report it; -v shows the place");
    }
    if (parsed.expandedArgs().contains("-v") || parsed.expandedArgs().contains("--verbose")) {
      e.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return 1;
  }
}
