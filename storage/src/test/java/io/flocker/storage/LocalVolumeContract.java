package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every driver does with the volumes of one node, whatever it stands on. A subclass makes two
 * nodes on real filesystems of their own; it needs root and the driver's programs, and fails
 * without them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LocalVolumeContract {

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
            Optional.of(name("s-1_x.y")),
            VolumeProperties.of(Map.of("zfs.atime", "off", "btrfs.datacow", "on")));

    a.driver().writeRecord(full);

    assertThat(a().record(dataset)).isEqualTo(full);
    a.driver().writeRecord(VolumeRecord.created(dataset, ID_A, Optional.empty()));
    assertThat(a().record(dataset).head()).isEmpty();
  }

  @Test
  void aVolumeWithOptionsOfAnotherBackendIsNotMade() throws IOException {
    DatasetId dataset = dataset();
    VolumeDriver driver = a().driver();
    VolumeRecord plain = VolumeRecord.created(dataset, ID_A, Optional.empty());
    boolean zfs = driver.name().equals("zfs");
    String foreign = zfs ? "btrfs.compression" : "zfs.compression";
    VolumeRecord wanted = plain.with(VolumeProperties.of(Map.of(foreign, zfs ? "zlib" : "lz4")));

    assertThatThrownBy(() -> driver.create(wanted))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(dataset.toString())
        .hasMessageContaining(foreign)
        .hasMessageContaining(driver.name());
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(a().create(dataset)).isEmptyDirectory();
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
}
