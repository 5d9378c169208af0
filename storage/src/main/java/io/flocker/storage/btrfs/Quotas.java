package io.flocker.storage.btrfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
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
 *
 * <p>The kernel may lose count: it then says so, counts no more, and holds no limit on the whole
 * filesystem, until somebody has it count anew. The deletion of a subvolume is enough (Linux 6.18:
 * "qgroup marked inconsistent").
 */
final class Quotas {

  private static final System.Logger LOG = System.getLogger(Quotas.class.getName());

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

  /** Counts from now on, if nobody does any more or yet, and waits until all has been counted. */
  void enable(DatasetId dataset) throws IOException {
    if (enabled()) {
      if (attribute("mode").filter("squota"::equals).isPresent()) {
        throw StorageProblems.environment(
            root.toString(),
            "the filesystem counts with simple quotas, which cannot limit a moved volume",
            "run 'btrfs quota disable " + root + "' so that full quotas can be enabled");
      }
      if (!lostCount()) {
        return;
      }
    } else {
      run(dataset, "btrfs", "quota", "enable", root.toString());
    }
    run(dataset, "btrfs", "quota", "rescan", "-w", root.toString());
  }

  /** Has the kernel count anew if it has lost count; it does so in the background. */
  void recountIfLost() throws IOException {
    if (!lostCount()) {
      return;
    }
    Output output = commands.run(Command.of("btrfs", "quota", "rescan", root.toString()));
    if (!output.succeeded() && !output.err().contains("in progress")) {
      // A look at the volumes must not fail for this; the next one tries again.
      LOG.log(
          System.Logger.Level.WARNING,
          "limits below {0} do not hold: the kernel has lost count of what is used there, and does"
              + " not count anew: {1}",
          root,
          output.err().strip());
    }
  }

  /** What a subvolume refers to, as of the last commit; empty if nobody counts. */
  Optional<Size> used(Subvolume subvolume) throws IOException {
    if (!enabled() || lostCount()) {
      return Optional.empty();
    }
    return attribute("0_" + subvolume.id() + "/referenced").map(s -> new Size(Long.parseLong(s)));
  }

  private boolean enabled() throws IOException {
    return attribute("enabled").filter("1"::equals).isPresent();
  }

  private boolean lostCount() throws IOException {
    return attribute("inconsistent").filter("1"::equals).isPresent();
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
