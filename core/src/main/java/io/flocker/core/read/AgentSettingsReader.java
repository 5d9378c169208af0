package io.flocker.core.read;

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
  private static final String EXAMPLE = "{backend: zfs, pool: flocker}";

  private AgentSettingsReader() {}

  /**
   * Where the node keeps its volumes. Keys that belong to other programs are passed over.
   *
   * @throws ProblemException with all problems of the file
   */
  public static Backend read(SourceFile file) {
    Problems problems = new Problems();
    Optional<Backend> backend =
        TreeReader.read(file.name(), file.text(), problems)
            .flatMap(root -> root.fields("write version: 1 and dataset: " + EXAMPLE))
            .flatMap(AgentSettingsReader::settings);
    problems.throwIfAny();
    return backend.orElseThrow();
  }

  private static Optional<Backend> settings(Fields root) {
    Versions.requireOne(root);
    root.refuseOthers(
        Versions.withExtensions(
            root, Set.of("version", "dataset", "control-service", "control_service", "logging")));
    String remedy = "write dataset: " + EXAMPLE;
    return root.require("dataset", remedy)
        .flatMap(value -> value.fields(remedy))
        .flatMap(AgentSettingsReader::backend);
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
