package io.flocker.agent.load;

import io.flocker.control.model.Command;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What is wanted of the made-up nodes. */
final class Wanted {

  static final Size LIMIT = Size.mebibytes(64);

  private Wanted() {}

  static NodeId node(int agent) {
    return new NodeId(new UUID(0x1000_4000L, 0x8000_0000_0000_0000L + agent));
  }

  static DatasetId dataset(int agent, int number) {
    return new DatasetId(
        new UUID(0x2000_4000L, 0x8000_0000_0000_0000L + agent * 1_000_000L + number));
  }

  /** Writes so many datasets of so many nodes down. */
  static void write(Path file, int agents, int datasets) {
    try (ConfigurationStore store =
            ConfigurationStore.open(file, InstantSource.system(), AssertionError::new);
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int agent = 0; agent < agents; agent++) {
        NodeId node = node(agent);
        int number = agent;
        askers.execute(() -> {
          submit(store, new Command.SeeNode(node, "node-" + number + ".example"));
          for (int dataset = 0; dataset < datasets; dataset++) {
            submit(
                store,
                new Command.CreateDataset(
                    dataset(number, dataset),
                    node,
                    Optional.of(LIMIT),
                    Map.of("name", "data-" + number + "-" + dataset)));
          }
        });
      }
    }
  }

  private static void submit(ConfigurationStore store, Command command) {
    if (store.submit(command, "load") instanceof Outcome.Refused(var refusal)) {
      throw new IllegalStateException(refusal.description());
    }
  }
}
