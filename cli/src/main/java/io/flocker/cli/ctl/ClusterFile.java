package io.flocker.cli.ctl;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The original's {@code cluster.yml}, of which one value matters here. */
final class ClusterFile {

  private ClusterFile() {}

  /** The name or address in {@code control_node}; empty if there is no such file. */
  static Optional<String> controlNode(Path file) {
    try {
      Object document =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
      if (document instanceof Map<?, ?> settings
          && settings.get("control_node") instanceof String address
          && !address.isBlank()) {
        return Optional.of(address);
      }
      throw wrong(file, "it does not say control_node, the name or address of the control service");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw wrong(file, "it cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      throw wrong(file, "it is not YAML: " + e.getMessage());
    }
  }

  private static ProblemException wrong(Path file, String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.CONFIGURATION,
            file.toString(),
            what,
            "mend the file, or say the address with --control-service"));
  }
}
