package io.flocker.wire;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.protocol.v1.Volume;
import java.util.Optional;

/**
 * Volumes as messages. Reading throws IllegalArgumentException that says what does not fit. A
 * record's options stay with the copy: nobody who is told of it decides anything by them.
 */
final class VolumeCodec {

  private VolumeCodec() {}

  static Volume write(ObservedVolume volume) {
    Volume.Builder message =
        Volume.newBuilder()
            .setRecord(record(volume.record()))
            .setWritable(volume.writable())
            .setUsed(volume.used().bytes())
            .addAllTransferSnapshots(volume.transferSnapshots());
    volume.path().ifPresent(message::setPath);
    volume.snapshots().stream().map(SnapshotCodec::write).forEach(message::addSnapshots);
    return message.build();
  }

  private static io.flocker.protocol.v1.VolumeRecord record(VolumeRecord record) {
    io.flocker.protocol.v1.VolumeRecord.Builder message =
        io.flocker.protocol.v1.VolumeRecord.newBuilder()
            .setDataset(record.dataset().toString())
            .setOwner(record.owner().toString())
            .setEpoch(record.epoch())
            .setFence(record.fence());
    record.handingOffTo().ifPresent(node -> message.setHandingOffTo(node.toString()));
    record.maximumSize().ifPresent(size -> message.setMaximumSize(size.bytes()));
    record.head().ifPresent(head -> message.setHead(head.value()));
    return message.build();
  }

  static ObservedVolume read(Volume message) {
    return new ObservedVolume(
        record(message.getRecord()),
        message.hasPath() ? Optional.of(message.getPath()) : Optional.empty(),
        message.getWritable(),
        new Size(message.getUsed()),
        message.getTransferSnapshotsList(),
        message.getSnapshotsList().stream().map(SnapshotCodec::read).toList());
  }

  private static VolumeRecord record(io.flocker.protocol.v1.VolumeRecord message) {
    return new VolumeRecord(
        new DatasetId(Texts.uuid(message.getDataset())),
        Texts.node(message.getOwner()),
        message.getEpoch(),
        Texts.optional(message.getHandingOffTo()).map(Texts::node),
        message.getFence(),
        message.hasMaximumSize()
            ? Optional.of(new Size(message.getMaximumSize()))
            : Optional.empty(),
        Texts.optional(message.getHead()).map(SnapshotName::new),
        VolumeProperties.NONE);
  }
}
