package io.flocker.storage.btrfs;

import static io.flocker.storage.StorageProblems.where;

import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.FileWork;
import io.flocker.storage.Incoming;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.process.Running;
import io.flocker.storage.record.Durable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Receives into a directory of its own inside the copy. If this process is killed, the receiver may
 * take the end of the stream for whole; but what it made is then never moved to the snapshots.
 */
final class BtrfsIncoming implements Incoming {

  private final Copy copy;
  private final Layout place;
  private final SnapshotName name;
  private final boolean replacesAll;
  private final Path directory;
  private final Running receiver;
  private boolean finished;

  private BtrfsIncoming(
      Copy copy, Layout place, SnapshotName name, boolean replacesAll, Path directory) {
    this.copy = copy;
    this.place = place;
    this.name = name;
    this.replacesAll = replacesAll;
    this.directory = directory;
    this.receiver = copy.subvolumes().receive(directory);
  }

  static BtrfsIncoming begin(
      Copy copy, VolumeRecord record, SnapshotName name, Optional<SnapshotName> base)
      throws IOException {
    Optional<VolumeRecord> here = copy.record();
    if (base.isPresent()) {
      copy.snapshotPath(base.get());
    }
    if (here.isPresent()) {
      refuseLive(copy, here.get());
      // Also so that no incomplete snapshot passes for the base: the receiver looks for its UUID.
      copy.sweep();
    }
    Layout place = here.isPresent() ? copy.layout() : copy.begin(record);
    Path directory = place.newIncoming();
    Files.createDirectory(directory);
    return new BtrfsIncoming(copy, place, name, base.isEmpty(), directory);
  }

  private static void refuseLive(Copy copy, VolumeRecord here) throws IOException {
    if (here.handingOffTo().isPresent()) {
      throw StorageProblems.live(copy.dataset(), "it is being handed off to another node");
    }
    if (Subvolume.at(copy.layout().data()).filter(d -> !d.readOnly()).isPresent()) {
      throw StorageProblems.live(copy.dataset(), "it is writable");
    }
  }

  @Override
  public OutputStream stream() {
    return receiver.stdin();
  }

  @Override
  public Snapshot finish() {
    receiver.finish();
    return FileWork.ask(copy.dataset(), this::accept);
  }

  private Snapshot accept() throws IOException {
    Subvolume arrived =
        Subvolume.at(directory.resolve(name.value()))
            .filter(s -> s.readOnly() && s.received().isPresent())
            .orElseThrow(() -> StorageProblems.notWhole(copy.dataset(), name, directory));
    copy.syncFilesystem();
    Path target = place.snapshots().resolve(name.value());
    copy.subvolumes().deleteTree(target);
    Durable.move(directory, target);
    if (place.equals(copy.layout())) {
      dropReplaced();
    } else {
      copy.publish(place);
    }
    finished = true;
    return new Snapshot(name, arrived.identity());
  }

  private void dropReplaced() throws IOException {
    copy.subvolumes().delete(place.data());
    if (replacesAll) {
      List<Snapshot> all = copy.subvolumes().list(place.snapshots());
      for (Snapshot old : all) {
        if (!old.name().equals(name) && UserSnapshot.of(old.name()).isEmpty()) {
          copy.subvolumes().deleteTree(place.snapshots().resolve(old.name().value()));
        }
      }
    }
  }

  @Override
  public void close() {
    receiver.close();
    if (!finished) {
      try {
        FileWork.run(
            copy.dataset(),
            () ->
                copy.subvolumes()
                    .deleteTree(place.equals(copy.layout()) ? directory : place.home()));
      } catch (ProblemException e) {
        // What is left is provably ours and incomplete: the next work on the dataset sweeps it.
        System.getLogger(BtrfsIncoming.class.getName())
            .log(System.Logger.Level.WARNING, where(copy.dataset()) + ": " + e.getMessage());
      }
    }
  }
}
