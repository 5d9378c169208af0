package io.flocker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** {@code flocker-control} as a person types it, on a data folder, and the store that is there. */
record ControlProgram(Path data) {

  /** What a command has left. */
  record Ended(int status, String out, String err) {

    /** It has done what was asked for, and said so to whoever reads its output. */
    Ended done(String... says) {
      assertThat(status).as(err).isZero();
      assertThat(List.of(says)).allSatisfy(what -> assertThat(out).contains(what));
      assertThat(err).isEmpty();
      return this;
    }

    /** It has refused, with these reasons, each in a line, and nothing of its insides. */
    Ended refused(String... reasons) {
      assertThat(status).as(out).isEqualTo(1);
      assertThat(err).contains(reasons).contains("ERROR: ");
      assertThat(err).doesNotContain("\tat ", "Exception", "io.flocker", "defect");
      assertThat(out).isEmpty();
      return this;
    }
  }

  /** A command on this folder. */
  Ended run(String command, Object... arguments) {
    return runAs(
        Stream.concat(Stream.of(command, "--data-path", data), Arrays.stream(arguments)).toArray());
  }

  /** Exactly these arguments. */
  static Ended runAs(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        io.flocker.cli.Main.execute(
            new CommandLine(new ControlCommand())
                .setCommandName("flocker-control")
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err)),
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Ended(status, out.toString(), err.toString());
  }

  Path store() {
    return ControlOptions.store(data);
  }

  /** What is wanted, as the store has it. */
  ClusterConfiguration configuration() {
    try (ConfigurationStore store = open()) {
      return store.snapshot();
    }
  }

  /** Has something changed that cannot be refused. */
  void submit(Command... commands) {
    try (ConfigurationStore store = open()) {
      for (Command command : commands) {
        assertThat(store.submit(command, "tester")).isInstanceOf(Outcome.Done.class);
      }
    }
  }

  private ConfigurationStore open() {
    return ConfigurationStore.open(store(), InstantSource.system(), AssertionError::new);
  }
}
