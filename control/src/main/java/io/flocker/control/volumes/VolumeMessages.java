package io.flocker.control.volumes;

import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Home;
import io.flocker.control.model.VolumeMetadata;
import io.flocker.control.status.DatasetStatus;
import io.flocker.control.status.LiveCopy;
import io.flocker.control.status.View;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.OnRemove;
import java.time.Instant;
import java.util.Optional;

/** A dataset as nodes are told of it by its name. */
final class VolumeMessages {

  private VolumeMessages() {}

  static NamedVolume of(Dataset dataset, View view, Instant now) {
    DatasetStatus status = DatasetStatus.of(dataset.id(), view).orElseThrow();
    NamedVolume.Builder message =
        NamedVolume.newBuilder()
            .setName(dataset.name().orElse(""))
            .setDataset(dataset.key())
            .setPhase(status.verdict().phase().toString())
            .setReason(status.verdict().reason())
            .setOnRemove(onRemove(dataset))
            .setCreatedMs(dataset.created().toEpochMilli());
    if (view.wanted().home(dataset.id()).filter(Home::isUnplaced).isEmpty()) {
      message.setNode(dataset.primary().toString()).setNodeCalled(view.called(dataset.primary()));
    }
    dataset.maximumSize().map(Size::bytes).ifPresent(message::setMaximumSize);
    used(status).map(Size::bytes).ifPresent(message::setUsed);
    view.wanted().snapshotsOf(dataset.id()).stream()
        .filter(snapshot -> !snapshot.isDeleted())
        .map(DatasetSnapshot::name)
        .sorted()
        .forEach(message::addSnapshots);
    status
        .lease()
        .filter(lease -> !lease.isExpired(now))
        .ifPresent(lease -> message.setLeasedBy(view.called(lease.node())));
    return message.build();
  }

  /** What its owner holds; of a replica it may be old. */
  private static Optional<Size> used(DatasetStatus status) {
    return LiveCopy.owner(status.copies())
        .flatMap(owner -> Optional.ofNullable(status.copies().get(owner)))
        .map(ObservedVolume::used);
  }

  private static OnRemove onRemove(Dataset dataset) {
    return switch (VolumeMetadata.onRemove(dataset.metadata())) {
      case RETAIN -> OnRemove.ON_REMOVE_RETAIN;
      case TRASH -> OnRemove.ON_REMOVE_TRASH;
      case DELETE -> OnRemove.ON_REMOVE_DELETE;
    };
  }
}
