package io.flocker.storage;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What goes wrong in the same way with every driver. */
public final class StorageProblems {

  private StorageProblems() {}

  /** How a dataset is called in messages. */
  public static String where(DatasetId dataset) {
    return "dataset " + dataset;
  }

  /** A file operation failed. */
  public static ProblemException io(DatasetId dataset, IOException cause) {
    return io(where(dataset), cause);
  }

  /** A file operation failed. */
  public static ProblemException io(String where, IOException cause) {
    return new ProblemException(
        new Problem(
            Problem.Kind.STORAGE,
            where,
            "a file operation failed: " + cause,
            "check the disk and the permissions there, then try again"),
        cause);
  }

  /** There is no copy of the dataset on this node. */
  public static ProblemException absent(DatasetId dataset, String place) {
    return storage(
        dataset, "there is no copy of it in " + place, "move it here or create it first");
  }

  /** A copy lacks a snapshot. */
  public static ProblemException noSnapshot(DatasetId dataset, SnapshotName snapshot) {
    return storage(
        dataset,
        "the copy here has no snapshot '" + snapshot + "'",
        "transfer it again from the beginning");
  }

  /** A copy has no content that could be made live. */
  public static ProblemException noContent(DatasetId dataset) {
    return refused(
        dataset,
        "the copy here has no live content, and its record names no snapshot to make it from",
        "nothing was created in its place; move the volume here from the node that owns it");
  }

  /** Another beginning of the same dataset is here already. */
  public static ProblemException exists(VolumeRecord wanted, VolumeRecord here) {
    return refused(
        wanted.dataset(),
        "a copy is here already, owned by node %s since epoch %d (wanted: node %s, epoch %d)"
            .formatted(here.owner(), here.epoch(), wanted.owner(), wanted.epoch()),
        "use the existing volume, or destroy it first if it is not needed");
  }

  /** Refuses to take {@code here} for what a repeated beginning of {@code wanted} made. */
  public static void refuseOther(VolumeRecord wanted, VolumeRecord here) {
    if (!here.owner().equals(wanted.owner()) || here.epoch() != wanted.epoch()) {
      throw exists(wanted, here);
    }
  }

  /** Refuses to make a volume with options that its backend does not have. */
  public static void refuseForeignOptions(VolumeRecord wanted, String driver) {
    List<String> foreign = wanted.properties().foreignTo(driver);
    if (!foreign.isEmpty()) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              where(wanted.dataset()),
              "it was asked for with "
                  + String.join(", ", foreign)
                  + ", and this node keeps its volumes on "
                  + driver,
              "nothing was created; use it on a node with that backend, or delete it and create it"
                  + " without these options"));
    }
  }

  /** Something without a valid record is in the place of a copy. */
  public static ProblemException foreign(DatasetId dataset, String place) {
    return refused(
        dataset,
        place + " is in its place and has no record that proves it ours",
        "nothing was changed; move it away if it is not needed");
  }

  /** A copy that is live must not be overwritten. */
  public static ProblemException live(DatasetId dataset, String why) {
    return refused(
        dataset,
        "the copy here must not be replaced: " + why,
        "only a copy that is not the owner's can receive");
  }

  /** A snapshot that holds the only copy of what the owner must make live. */
  public static ProblemException isHead(DatasetId dataset, SnapshotName snapshot) {
    return refused(
        dataset,
        "snapshot '" + snapshot + "' holds the content that is still to be made live",
        "make the volume writable first");
  }

  /** Snapshots that somebody wants to keep are in the way of what should replace a copy. */
  public static ProblemException wouldLose(DatasetId dataset, List<UserSnapshot> snapshots) {
    return refused(
        dataset,
        "receiving it here would destroy what is kept here only: snapshot "
            + snapshots.stream().map(UserSnapshot::name).collect(Collectors.joining(", ")),
        "remove what is not needed (flockerctl snapshot destroy), or move the dataset to another"
            + " node");
  }

  /** A limit below what is stored. */
  public static ProblemException tooSmall(DatasetId dataset, String wanted, String used) {
    return storage(
        dataset,
        "its limit cannot become " + wanted + ": it already holds " + used,
        "choose a larger maximum size, or delete data in the volume first");
  }

  /** A directory that should be an incoming snapshot holds something else. */
  public static ProblemException notWhole(DatasetId dataset, SnapshotName snapshot, Path place) {
    return storage(
        dataset,
        "snapshot '" + snapshot + "' did not arrive whole in " + place,
        "transfer it again");
  }

  /** Refuses to call a copy read-only while {@code writer} could still write to it. */
  public static void refuseWriter(DatasetId dataset, Optional<String> writer) {
    if (writer.isPresent()) {
      throw refused(
          dataset,
          "it is read-only now, but " + writer.get() + " since before and could still write",
          "stop that process, then try again");
    }
  }

  /** Any other problem with a volume. */
  public static ProblemException storage(DatasetId dataset, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.STORAGE, where(dataset), what, remedy));
  }

  /** Refused for the safety of the data. */
  public static ProblemException refused(DatasetId dataset, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.OWNERSHIP, where(dataset), what, remedy));
  }

  /** The machine lacks something. */
  public static ProblemException environment(String where, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.ENVIRONMENT, where, what, remedy));
  }
}
