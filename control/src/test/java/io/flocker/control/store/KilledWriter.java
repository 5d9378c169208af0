package io.flocker.control.store;

import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.DatasetId;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Changes a store as fast as it can and says what was acknowledged, until it is killed. */
final class KilledWriter {

  private static final int CALLERS = 4;

  private KilledWriter() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ConfigurationStore store =
        ConfigurationStore.open(
            Path.of(arguments[0]), InstantSource.system(), Throwable::printStackTrace);
    store.submit(new Command.SeeNode(Scenario.A, "10.0.0.1"), "killed");
    store.submit(new Command.SeeNode(Scenario.B, "10.0.0.2"), "killed");
    for (int i = 0; i < CALLERS; i++) {
      Thread.ofPlatform().start(() -> write(store, out));
    }
  }

  /** Pairs of datasets that are made together and move together. */
  private static void write(ConfigurationStore store, PrintStream out) {
    while (true) {
      UUID random = UUID.randomUUID();
      DatasetId one = new DatasetId(new UUID(random.getMostSignificantBits(), 1));
      DatasetId two = new DatasetId(new UUID(random.getMostSignificantBits(), 2));
      acknowledge(
          out,
          store.submit(
              new Command.Together(
                  "make",
                  List.of(
                      Scenario.newDataset(one, Scenario.A), Scenario.newDataset(two, Scenario.A))),
              "killed"),
          one + " 1");
      acknowledge(
          out,
          store.submit(
              new Command.Together(
                  "move", List.of(Scenario.move(one, Scenario.B), Scenario.move(two, Scenario.B))),
              "killed"),
          one + " 2");
    }
  }

  private static void acknowledge(PrintStream out, Outcome outcome, String what) {
    if (!(outcome instanceof Outcome.Done done)) {
      throw new IllegalStateException(what + ": " + outcome);
    }
    out.println(what + " " + done.revision());
  }
}
