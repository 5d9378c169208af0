package io.flocker.control.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WishBoardTest {

  private final NodeId a = new NodeId(UUID.randomUUID());
  private final NodeId b = new NodeId(UUID.randomUUID());
  private final WishBoard board = new WishBoard();
  private final List<WishUpdate> updates = new ArrayList<>();

  private Wish wish(DatasetId id, long size, NodeId... copies) {
    List<WantedDataset.Copy> known = new ArrayList<>();
    for (NodeId node : copies) {
      known.add(
          new WantedDataset.Copy(
              node,
              new ObservedVolume(
                  VolumeRecord.created(id, node, Optional.empty()),
                  Optional.empty(),
                  false,
                  new Size(0),
                  List.of())));
    }
    return new Wish.OfDataset(
        new WantedDataset(
            id, a, Optional.of(new Size(size)), false, false, known, Optional.empty()));
  }

  private static DatasetId id() {
    return new DatasetId(UUID.randomUUID());
  }

  @Test
  void whoKnowsNothingGetsEverything() {
    Wish wish = wish(id(), 1);
    board.change(a, List.of(wish), Set.of());

    board.subscribe(a, Optional.empty(), updates::add);

    assertThat(updates).hasSize(1);
    assertThat(updates.getFirst().complete()).isTrue();
    assertThat(updates.getFirst().changed()).containsOnly(Map.entry(wish.id(), wish));
    assertThat(updates.getFirst().neighbours()).contains(Set.of());
  }

  @Test
  void whatIsNotDifferentIsNotTold() {
    Wish wish = wish(id(), 1);
    WishRevision first = board.change(a, List.of(wish), Set.of());
    board.subscribe(a, Optional.empty(), updates::add);

    assertThat(board.change(a, List.of(wish), Set.of(new UnitId.OfDataset(id())))).isEqualTo(first);

    assertThat(updates).hasSize(1);
  }

  @Test
  void neighboursAreToldWhenTheyChange() {
    DatasetId one = id();
    DatasetId two = id();
    board.subscribe(a, Optional.empty(), updates::add);

    board.change(a, List.of(wish(one, 1, b)), Set.of());
    assertThat(updates.getLast().neighbours()).contains(Set.of(b));
    board.change(a, List.of(wish(two, 1, b)), Set.of());
    assertThat(updates.getLast().neighbours()).isEmpty();
    board.change(a, List.of(wish(one, 2, b)), Set.of());
    assertThat(updates.getLast().neighbours().orElse(Set.of(b))).containsExactly(b);
    board.change(a, List.of(wish(two, 2)), Set.of(new UnitId.OfDataset(one)));
    assertThat(updates.getLast().neighbours()).contains(Set.of());
  }

  @Test
  void aClosedSubscriptionIsToldNothing() {
    Wishes.Subscription subscription = board.subscribe(a, Optional.empty(), updates::add);

    subscription.close();
    board.change(a, List.of(wish(id(), 1)), Set.of());

    assertThat(updates).hasSize(1);
  }

  @Test
  void aRevisionOfAnotherHistoryCountsForNothing() {
    board.change(a, List.of(wish(id(), 1)), Set.of());

    board.subscribe(a, Optional.of(new WishRevision("other", 1)), updates::add);

    assertThat(updates.getFirst().complete()).isTrue();
  }

  @Test
  void whoMissedMoreThanIsRememberedGetsEverything() {
    DatasetId id = id();
    WishRevision seen = board.change(a, List.of(wish(id(), 1)), Set.of());
    for (int i = 0; i < 1_001; i++) {
      board.change(a, List.of(wish(id, 1)), Set.of());
      board.change(a, List.of(), Set.of(new UnitId.OfDataset(id)));
    }

    board.subscribe(a, Optional.of(seen), updates::add);

    assertThat(updates.getFirst().complete()).isTrue();
    assertThat(updates.getFirst().changed()).hasSize(1);
  }

  @Test
  void whereverOneHasLeftOffTheUpdatesLeadToThePresent() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      WishBoard fresh = new WishBoard();
      List<DatasetId> ids = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ids.add(new DatasetId(new UUID(seed, i)));
      }
      Map<UnitId, Wish> wanted = new HashMap<>();
      Map<UnitId, Wish> known = new HashMap<>();
      Optional<WishRevision> seen = Optional.empty();
      for (int step = 0; step < 60; step++) {
        DatasetId id = ids.get(random.nextInt(ids.size()));
        UnitId unit = new UnitId.OfDataset(id);
        if (random.nextInt(3) == 0) {
          fresh.change(a, List.of(), Set.of(unit));
          wanted.remove(unit);
        } else {
          Wish wish = wish(id, random.nextInt(3));
          fresh.change(a, List.of(wish), Set.of());
          wanted.put(unit, wish);
        }
        if (random.nextInt(5) == 0) {
          List<WishUpdate> got = new ArrayList<>();
          fresh.subscribe(a, seen, got::add).close();
          WishUpdate update = got.getFirst();
          if (update.complete()) {
            known.clear();
          }
          known.putAll(update.changed());
          known.keySet().removeAll(update.gone());
          seen = Optional.of(update.revision());
          assertThat(known).as("seed %s, step %s", seed, step).isEqualTo(wanted);
        }
      }
    }
  }
}
