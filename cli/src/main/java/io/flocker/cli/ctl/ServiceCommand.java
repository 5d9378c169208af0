package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that asks the control service for something. */
@Command
abstract class ServiceCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  /** Status 0, unless something is thrown. */
  @Override
  public final Integer call() {
    prepare();
    Program program = program();
    try (RestClient client = RestClient.open(program.connection().access(program.environment()))) {
      run(client);
    }
    return 0;
  }

  /** Looks at the arguments, before anyone is asked anything. */
  void prepare() {}

  abstract void run(RestClient client);

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "a command is run by its command line only");
  }

  /** The program that this command is in, however deep. */
  final Program program() {
    for (CommandSpec up = spec(); up != null; up = up.parent()) {
      if (up.userObject() instanceof Program program) {
        return program;
      }
    }
    throw new IllegalStateException(spec().qualifiedName() + " is in no program");
  }

  final Format format() {
    return program().connection().format();
  }

  final PrintWriter out() {
    return spec().commandLine().getOut();
  }

  final PrintWriter err() {
    return spec().commandLine().getErr();
  }

  /** A line for a person; programs read the answer itself. */
  final void say(String line) {
    if (!format().isForPrograms()) {
      out().println(line);
    }
  }

  /** Prints an answer as it was asked for. */
  final void print(JsonNode answer, Supplier<Table> table) {
    switch (format()) {
      case TABLE, WIDE -> out().println(table.get());
      case JSON -> out().println(answer.toPrettyString());
      case YAML -> out().print(Yaml.text(answer));
    }
    out().flush();
  }

  /** Prints an answer for a program, or a line for a person. */
  final void print(JsonNode answer, String line) {
    if (format().isForPrograms()) {
      print(answer, () -> new Table());
    } else {
      out().println(line);
    }
  }

  final ParameterException misuse(String why) {
    return new ParameterException(spec().commandLine(), why);
  }

  /** What an argument means; one that means nothing is a misuse. */
  final <T> T argument(String option, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      throw misuse(option + ": " + e.getMessage());
    }
  }
}
