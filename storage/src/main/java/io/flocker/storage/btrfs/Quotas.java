package io.flocker.storage.btrfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Limits by quota groups. They are enabled on the filesystem when a limit is first wanted, since
 * they cost write performance.
 *
 * <p>Simple quotas ({@code btrfs quota enable -s}) are not used: they count an extent for the
 * subvolume that wrote it first, so a volume made live from a received snapshot would begin at
 * zero.
 */
final class Quotas {

  private final Path root;
  private final Commands commands;
  private final Path groups;

  Quotas(Path root, Commands commands) throws IOException {
    this.root = root;
    this.commands = commands;
    this.groups = Path.of("/sys/fs/btrfs", Subvolume.filesystem(root).toString(), "qgroups");
  }

  /** Limits what the subvolume refers to; empty for no limit. */
  void limit(DatasetId dataset, Path subvolume, Optional<Size> limit) throws IOException {
    if (limit.isEmpty() && !enabled()) {
      return;
    }
    enable(dataset);
    String amount = limit.map(s -> Long.toString(s.bytes())).orElse("none");
    run(dataset, "btrfs", "qgroup", "limit", amount, subvolume.toString());
  }

  /** Counts from now on, if nobody does yet, and waits until what is there has been counted. */
  void enable(DatasetId dataset) throws IOException {
    if (enabled()) {
      if (attribute("mode").filter("squota"::equals).isPresent()) {
        throw StorageProblems.environment(
            root.toString(),
            "the filesystem counts with simple quotas, which cannot limit a moved volume",
            "run 'btrfs quota disable " + root + "' so that full quotas can be enabled");
      }
      return;
    }
    run(dataset, "btrfs", "quota", "enable", root.toString());
    run(dataset, "btrfs", "quota", "rescan", "-w", root.toString());
  }

  /** What a subvolume refers to, as of the last commit; empty if nobody counts. */
  Optional<Size> used(Subvolume subvolume) throws IOException {
    if (!enabled() || attribute("inconsistent").filter("1"::equals).isPresent()) {
      return Optional.empty();
    }
    return attribute("0_" + subvolume.id() + "/referenced").map(s -> new Size(Long.parseLong(s)));
  }

  private boolean enabled() throws IOException {
    return attribute("enabled").filter("1"::equals).isPresent();
  }

  private Optional<String> attribute(String name) throws IOException {
    try {
      return Optional.of(Files.readString(groups.resolve(name)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void run(DatasetId dataset, String... line) {
    commands.check(Command.of(line).on(StorageProblems.where(dataset)));
  }
}
