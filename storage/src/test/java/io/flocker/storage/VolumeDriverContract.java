package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every driver does: with the volumes of one node, and between nodes. */
abstract class VolumeDriverContract extends LocalVolumeContract {

  @Test
  void aMovedVolumeHasItsContentAndTheSameIdentityOnBothSides() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.write(a.create(dataset).resolve("f"), noise(3 << 20, 1));

    a.move(b, dataset, "s1");

    assertThat(b.live(dataset).resolve("f")).hasBinaryContent(noise(3 << 20, 1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(b.live(dataset))))
        .isEqualTo("rwxrwxrwx");
    assertThat(b.record(dataset).head()).isEmpty();
    assertThat(b.driver().find(dataset).orElseThrow().writable()).isTrue();
    assertThat(a.driver().find(dataset).orElseThrow().writable()).isFalse();
    assertThat(a.record(dataset)).isEqualTo(b.record(dataset));
  }

  @Test
  void makingTheHeadLiveAgainIsHarmless() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(a.create(dataset).resolve("f"), "one");
    a.move(b, dataset, "s1");

    // As if b had been killed after making it live and before clearing the head.
    b.driver().makeReadOnly(dataset);
    b.driver().snapshot(dataset, name("s1"));
    b.driver().writeRecord(b.record(dataset).withHead(Optional.of(name("s1"))));
    b().driver().makeWritable(dataset);

    assertThat(b.read(dataset, "f")).isEqualTo("one");
    assertThat(b.record(dataset).head()).isEmpty();
  }

  @Test
  void aStreamCutAnywhereIsRefusedAndLeavesNoSnapshot() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.write(a.create(dataset).resolve("f"), noise(300_000, 2));
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));
    byte[] whole = a.streamOf(dataset, name("s1"), Optional.empty());
    int[] cuts = {0, 10, whole.length / 3, whole.length / 2, whole.length - 10, whole.length - 1};

    for (int cut : cuts) {
      try (Incoming incoming =
          b.driver().receive(a.record(dataset), name("s1"), Optional.empty())) {
        TestNode.feed(incoming.stream(), Arrays.copyOf(whole, cut));
        assertThatThrownBy(incoming::finish)
            .as("cut at " + cut)
            .isInstanceOf(ProblemException.class);
      }
      assertThat(b().driver().snapshots(dataset)).as("cut at " + cut).isEmpty();
    }

    b.take(a.record(dataset), name("s1"), Optional.empty(), whole);
    assertThat(b.driver().snapshots(dataset)).isEqualTo(a.driver().snapshots(dataset));
  }

  @Test
  void aTransferGivenUpHalfWayLeavesNoSnapshotAndCanBeRepeated() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.write(a.create(dataset).resolve("f"), noise(5 << 20, 3));
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));
    try (Outgoing outgoing = a.driver().send(dataset, name("s1"), Optional.empty());
        Incoming incoming = b.driver().receive(a.record(dataset), name("s1"), Optional.empty())) {
      TestNode.feed(incoming.stream(), outgoing.stream().readNBytes(1 << 20));
    }
    assertThat(b().driver().snapshots(dataset)).isEmpty();

    a.push(b, dataset, name("s1"), Optional.empty());
    assertThat(b().driver().snapshots(dataset)).hasSize(1);
  }

  @Test
  void aKilledSenderIsToldByFinish() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.write(a.create(dataset).resolve("f"), noise(5 << 20, 4));
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));
    Outgoing outgoing = a.driver().send(dataset, name("s1"), Optional.empty());
    assertThat(outgoing.stream().readNBytes(1000)).hasSize(1000);
    outgoing.close();
    assertThatThrownBy(outgoing::finish).isInstanceOf(ProblemException.class);
  }

  @Test
  void aLimitIsEnforcedKeptThroughAMoveAndChangedInPlace() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Optional<Size> limit = Optional.of(Size.mebibytes(80));
    a.driver().create(VolumeRecord.created(dataset, ID_A, limit));
    Path live = a.driver().makeWritable(dataset);
    Files.write(live.resolve("f"), noise(30 << 20, 5));
    assertThatThrownBy(() -> writeDurably(live.resolve("g"), 70)).isInstanceOf(IOException.class);
    Files.delete(live.resolve("g"));

    a.move(b, dataset, "s1");
    Path moved = b.live(dataset);
    assertThat(b.record(dataset).maximumSize()).isEqualTo(limit);
    assertThatThrownBy(() -> writeDurably(moved.resolve("g"), 70)).isInstanceOf(IOException.class);
    Files.delete(moved.resolve("g"));

    if (!growsInUse()) {
      b.driver().makeReadOnly(dataset);
    }
    b.driver().resize(dataset, Optional.of(Size.mebibytes(200)));
    assertThat(b.driver().makeWritable(dataset)).isEqualTo(moved);
    assertThat(b().record(dataset).maximumSize()).contains(Size.mebibytes(200));
    writeDurably(moved.resolve("g"), 70);
    assertThatThrownBy(() -> b.driver().resize(dataset, Optional.of(Size.mebibytes(20))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("20 MiB");
    assertThat(b().record(dataset).maximumSize()).contains(Size.mebibytes(200));
  }

  static void writeDurably(Path file, int mebibytes) throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      for (int i = 0; i < mebibytes; i++) {
        channel.write(java.nio.ByteBuffer.wrap(noise(1 << 20, i)));
      }
      channel.force(true);
    }
  }

  @Test
  void aCloneIsIndependentOfItsParent() throws IOException {
    DatasetId parent = dataset();
    DatasetId child = dataset();
    TestNode a = a();
    Files.writeString(a.create(parent).resolve("f"), "parent");
    a.driver().makeReadOnly(parent);
    a.driver().snapshot(parent, name("s1"));

    VolumeRecord record = VolumeRecord.created(child, ID_A, Optional.empty());
    a.driver().clone(parent, name("s1"), record);
    a.driver().clone(parent, name("s1"), record);
    Path cloned = a.driver().makeWritable(child);
    Files.writeString(cloned.resolve("f"), "child");
    a.driver().makeWritable(parent);

    assertThat(a.read(parent, "f")).isEqualTo("parent");
    assertThat(a.read(child, "f")).isEqualTo("child");
    assertThat(a().record(child)).isEqualTo(record);
    assertThat(a().driver().snapshots(child)).isEmpty();
  }

  @Test
  void aRetiredCopyCannotBecomeLiveByItself() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(a.create(dataset).resolve("f"), "x");
    a.move(b, dataset, "s1");
    a.driver().retire(dataset);

    assertThat(a().driver().find(dataset).orElseThrow().writable()).isFalse();
    assertThatThrownBy(() -> a.driver().makeWritable(dataset)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aDestroyedSnapshotIsGoneUnlessItIsStillToBeMadeLive() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));
    VolumeRecord record = a.record(dataset);
    a.driver().writeRecord(record.withHead(Optional.of(name("s1"))));
    assertThatThrownBy(() -> a.driver().destroySnapshot(dataset, name("s1")))
        .isInstanceOf(ProblemException.class);

    a.driver().writeRecord(record);
    a.driver().destroySnapshot(dataset, name("s1"));
    a.driver().destroySnapshot(dataset, name("s1"));
    assertThat(a().driver().snapshots(dataset)).isEmpty();
  }

  @Test
  void anOwnerThatIsHandingOffDoesNotReceive() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(a.create(dataset).resolve("f"), "x");
    a.move(b, dataset, "s1");
    assertThatThrownBy(() -> b.driver().receive(a.record(dataset), name("s2"), Optional.empty()))
        .isInstanceOf(ProblemException.class);
    b.driver().makeReadOnly(dataset);
    b.driver().writeRecord(b.record(dataset).handingOff(ID_A));
    assertThatThrownBy(() -> b.driver().receive(a.record(dataset), name("s2"), Optional.empty()))
        .isInstanceOf(ProblemException.class);
  }
}
