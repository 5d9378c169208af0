package io.flocker.storage.zfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import io.flocker.storage.process.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The {@code zfs} commands that the driver is made of. Only options that zfs-fuse 0.7 knows too.
 *
 * @param pool where the volumes are
 */
record Zfs(String pool, Commands commands) {

  /** For what somebody may really have in use. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * For what only zfs-fuse believes to be in use: it lets go of a mount when all filesystems of the
   * host have been written to their disks.
   */
  private static final Duration LETTING_GO = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(20);

  String filesystem(DatasetId dataset) {
    return pool + "/" + dataset;
  }

  String snapshot(DatasetId dataset, SnapshotName name) {
    return filesystem(dataset) + "@" + name;
  }

  /** The filesystem in which we receive what is to become a new copy. */
  String incoming() {
    return pool + "/incoming";
  }

  String incoming(DatasetId dataset) {
    return incoming() + "/" + dataset;
  }

  /** All that is in the pool. */
  ZfsListing listAll() {
    return ZfsListing.parse(commands.check(get(pool)));
  }

  /** What {@code name} and all below it are; nothing if it does not exist. */
  ZfsListing list(String name) {
    Output output = commands.run(get(name));
    if (output.succeeded()) {
      return ZfsListing.parse(output.out());
    }
    if (output.err().contains("does not exist")) {
      return ZfsListing.parse("");
    }
    throw Commands.failed(get(name), output);
  }

  private static Command get(String name) {
    return Command.of(
        "zfs",
        "get",
        "-H",
        "-p",
        "-r",
        "-o",
        "name,property,value,source",
        ZfsListing.PROPERTIES,
        name);
  }

  /** Runs {@code zfs} with these arguments on behalf of a dataset. */
  void run(DatasetId dataset, String... arguments) {
    commands.check(command(dataset, List.of(arguments)));
  }

  /** Creates a filesystem that is never mounted; that another process was quicker is fine. */
  void createUnlessThere(DatasetId dataset, String filesystem, String property) {
    List<String> arguments =
        List.of(
            "create", "-o", property, "-o", "mountpoint=none", "-o", "canmount=off", filesystem);
    Command command = command(dataset, arguments);
    Output output = commands.run(command);
    if (!output.succeeded() && !output.err().contains("already exists")) {
      throw Commands.failed(command, output);
    }
  }

  /** Whether a filesystem has a property of its own, now or in a moment. */
  boolean comesToHave(String filesystem, String property) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean has = list(filesystem).property(filesystem, property).isPresent();
    while (!has && System.nanoTime() < end) {
      pause();
      has = list(filesystem).property(filesystem, property).isPresent();
    }
    return has;
  }

  void set(DatasetId dataset, String filesystem, String property, String value) {
    run(dataset, "set", property + "=" + value, filesystem);
  }

  /** Unmounts what a process may have in use: only for a moment is it waited for. */
  void unmount(DatasetId dataset, String filesystem) {
    checkIdle(command(dataset, List.of("umount", filesystem)), PATIENCE);
  }

  /** Destroys a filesystem with its snapshots; that it is gone already is fine. */
  void destroy(DatasetId dataset, String filesystem) {
    Command command = command(dataset, List.of("destroy", "-r", filesystem));
    Output output = runIdle(command, LETTING_GO);
    if (!output.succeeded() && !output.err().contains("does not exist")) {
      throw Commands.failed(command, output);
    }
  }

  /**
   * Runs a command that needs a filesystem which is not mounted. With zfs-fuse an unmount reaches
   * the daemon only after the command has returned, so that it may still seem used for a while.
   */
  void runWhenIdle(DatasetId dataset, String... arguments) {
    checkIdle(command(dataset, List.of(arguments)), LETTING_GO);
  }

  private void checkIdle(Command command, Duration patience) {
    Output output = runIdle(command, patience);
    if (!output.succeeded()) {
      throw Commands.failed(command, output);
    }
  }

  private Output runIdle(Command command, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Output output = commands.run(command);
    while (!output.succeeded() && mayPass(output) && System.nanoTime() < end) {
      pause();
      output = commands.run(command);
    }
    return output;
  }

  /** A rollback of what zfs-fuse still believes to be mounted fails with an I/O error. */
  private static boolean mayPass(Output output) {
    return output.err().contains("busy") || output.err().contains("I/O error");
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  Running send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    List<String> arguments = new ArrayList<>(List.of("send"));
    base.ifPresent(b -> arguments.addAll(List.of("-i", snapshot(dataset, b))));
    arguments.add(snapshot(dataset, snapshot));
    return commands.start(command(dataset, arguments));
  }

  Running receive(DatasetId dataset, String... arguments) {
    List<String> all = new ArrayList<>(List.of("receive"));
    all.addAll(List.of(arguments));
    return commands.start(command(dataset, all));
  }

  private static Command command(DatasetId dataset, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("zfs"));
    line.addAll(arguments);
    return Command.of(line).on(StorageProblems.where(dataset));
  }
}
