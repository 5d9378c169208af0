package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.VolumeRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What drivers do that transfer live volumes and differences. */
abstract class IncrementalContract extends VolumeDriverContract {

  @Test
  void aSnapshotOfALiveVolumeIsUnchangedByLaterWritesAndTakenOnce() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Path live = a.create(dataset);
    Files.writeString(live.resolve("f"), "one");
    Snapshot first = a.driver().snapshot(dataset, name("s1"));
    Files.writeString(live.resolve("f"), "two");
    assertThat(a().driver().snapshot(dataset, name("s1"))).isEqualTo(first);

    a.push(b, dataset, name("s1"), Optional.empty());
    activate(b, a.record(dataset), "s1");
    assertThat(b.read(dataset, "f")).isEqualTo("one");
    assertThat(a.read(dataset, "f")).isEqualTo("two");
  }

  private static void activate(TestNode node, VolumeRecord from, String head) {
    VolumeRecord record = from.ownedBy(node.id(), from.epoch() + 1);
    node.driver().writeRecord(record.withHead(Optional.of(name(head))));
    node.driver().makeWritable(from.dataset());
  }

  @Test
  void aRetiredCopyKeepsItsSnapshotsAsTheBaseOfTheNextTransfer() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(a.create(dataset).resolve("f"), "x");
    a.move(b, dataset, "s1");
    assertThat(a().snapshotNames(dataset)).containsExactly(name("s1"));
    assertThat(a().driver().snapshots(dataset)).isEqualTo(b.driver().snapshots(dataset));
  }

  @Test
  void snapshotsAreListedOldestFirst() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    a.driver().snapshot(dataset, name("z"));
    a.driver().snapshot(dataset, name("m"));
    a.driver().snapshot(dataset, name("a"));
    assertThat(a.snapshotNames(dataset)).containsExactly(name("z"), name("m"), name("a"));
    a.driver().makeReadOnly(dataset);
  }

  @Test
  void roundTripsCarryOnlyWhatChanged() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.write(a.create(dataset).resolve("base"), noise(8 << 20, 1));

    int first = a.move(b, dataset, "s1");
    Files.writeString(b.live(dataset).resolve("f"), "from b");
    int back = b.move(a, dataset, "s2");
    Files.writeString(a.live(dataset).resolve("g"), "from a");
    int again = a.move(b, dataset, "s3");
    Files.writeString(b.live(dataset).resolve("h"), "from b again");
    int backAgain = b.move(a, dataset, "s4");

    assertThat(first).isGreaterThan(8 << 20);
    assertThat(back).isLessThan(first / 20);
    assertThat(again).isLessThan(first / 20);
    assertThat(backAgain).isLessThan(first / 20);
    assertThat(a.read(dataset, "f")).isEqualTo("from b");
    assertThat(a.read(dataset, "g")).isEqualTo("from a");
    assertThat(a.read(dataset, "h")).isEqualTo("from b again");
    assertThat(a.live(dataset).resolve("base")).hasBinaryContent(noise(8 << 20, 1));
    assertThat(a.driver().snapshots(dataset)).isEqualTo(b.driver().snapshots(dataset));
  }

  @Test
  void aReceiverThatWentItsOwnWayIsRolledBack() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(a.create(dataset).resolve("f"), "one");
    a.driver().snapshot(dataset, name("s1"));
    a.push(b, dataset, name("s1"), Optional.empty());
    activate(b, a.record(dataset), "s1");
    Files.writeString(b.live(dataset).resolve("wrong"), "divergent");
    b.driver().snapshot(dataset, name("wrong"));
    b.driver().makeReadOnly(dataset);
    b.driver().writeRecord(a.record(dataset));

    Files.writeString(a.live(dataset).resolve("f"), "two");
    a.driver().snapshot(dataset, name("s2"));
    a.push(b, dataset, name("s2"), Optional.of(name("s1")));
    activate(b, a.record(dataset), "s2");

    assertThat(b.read(dataset, "f")).isEqualTo("two");
    assertThat(b.live(dataset).resolve("wrong")).doesNotExist();
  }

  @Test
  void aFullTransferReplacesACopyThatHasNothingInCommon() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(b.create(dataset).resolve("f"), "unrelated");
    b.driver().snapshot(dataset, name("old"));
    b.driver().makeReadOnly(dataset);
    Files.writeString(a.create(dataset).resolve("f"), "wanted");
    a.driver().snapshot(dataset, name("s1"));
    byte[] whole = a.streamOf(dataset, name("s1"), Optional.empty());

    try (Incoming incoming = b.driver().receive(a.record(dataset), name("s1"), Optional.empty())) {
      TestNode.feed(incoming.stream(), Arrays.copyOf(whole, whole.length / 2));
    }
    assertThat(b().snapshotNames(dataset)).containsExactly(name("old"));

    b.take(a.record(dataset), name("s1"), Optional.empty(), whole);
    assertThat(b().snapshotNames(dataset)).containsExactly(name("s1"));
    activate(b, a.record(dataset), "s1");
    assertThat(b.read(dataset, "f")).isEqualTo("wanted");
  }

  @Test
  void whatSomebodyAskedForIsSeenWithItsTime() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    UserSnapshot asked = new UserSnapshot(UUID.randomUUID(), "before-upgrade");
    a.driver().snapshot(dataset, asked.stored());
    a.driver().snapshot(dataset, name("s1"));

    ObservedSnapshot seen = a.driver().find(dataset).orElseThrow().snapshot(asked).orElseThrow();
    assertThat(seen.taken().orElseThrow()).isBetween(before, Instant.now());
    assertThat(a.driver().find(dataset).orElseThrow().snapshots()).containsExactly(seen);

    a.driver().destroySnapshot(dataset, asked.stored());
    assertThat(a.driver().find(dataset).orElseThrow().snapshots()).isEmpty();
    assertThat(a.snapshotNames(dataset)).containsExactly(name("s1"));
  }

  @Test
  void whatSomebodyAskedForOutlivesAMoveAwayAndBack() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Path live = a.create(dataset);
    Files.writeString(live.resolve("f"), "one");
    UserSnapshot asked = new UserSnapshot(UUID.randomUUID(), "one");
    a.driver().snapshot(dataset, asked.stored());
    Files.writeString(live.resolve("f"), "two");
    a.move(b, dataset, "s1");
    assertThat(a.driver().find(dataset).orElseThrow().snapshot(asked)).isPresent();
    b.move(a, dataset, "s2");

    assertThat(a.read(dataset, "f")).isEqualTo("two");
    DatasetId copy = dataset();
    a.driver().clone(dataset, asked.stored(), VolumeRecord.created(copy, a.id(), Optional.empty()));
    a.driver().makeWritable(copy);
    assertThat(a.read(copy, "f")).isEqualTo("one");
  }

  @Test
  void aFullTransferIsRefusedOrKeepsWhatSomebodyAskedFor() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    b.create(dataset);
    UserSnapshot asked = new UserSnapshot(UUID.randomUUID(), "kept");
    b.driver().snapshot(dataset, asked.stored());
    b.driver().makeReadOnly(dataset);
    a.create(dataset);
    a.driver().snapshot(dataset, name("s1"));

    try {
      a.push(b, dataset, name("s1"), Optional.empty());
      assertThat(b.snapshotNames(dataset)).containsExactly(asked.stored(), name("s1"));
    } catch (ProblemException e) {
      assertThat(e).hasMessageContaining("snapshot kept");
    }
    assertThat(b().driver().find(dataset).orElseThrow().snapshot(asked)).isPresent();
  }

  @Test
  void anIncrementCutAnywhereIsRefusedAndLeavesTheBase() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Path live = a.create(dataset);
    Files.writeString(live.resolve("f"), "one");
    a.driver().snapshot(dataset, name("s1"));
    a.push(b, dataset, name("s1"), Optional.empty());
    Files.write(live.resolve("g"), noise(200_000, 6));
    a.driver().snapshot(dataset, name("s2"));
    byte[] whole = a.streamOf(dataset, name("s2"), Optional.of(name("s1")));

    for (int cut : new int[] {100, whole.length / 2, whole.length - 10}) {
      try (Incoming incoming =
          b.driver().receive(a.record(dataset), name("s2"), Optional.of(name("s1")))) {
        TestNode.feed(incoming.stream(), Arrays.copyOf(whole, cut));
        assertThatThrownBy(incoming::finish).isInstanceOf(ProblemException.class);
      }
      assertThat(b().snapshotNames(dataset)).containsExactly(name("s1"));
    }
    Snapshot taken = b.take(a.record(dataset), name("s2"), Optional.of(name("s1")), whole);
    assertThat(taken).isEqualTo(a.driver().snapshots(dataset).getLast());
  }

  @Test
  void aReceiverWithoutTheBaseRefuses() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    assertThatThrownBy(
            () -> b().driver().receive(a.record(dataset), name("s2"), Optional.of(name("s1"))))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aHundredVolumesAreListedWithAFewCommands() throws IOException {
    TestNode a = a();
    for (int i = 0; i < 100; i++) {
      a.driver().create(VolumeRecord.created(dataset(), ID_A, Optional.empty()));
    }
    long before = a.commands().started();
    assertThat(a.driver().list()).hasSizeGreaterThanOrEqualTo(100);
    assertThat(a.commands().started() - before).isLessThanOrEqualTo(3);
  }
}
