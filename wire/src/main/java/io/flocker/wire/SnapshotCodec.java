package io.flocker.wire;

import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.protocol.v1.HeldSnapshot;
import java.util.Optional;

/**
 * Snapshots that somebody asked for as messages. Reading throws IllegalArgumentException that says
 * what does not fit.
 */
final class SnapshotCodec {

  private SnapshotCodec() {}

  static io.flocker.protocol.v1.UserSnapshot write(UserSnapshot snapshot) {
    return io.flocker.protocol.v1.UserSnapshot.newBuilder()
        .setId(snapshot.id().toString())
        .setName(snapshot.name())
        .build();
  }

  static UserSnapshot read(io.flocker.protocol.v1.UserSnapshot message) {
    return new UserSnapshot(Texts.uuid(message.getId()), message.getName());
  }

  static HeldSnapshot write(ObservedSnapshot held) {
    HeldSnapshot.Builder message =
        HeldSnapshot.newBuilder()
            .setSnapshot(write(held.snapshot()))
            .setTakenMs(Texts.milliseconds(held.taken()));
    held.size().ifPresent(size -> message.setSize(size.bytes()));
    return message.build();
  }

  static ObservedSnapshot read(HeldSnapshot message) {
    return new ObservedSnapshot(
        read(message.getSnapshot()),
        Texts.time(message.getTakenMs()),
        message.hasSize() ? Optional.of(new Size(message.getSize())) : Optional.empty());
  }
}
