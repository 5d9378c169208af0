package io.flocker.storage.zfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.FileWork;
import io.flocker.storage.Incoming;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.process.Running;
import io.flocker.storage.record.RecordCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Receives a snapshot. {@code zfs receive} itself accepts only a stream that is whole, at once and
 * durably. What does not build on a base arrives below {@code POOL/incoming}, which nobody mounts,
 * and takes the copy's place at the end.
 */
final class ZfsIncoming implements Incoming {

  private final ZfsCopy copy;
  private final Optional<VolumeRecord> anew;
  private final SnapshotName name;
  private final Running receiver;

  private ZfsIncoming(
      ZfsCopy copy, Optional<VolumeRecord> anew, SnapshotName name, Running receiver) {
    this.copy = copy;
    this.anew = anew;
    this.name = name;
    this.receiver = receiver;
  }

  /** Receives the difference to {@code base}; what the copy holds beyond it goes. */
  static ZfsIncoming onto(ZfsCopy copy, SnapshotName name, SnapshotName base) throws IOException {
    ZfsVolume here = copy.mustBeHere();
    if (here.snapshot(base).isEmpty()) {
      throw StorageProblems.noSnapshot(copy.dataset(), base);
    }
    refuseLive(here);
    refuseLoss(copy.dataset(), here.keptAfter(base));
    copy.retire();
    Zfs zfs = copy.zfs();
    if (!here.snapshots().getLast().name().equals(base)) {
      // receive -F builds on the newest snapshot only.
      zfs.runWhenIdle(copy.dataset(), "rollback", "-r", zfs.snapshot(copy.dataset(), base));
    }
    Running receiver = zfs.receive(copy.dataset(), "-F", zfs.snapshot(copy.dataset(), name));
    return new ZfsIncoming(copy, Optional.empty(), name, receiver);
  }

  /** Receives all; the copy that is here, if any, stays until that has arrived. */
  static ZfsIncoming anew(ZfsCopy copy, VolumeRecord record, SnapshotName name) throws IOException {
    Optional<ZfsVolume> here = copy.look();
    here.ifPresent(ZfsIncoming::refuseLive);
    here.map(volume -> volume.kept().stream().map(ObservedSnapshot::snapshot).toList())
        .ifPresent(kept -> refuseLoss(copy.dataset(), kept));
    if (here.isEmpty()) {
      copy.removeHalfMade(copy.filesystem());
    }
    makeParent(copy);
    copy.removeArrival();
    VolumeRecord kept = here.map(ZfsVolume::record).orElse(record);
    makeOptions(copy, kept.properties());
    Zfs zfs = copy.zfs();
    Running receiver = zfs.receive(copy.dataset(), arrival(copy, kept.properties()) + "@" + name);
    return new ZfsIncoming(copy, Optional.of(kept), name, receiver);
  }

  /**
   * What arrives is written as the filesystem above it says, which is made for that, so that it is
   * compressed, say, from its first byte. And a pool that does not know an option says so before
   * anything else has happened.
   */
  private static void makeOptions(ZfsCopy copy, VolumeProperties properties) {
    if (!properties.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("create"));
      command.addAll(List.of("-o", "mountpoint=none", "-o", "canmount=off"));
      command.addAll(ZfsCopy.options(properties));
      command.add(copy.zfs().incoming(copy.dataset()));
      copy.zfs().run(copy.dataset(), command.toArray(String[]::new));
    }
  }

  private static String arrival(ZfsCopy copy, VolumeProperties properties) {
    String arrival = copy.zfs().incoming(copy.dataset());
    return properties.isEmpty() ? arrival : arrival + "/content";
  }

  /**
   * Whatever is below {@code POOL/incoming} is ours, because the parent says that it is. Several
   * processes may make the parent at the same time, and zfs-fuse shows it for a moment without what
   * it was created with, so a parent that does not say so yet is looked at again.
   */
  private static void makeParent(ZfsCopy copy) {
    Zfs zfs = copy.zfs();
    String parent = zfs.incoming();
    ZfsListing listing = zfs.list(parent);
    if (!listing.exists(parent)) {
      zfs.createUnlessThere(copy.dataset(), parent, ZfsListing.OURS + "=incoming");
    }
    if (!zfs.comesToHave(parent, ZfsListing.OURS)) {
      throw StorageProblems.foreign(copy.dataset(), "ZFS filesystem " + parent);
    }
  }

  /** ZFS has a filesystem's snapshots in one line: what is not on it any more goes. */
  private static void refuseLoss(DatasetId dataset, List<UserSnapshot> lost) {
    if (!lost.isEmpty()) {
      throw StorageProblems.wouldLose(dataset, lost);
    }
  }

  private static void refuseLive(ZfsVolume here) {
    if (here.record().handingOffTo().isPresent()) {
      throw StorageProblems.live(here.dataset(), "it is being handed off to another node");
    }
    if (here.live() && !here.readOnly()) {
      throw StorageProblems.live(here.dataset(), "it is writable");
    }
  }

  @Override
  public OutputStream stream() {
    return receiver.stdin();
  }

  @Override
  public Snapshot finish() {
    receiver.finish();
    if (anew.isPresent()) {
      FileWork.run(copy.dataset(), () -> replace(anew.get()));
    }
    return copy.mustBeHere()
        .snapshot(name)
        .orElseThrow(
            () -> StorageProblems.notWhole(copy.dataset(), name, Path.of(copy.filesystem())));
  }

  private void replace(VolumeRecord record) throws IOException {
    Zfs zfs = copy.zfs();
    String arrival = arrival(copy, record.properties());
    for (Map.Entry<String, String> option :
        record.properties().forBackend(ZfsDriver.NAME).entrySet()) {
      zfs.set(copy.dataset(), arrival, option.getKey(), option.getValue());
    }
    zfs.set(copy.dataset(), arrival, "readonly", "on");
    zfs.set(copy.dataset(), arrival, "canmount", "noauto");
    zfs.set(copy.dataset(), arrival, "mountpoint", copy.mountPoint().directory().toString());
    zfs.set(copy.dataset(), arrival, ZfsListing.OURS, copy.dataset().toString());
    zfs.set(copy.dataset(), arrival, ZfsListing.RECORD, RecordCodec.encode(record));
    if (copy.look().isPresent()) {
      copy.destroyFilesystem();
    }
    zfs.runWhenIdle(copy.dataset(), "rename", arrival, copy.filesystem());
  }

  @Override
  public void close() {
    receiver.close();
    if (anew.isPresent()) {
      try {
        copy.removeArrival();
      } catch (ProblemException e) {
        // It lies below our own parent: the next receive of this dataset sweeps it.
        System.getLogger(ZfsIncoming.class.getName())
            .log(System.Logger.Level.WARNING, e.getMessage());
      }
    }
  }
}
