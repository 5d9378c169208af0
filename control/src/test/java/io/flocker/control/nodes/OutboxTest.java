package io.flocker.control.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.ControlMessage.MessageCase;
import io.flocker.protocol.v1.Refused;
import io.flocker.protocol.v1.Welcome;
import io.flocker.wire.Neighbour;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final NodeId node = new NodeId(UUID.randomUUID());
  private final NodeId other = new NodeId(UUID.randomUUID());
  private final Outbox outbox = new Outbox();

  private Wish wish(DatasetId id, long size) {
    return new Wish.OfDataset(
        new WantedDataset(
            id, node, Optional.of(new Size(size)), false, false, List.of(), Optional.empty()));
  }

  private static Neighbour neighbour(NodeId id) {
    return new Neighbour(id, Optional.of("x"), 1, "zfs", Optional.empty());
  }

  private void tell(
      long revision, boolean complete, List<Wish> changed, Set<UnitId> gone, NodeId... mentioned) {
    Map<UnitId, Wish> byId = new HashMap<>();
    changed.forEach(wish -> byId.put(wish.id(), wish));
    outbox.wishes(
        new WishUpdate(
            new WishRevision("h", revision), complete, byId, gone, Optional.of(Set.of(mentioned))),
        OutboxTest::neighbour);
  }

  private List<ControlMessage> all() {
    List<ControlMessage> messages = new ArrayList<>();
    Optional<ControlMessage> next = outbox.next();
    while (next.isPresent()) {
      messages.add(next.get());
      next = outbox.next();
    }
    assertThat(outbox.isEmpty()).isTrue();
    return messages;
  }

  private static DatasetId id() {
    return new DatasetId(UUID.randomUUID());
  }

  @Test
  void theWelcomeIsFirstAndNeighboursAreThereBeforeTheWishesThatMentionThem() {
    tell(1, true, List.of(wish(id(), 1)), Set.of(), other);
    outbox.alive();
    outbox.reportSeen(3);
    outbox.welcome(Welcome.getDefaultInstance());

    assertThat(all())
        .extracting(ControlMessage::getMessageCase)
        .containsExactly(
            MessageCase.WELCOME,
            MessageCase.REPORT_SEEN,
            MessageCase.NEIGHBOURS,
            MessageCase.WISHES);
  }

  @Test
  void whatIsNewerReplacesWhatIsOlder() {
    DatasetId id = id();
    DatasetId gone = id();
    tell(1, true, List.of(wish(id, 1), wish(gone, 1)), Set.of());
    for (int revision = 2; revision <= 100; revision++) {
      tell(revision, false, List.of(wish(id, revision)), Set.of());
    }
    tell(101, false, List.of(), Set.of(new UnitId.OfDataset(gone)));

    List<ControlMessage> messages = all();

    assertThat(messages).hasSize(2);
    var wishes = messages.getLast().getWishes();
    assertThat(wishes.getRevision()).isEqualTo(101);
    assertThat(wishes.getComplete()).isTrue();
    assertThat(wishes.getMore()).isFalse();
    assertThat(wishes.getChangedList())
        .singleElement()
        .satisfies(wish -> assertThat(wish.getDataset().getMaximumSize()).isEqualTo(100));
    assertThat(wishes.getGoneList()).hasSize(1);
  }

  @Test
  void manyWishesGoInPartsOfWhichTheLastOneCounts() {
    List<Wish> many = new ArrayList<>();
    for (int i = 0; i < 2 * Outbox.PART + 1; i++) {
      many.add(wish(id(), 1));
    }
    tell(7, true, many, Set.of());

    List<io.flocker.protocol.v1.Wishes> parts =
        all().stream().filter(ControlMessage::hasWishes).map(ControlMessage::getWishes).toList();

    assertThat(parts)
        .extracting(io.flocker.protocol.v1.Wishes::getComplete)
        .containsExactly(true, false, false);
    assertThat(parts)
        .extracting(io.flocker.protocol.v1.Wishes::getMore)
        .containsExactly(true, true, false);
    assertThat(parts.stream().mapToInt(io.flocker.protocol.v1.Wishes::getChangedCount).sum())
        .isEqualTo(many.size());
  }

  @Test
  void whoHasNoWishesIsToldSo() {
    tell(1, true, List.of(), Set.of());

    List<ControlMessage> messages = all();

    assertThat(messages.getFirst().getNeighbours().getComplete()).isTrue();
    assertThat(messages.getLast().getWishes().getComplete()).isTrue();
    assertThat(messages.getLast().getWishes().getChangedList()).isEmpty();
  }

  @Test
  void onlyNeighboursThatAreMentionedConcernAnAgent() {
    tell(1, true, List.of(), Set.of(), other);
    all();

    assertThat(outbox.neighbour(node, OutboxTest::neighbour)).isFalse();
    assertThat(outbox.neighbour(other, OutboxTest::neighbour)).isTrue();
    assertThat(all())
        .singleElement()
        .satisfies(message -> {
          assertThat(message.getNeighbours().getComplete()).isFalse();
          assertThat(message.getNeighbours().getChangedList()).hasSize(1);
        });
    tell(2, false, List.of(), Set.of());
    assertThat(all().getFirst().getNeighbours().getGoneList()).containsExactly(other.toString());
  }

  @Test
  void afterARefusalThereIsNothingElse() {
    tell(1, true, List.of(wish(id(), 1)), Set.of());
    outbox.refuse(Refused.getDefaultInstance());

    assertThat(outbox.next().map(ControlMessage::getMessageCase)).contains(MessageCase.REFUSED);
  }
}
