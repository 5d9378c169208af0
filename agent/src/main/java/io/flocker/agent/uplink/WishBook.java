package io.flocker.agent.uplink;

import com.google.protobuf.MessageLite;
import io.flocker.protocol.v1.Wishes;
import io.flocker.wire.UnitId;
import io.flocker.wire.WishMessages;
import io.flocker.wire.WishRevision;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the wishes as they come in. For one thread; {@link #list} may be called by any.
 *
 * <p>A wish that cannot be read leaves the one before in force: nothing is ever taken for gone
 * because it was not understood.
 */
final class WishBook {

  private static final Logger LOG = LoggerFactory.getLogger(WishBook.class);

  private volatile WishList list = new WishList(Optional.empty(), HashTreePMap.empty());
  private PMap<UnitId, io.flocker.wire.Wish> units = HashTreePMap.empty();
  // Set between the first and the last part of complete wishes.
  private @Nullable Set<UnitId> mentioned;

  WishList list() {
    return list;
  }

  /**
   * Everything, to be accepted again after a restart; empty while only a part is known. It may be
   * older than what this process last acted on. So it is said as a part whose end is to come, which
   * the control service then says anew; and it grants nothing: a grant that was withdrawn meanwhile
   * may be another node's now, and two nodes would make an empty volume.
   */
  Optional<Wishes> kept() {
    WishList all = list;
    return all.revision()
        .map(_ ->
            Wishes.newBuilder()
                .setComplete(true)
                .setMore(true)
                .addAllChanged(all.units().values().stream().map(WishBook::withoutGrant).toList())
                .build());
  }

  private static io.flocker.protocol.v1.Wish withoutGrant(io.flocker.wire.Wish wish) {
    io.flocker.protocol.v1.Wish.Builder message = WishMessages.write(wish).toBuilder();
    if (message.hasDataset()) {
      message.getDatasetBuilder().setMayCreate(false).clearMayClone();
    } else if (message.hasContainer()) {
      message
          .getContainerBuilder()
          .getDatasetsBuilderList()
          .forEach(each -> each.setMayCreate(false).clearMayClone());
    }
    return message.build();
  }

  /** A new connection: what the old one began will not be ended. */
  void connectionLost() {
    mentioned = null;
  }

  /** Takes a message; returns the units that are different or gone. */
  Set<UnitId> accept(Wishes message) {
    if (message.getComplete()) {
      mentioned = new HashSet<>();
    }
    Set<UnitId> touched = new HashSet<>();
    for (io.flocker.protocol.v1.Wish wish : message.getChangedList()) {
      id(wish, WishMessages::id).ifPresent(id -> take(id, wish, touched));
    }
    for (io.flocker.protocol.v1.UnitId gone : message.getGoneList()) {
      id(gone, WishMessages::read).ifPresent(id -> leave(id, touched));
    }
    Optional<WishRevision> revision = list.revision();
    if (!message.getMore()) {
      leaveAllBut(mentioned, touched);
      mentioned = null;
      revision = Optional.of(new WishRevision(message.getHistory(), message.getRevision()));
    } else if (message.getComplete()) {
      revision = Optional.empty();
    }
    list = new WishList(revision, units);
    return touched;
  }

  private static <M extends MessageLite> Optional<UnitId> id(
      M message, Function<M, Optional<UnitId>> read) {
    try {
      return read.apply(message);
    } catch (IllegalArgumentException e) {
      LOG.error("the control service names a unit that makes no sense: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void take(UnitId id, io.flocker.protocol.v1.Wish message, Set<UnitId> touched) {
    if (mentioned != null) {
      mentioned.add(id);
    }
    try {
      Optional<io.flocker.wire.Wish> wish = WishMessages.read(message);
      if (wish.isPresent() && !wish.get().equals(units.get(id))) {
        units = units.plus(id, wish.get());
        touched.add(id);
      }
    } catch (IllegalArgumentException e) {
      LOG.error(
          "what should become of {} cannot be read, what was wanted before stays in force: {}",
          id,
          e.getMessage());
    }
  }

  private void leave(UnitId id, Set<UnitId> touched) {
    if (units.containsKey(id)) {
      units = units.minus(id);
      touched.add(id);
    }
  }

  private void leaveAllBut(@Nullable Set<UnitId> stay, Set<UnitId> touched) {
    if (stay != null) {
      for (UnitId id : Set.copyOf(units.keySet())) {
        if (!stay.contains(id)) {
          leave(id, touched);
        }
      }
    }
  }
}
