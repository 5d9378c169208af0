package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every driver does, whatever it stands on. A subclass makes two nodes on real filesystems of
 * their own; it needs root and the driver's programs, and fails without them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VolumeDriverContract {

  static final NodeId ID_A = new NodeId(new UUID(0xa, 1));
  static final NodeId ID_B = new NodeId(new UUID(0xb, 2));

  /** A driver as a process makes it that has just started. */
  abstract VolumeDriver open(NodeId node, Commands commands) throws IOException;

  /** Puts things that are not ours beside the volumes of node A and returns what proves them so. */
  abstract List<Path> makeForeign() throws IOException;

  /** Whether a volume can grow while it is mounted, on this machine. */
  boolean growsInUse() throws IOException {
    return true;
  }

  DatasetId dataset() {
    return new DatasetId(UUID.randomUUID());
  }

  TestNode a() throws IOException {
    return node(ID_A);
  }

  TestNode b() throws IOException {
    return node(ID_B);
  }

  private TestNode node(NodeId id) throws IOException {
    Commands commands = new Commands();
    return new TestNode(id, open(id, commands), commands);
  }

  static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aNewVolumeIsListedEmptyWritableAndOpenToAnyUser() throws IOException {
    DatasetId dataset = dataset();
    Path live = a().create(dataset);

    assertThat(live).isEmptyDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(live)))
        .isEqualTo("rwxrwxrwx");
    ObservedVolume found = a().driver().find(dataset).orElseThrow();
    assertThat(found.writable()).isTrue();
    assertThat(found.path()).contains(live.toString());
    assertThat(found.record()).isEqualTo(VolumeRecord.created(dataset, ID_A, Optional.empty()));
    assertThat(a().driver().list()).contains(found);
    assertThat(b().driver().find(dataset)).isEmpty();
  }

  @Test
  void creatingTwiceKeepsTheContentAndAnotherBeginningIsRefused() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.writeString(a.create(dataset).resolve("f"), "kept");

    a().create(dataset);
    assertThat(a.read(dataset, "f")).isEqualTo("kept");
    VolumeRecord other = VolumeRecord.created(dataset, ID_B, Optional.empty());
    assertThatThrownBy(() -> a.driver().create(other))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(dataset.toString());
    assertThat(a.read(dataset, "f")).isEqualTo("kept");
  }

  @Test
  void aFrozenVolumeRefusesWritesUntilItIsThawed() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Path live = a.create(dataset);
    Files.writeString(live.resolve("f"), "one");

    a.driver().makeReadOnly(dataset);
    a.driver().makeReadOnly(dataset);
    assertThatThrownBy(() -> Files.writeString(live.resolve("g"), "late"))
        .isInstanceOf(IOException.class);
    assertThat(a().driver().find(dataset).orElseThrow().writable()).isFalse();

    Path thawed = a.driver().makeWritable(dataset);
    Files.writeString(thawed.resolve("g"), "two");
    assertThat(a.read(dataset, "f")).isEqualTo("one");
    assertThat(a().driver().find(dataset).orElseThrow().writable()).isTrue();
  }

  @Test
  void whoHasAFileOpenForWritingPreventsAFreeze() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Path live = a.create(dataset);
    try (var open = Files.newOutputStream(live.resolve("f"))) {
      open.write(1);
      assertThatThrownBy(() -> a.driver().makeReadOnly(dataset))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(dataset.toString());
    }
    a.driver().makeReadOnly(dataset);
    a.driver().makeWritable(dataset);
  }

  @Test
  void aRecordIsReadBackWholeByAnotherProcess() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    VolumeRecord full =
        new VolumeRecord(
            dataset,
            ID_A,
            7,
            Optional.of(ID_B),
            9,
            Optional.of(Size.mebibytes(300)),
            Optional.of(name("s-1_x.y")));

    a.driver().writeRecord(full);

    assertThat(a().record(dataset)).isEqualTo(full);
    a.driver().writeRecord(VolumeRecord.created(dataset, ID_A, Optional.empty()));
    assertThat(a().record(dataset).head()).isEmpty();
  }

  @Test
  void aVolumeThatIsNotHereCannotBeUsed() throws IOException {
    DatasetId dataset = dataset();
    VolumeDriver driver = a().driver();
    assertThat(driver.find(dataset)).isEmpty();
    assertThat(driver.snapshots(dataset)).isEmpty();
    driver.destroy(dataset);
    assertThatThrownBy(() -> driver.makeWritable(dataset)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> driver.makeReadOnly(dataset)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> driver.snapshot(dataset, name("s")))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> driver.send(dataset, name("s"), Optional.empty()))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(
            () -> driver.writeRecord(VolumeRecord.created(dataset, ID_A, Optional.empty())))
        .isInstanceOf(ProblemException.class);
  }

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
  void aDestroyedVolumeIsGoneAndItsNameFreeAgain() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Path live = a.create(dataset);
    Files.writeString(live.resolve("f"), "x");
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));

    a.driver().destroy(dataset);
    a.driver().destroy(dataset);
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(a().driver().list()).noneMatch(v -> v.dataset().equals(dataset));
    assertThat(a().create(dataset)).isEmptyDirectory();
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
  void whatIsNotOursIsNeitherListedNorTouched() throws IOException {
    DatasetId dataset = dataset();
    List<Path> foreign = makeForeign();
    assertThat(foreign).isNotEmpty().allMatch(Files::exists);
    int before = a().driver().list().size();

    a().create(dataset);
    assertThat(a().driver().list()).hasSize(before + 1);
    a().driver().destroy(dataset);

    assertThat(a().driver().list()).hasSize(before);
    assertThat(foreign).allMatch(Files::exists);
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
