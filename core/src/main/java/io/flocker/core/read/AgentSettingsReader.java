package io.flocker.core.read;

import io.flocker.core.model.AgentSettings;
import io.flocker.core.model.AgentSettings.ControlAddress;
import io.flocker.core.model.Backend;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.TreeReader;
import io.flocker.core.read.tree.Value;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a node's own settings, {@code /etc/flocker/agent.yml}. */
public final class AgentSettingsReader {

  private static final Pattern POOL = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.:-]{0,200}");
  private static final String CONTROL = "control-service";
  private static final long CONTROL_PORT = 4524;
  private static final Pattern LOCAL = Pattern.compile("localhost|127\\..*|::1|");
  private static final String EXAMPLE = "{backend: zfs, pool: flocker}";

  private AgentSettingsReader() {}

  /**
   * Where the node keeps its volumes and who tells it what to do. Keys that belong to other
   * programs are passed over.
   *
   * @throws ProblemException with all problems of the file
   */
  public static AgentSettings read(SourceFile file) {
    Problems problems = new Problems();
    Optional<AgentSettings> settings =
        TreeReader.read(file.name(), file.text(), problems)
            .flatMap(root -> root.fields("write version: 1 and dataset: " + EXAMPLE))
            .flatMap(AgentSettingsReader::settings);
    problems.throwIfAny();
    return settings.orElseThrow();
  }

  private static Optional<AgentSettings> settings(Fields root) {
    Versions.requireOne(root);
    root.refuseOthers(
        Versions.withExtensions(
            root, Set.of("version", "dataset", CONTROL, "control_service", "logging")));
    String remedy = "write dataset: " + EXAMPLE;
    Optional<Backend> backend =
        root.require("dataset", remedy)
            .flatMap(value -> value.fields(remedy))
            .flatMap(AgentSettingsReader::backend);
    Optional<ControlAddress> control = control(root);
    return backend.map(found -> new AgentSettings(found, control));
  }

  /** Under the name of the original, or as all other keys are written. */
  private static Optional<ControlAddress> control(Fields root) {
    String remedy = "write " + CONTROL + ": {hostname: NAME, port: " + CONTROL_PORT + "}";
    return root.get(CONTROL)
        .or(() -> root.get("control_service"))
        .flatMap(value -> value.fields(remedy))
        .flatMap(fields -> address(fields, remedy));
  }

  private static Optional<ControlAddress> address(Fields fields, String remedy) {
    fields.refuseOthers(Set.of("hostname", "port"));
    Optional<String> hostname =
        fields
            .require("hostname", remedy)
            .flatMap(
                value -> value.string(remedy).filter(name -> isReachedFromElsewhere(value, name)));
    Optional<Long> port =
        fields.has("port")
            ? fields.get("port").flatMap(value -> value.integer(1, 65_535, remedy))
            : Optional.of(CONTROL_PORT);
    return hostname.flatMap(
        name -> port.map(number -> new ControlAddress(name, Math.toIntExact(number))));
  }

  /** The node's own address is the one from which it reaches the control service. */
  private static boolean isReachedFromElsewhere(Value value, String hostname) {
    if (!LOCAL.matcher(hostname).matches()) {
      return true;
    }
    value.problem(
        Shown.quoted(hostname) + " is this machine as only it sees itself",
        "write a name or address of the control service's machine by which all nodes reach it");
    return false;
  }

  private static Optional<Backend> backend(Fields dataset) {
    String remedy = "write backend: and one of zfs, btrfs, loopback";
    Optional<Value> value = dataset.require("backend", remedy);
    Optional<String> name = value.flatMap(found -> found.string(remedy));
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return switch (name.get()) {
      case "zfs" -> zfs(dataset);
      case "btrfs" -> {
        dataset.refuseOthers(Set.of("backend", "root_path"));
        yield rootPath(dataset).map(Backend.Btrfs::new);
      }
      case "loopback" -> loopback(dataset);
      default -> {
        value.get().problem(Shown.quoted(name.get()) + " is not a backend", remedy);
        yield Optional.empty();
      }
    };
  }

  private static Optional<Backend> zfs(Fields dataset) {
    dataset.refuseOthers(Set.of("backend", "pool", "mount_root"));
    Optional<String> pool =
        dataset.has("pool")
            ? dataset.get("pool").flatMap(AgentSettingsReader::pool)
            : Optional.of("flocker");
    Optional<String> mountRoot =
        dataset.has("mount_root")
            ? dataset.get("mount_root").flatMap(AgentSettingsReader::directory)
            : Optional.of("/flocker");
    return pool.flatMap(name -> mountRoot.map(root -> new Backend.Zfs(name, root)));
  }

  private static Optional<String> pool(Value value) {
    String remedy = "write the name of a pool that 'zpool list' shows";
    Optional<String> pool = value.string(remedy);
    if (pool.isPresent() && !POOL.matcher(pool.get()).matches()) {
      value.problem(Shown.quoted(pool.get()) + " cannot be the name of a ZFS pool", remedy);
      return Optional.empty();
    }
    return pool;
  }

  private static Optional<Backend> loopback(Fields dataset) {
    dataset.refuseOthers(Set.of("backend", "root_path", "filesystem"));
    Optional<String> filesystem =
        dataset.has("filesystem")
            ? dataset.get("filesystem").flatMap(AgentSettingsReader::filesystem)
            : Optional.of("ext4");
    return rootPath(dataset)
        .flatMap(root -> filesystem.map(type -> new Backend.Loopback(root, type)));
  }

  private static Optional<String> filesystem(Value value) {
    String remedy = "write ext4 or xfs";
    Optional<String> filesystem = value.string(remedy);
    if (filesystem.isPresent() && !Set.of("ext4", "xfs").contains(filesystem.get())) {
      value.problem(Shown.quoted(filesystem.get()) + " is not supported in images", remedy);
      return Optional.empty();
    }
    return filesystem;
  }

  private static Optional<String> rootPath(Fields dataset) {
    return dataset
        .require("root_path", "write root_path: and the directory for the volumes")
        .flatMap(AgentSettingsReader::directory);
  }

  private static Optional<String> directory(Value value) {
    return Texts.containerPath(value, "write the absolute path of a directory of this node");
  }
}
