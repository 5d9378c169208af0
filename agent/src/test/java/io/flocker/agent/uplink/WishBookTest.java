package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.flocker.core.json.Json;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.protocol.v1.WantedContainer;
import io.flocker.protocol.v1.Wishes;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishMessages;
import io.flocker.wire.WishRevision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WishBookTest {

  private final NodeId node = new NodeId(UUID.randomUUID());
  private final WishBook book = new WishBook();

  private Wish dataset() {
    return new Wish.OfDataset(
        new WantedDataset(
            new DatasetId(UUID.randomUUID()),
            node,
            Optional.empty(),
            false,
            false,
            List.of(),
            Optional.empty()));
  }

  private static Wishes.Builder wishes(long revision, Wish... changed) {
    Wishes.Builder message = Wishes.newBuilder().setHistory("h").setRevision(revision);
    for (Wish wish : changed) {
      message.addChanged(WishMessages.write(wish));
    }
    return message;
  }

  @Test
  void completeWishesInPartsTakeNothingAwayBeforeTheLastOne() {
    Wish before = dataset();
    Wish first = dataset();
    Wish second = dataset();
    book.accept(wishes(1, before).setComplete(true).build());

    assertThat(book.accept(wishes(2, first).setComplete(true).setMore(true).build()))
        .containsExactly(first.id());
    assertThat(book.list().units()).containsOnlyKeys(before.id(), first.id());
    assertThat(book.list().revision()).isEmpty();

    assertThat(book.accept(wishes(2, second).build()))
        .containsExactlyInAnyOrder(second.id(), before.id());
    assertThat(book.list().units()).containsOnlyKeys(first.id(), second.id());
    assertThat(book.list().revision()).contains(new WishRevision("h", 2));
  }

  @Test
  void completeWishesThatBrokeOffTakeNothingAwayAndAreAskedForAgain() {
    Wish before = dataset();
    book.accept(wishes(1, before).setComplete(true).build());
    book.accept(wishes(2).setComplete(true).setMore(true).build());

    book.connectionLost();

    assertThat(book.list().units()).containsOnlyKeys(before.id());
    assertThat(book.list().revision()).isEmpty();
  }

  @Test
  void aDifferenceInPartsCountsWhenItIsThere() {
    Wish before = dataset();
    book.accept(wishes(1, before).setComplete(true).build());

    book.accept(wishes(5, dataset()).setMore(true).build());
    assertThat(book.list().revision()).contains(new WishRevision("h", 1));
    book.accept(wishes(5, dataset()).build());

    assertThat(book.list().revision()).contains(new WishRevision("h", 5));
    assertThat(book.list().units()).hasSize(3).containsKey(before.id());
  }

  @Test
  void aWishThatCannotBeReadLeavesTheOneBeforeInForce() {
    ApplicationName name = new ApplicationName("pg");
    Wish good =
        new Wish.OfContainer(
            name,
            node,
            false,
            Optional.of(Application.of("pg", "postgres:16")),
            List.of(),
            Map.of());
    book.accept(wishes(1, good).setComplete(true).build());

    assertThat(
            book.accept(
                Wishes.newBuilder()
                    .setHistory("h")
                    .setRevision(2)
                    .setComplete(true)
                    .addChanged(
                        io.flocker.protocol.v1.Wish.newBuilder()
                            .setContainer(
                                WantedContainer.newBuilder()
                                    .setName("pg")
                                    .setNode(node.toString())
                                    .setApplication(ByteString.copyFromUtf8("{"))))
                    .build()))
        .isEmpty();

    assertThat(book.list().units()).containsEntry(new UnitId.OfContainer(name), good);
    assertThat(book.list().revision()).contains(new WishRevision("h", 2));
  }

  @Test
  void whatIsKeptForARestartGivesNoLeaveToMakeAVolumeOrAClone() {
    WantedDataset wanted =
        new WantedDataset(
            new DatasetId(UUID.randomUUID()),
            node,
            Optional.empty(),
            false,
            true,
            List.of(),
            Optional.empty(),
            WantedDataset.Snapshots.NONE,
            Optional.of(
                new WantedDataset.Origin(
                    new DatasetId(UUID.randomUUID()),
                    new UserSnapshot(UUID.randomUUID(), "daily"))),
            Optional.of("pgdata"),
            VolumeProperties.of(Map.of("zfs.recordsize", "16k")));
    Wish alone = new Wish.OfDataset(wanted);
    Wish used =
        new Wish.OfContainer(
            new ApplicationName("pg"),
            node,
            false,
            Optional.of(Application.of("pg", "postgres:16")),
            List.of(wanted),
            Map.of());
    book.accept(wishes(1, alone, used).setComplete(true).build());

    assertThat(book.kept().orElseThrow().getChangedList())
        .hasSize(2)
        .flatExtracting(message -> WishMessages.read(message).orElseThrow().datasets())
        .allSatisfy(dataset -> {
          assertThat(dataset.mayCreate()).isFalse();
          assertThat(dataset.mayClone()).isEmpty();
        });
  }

  @Test
  void applicationsAreWrittenAsNodesWriteThem() {
    Application application = Application.of("pg", "postgres:16");
    io.flocker.protocol.v1.Wish message =
        WishMessages.write(
            new Wish.OfContainer(
                application.name(), node, false, Optional.of(application), List.of(), Map.of()));

    assertThat(message.getContainer().getApplication().toStringUtf8())
        .isEqualTo(Json.write(application));
  }
}
