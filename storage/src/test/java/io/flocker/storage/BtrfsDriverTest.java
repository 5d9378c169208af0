package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.btrfs.BtrfsDriver;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BtrfsDriverTest extends IncrementalContract {

  private TestDisk diskA;
  private TestDisk diskB;

  @BeforeAll
  void makeDisks() throws IOException {
    diskA = TestDisk.make(4, "mkfs.btrfs", "-q");
    diskB = TestDisk.make(4, "mkfs.btrfs", "-q");
  }

  @AfterAll
  void removeDisks() throws IOException {
    diskA.close();
    diskB.close();
  }

  @Override
  VolumeDriver open(NodeId node, Commands commands) throws IOException {
    Path root = (node.equals(ID_A) ? diskA : diskB).mount().resolve("volumes");
    Files.createDirectories(root);
    return new BtrfsDriver(root, commands);
  }

  private Path home(DatasetId dataset) {
    return diskA.mount().resolve("volumes").resolve(dataset.toString());
  }

  @Override
  List<Path> makeForeign() throws IOException {
    Path subvolume = home(dataset());
    Path named = diskA.mount().resolve("volumes").resolve("other");
    Files.createDirectories(subvolume.getParent());
    for (Path path : List.of(subvolume, named)) {
      TestDisk.run(Command.of("btrfs", "-q", "subvolume", "create", path.toString()));
      Files.writeString(path.resolve("f"), "not ours");
    }
    return List.of(subvolume.resolve("f"), named.resolve("f"));
  }

  @Test
  void somethingWithoutARecordIsNotTakenForTheVolume() throws IOException {
    DatasetId dataset = dataset();
    Files.createDirectories(home(dataset).resolve("data"));
    Files.writeString(home(dataset).resolve("data/f"), "not ours");
    assertThatThrownBy(() -> a().create(dataset)).isInstanceOf(ProblemException.class);
    assertThat(home(dataset).resolve("data/f")).hasContent("not ours");
  }

  @Test
  void aLimitThatNotEvenAnEmptyVolumeKeepsIsRefused() throws IOException {
    DatasetId dataset = dataset();
    VolumeRecord tiny = VolumeRecord.created(dataset, ID_A, Optional.of(new Size(10)));
    assertThatThrownBy(() -> a().driver().create(tiny))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("limit");
    assertThat(a().driver().find(dataset)).isEmpty();
    a().driver().create(VolumeRecord.created(dataset, ID_A, Optional.of(Size.mebibytes(10))));
    assertThat(a().driver().find(dataset)).isPresent();
  }

  @Test
  void aLimitHoldsAgainAfterTheKernelHasLostCount() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    VolumeRecord limited = VolumeRecord.created(dataset, ID_A, Optional.of(Size.mebibytes(30)));
    a.driver().create(limited);
    Path live = a.driver().makeWritable(dataset);
    writeDurably(live.resolve("f"), 4);
    a.driver().snapshot(dataset, name("s1"));
    writeDurably(live.resolve("g"), 1);

    loseCount(live);
    assertThat(a.driver().list()).isNotEmpty();
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !hasLostCount());
    assertThatThrownBy(() -> writeInParts(live, 40)).isInstanceOf(IOException.class);

    loseCount(live);
    a.driver().resize(dataset, Optional.of(Size.mebibytes(60)));
    assertThat(hasLostCount()).isFalse();
    assertThatThrownBy(() -> writeInParts(live, 70)).isInstanceOf(IOException.class);
  }

  /** Part by part: what is not yet written out is counted by other means. */
  private static void writeInParts(Path folder, int mebibytes) throws IOException {
    for (int i = 0; i < mebibytes; i++) {
      writeDurably(folder.resolve("part" + i), 1);
    }
  }

  /** To count a group for a new one above it, which it shares extents with, needs a rescan. */
  private void loseCount(Path subvolume) throws IOException {
    String root = diskA.mount().toString();
    String id = said("btrfs", "inspect-internal", "rootid", subvolume.toString());
    TestDisk.run(Command.of("btrfs", "qgroup", "create", "1/" + id, root));
    TestDisk.run(
        Command.of("btrfs", "qgroup", "assign", "--no-rescan", "0/" + id, "1/" + id, root));
    TestDisk.run(
        Command.of("btrfs", "qgroup", "remove", "--no-rescan", "0/" + id, "1/" + id, root));
    TestDisk.run(Command.of("btrfs", "qgroup", "destroy", "1/" + id, root));
    assertThat(hasLostCount()).isTrue();
  }

  private boolean hasLostCount() throws IOException {
    String filesystem = said("findmnt", "-no", "UUID", diskA.mount().toString());
    Path sign = Path.of("/sys/fs/btrfs", filesystem, "qgroups/inconsistent");
    return Files.readString(sign).startsWith("1");
  }

  private static String said(String... line) {
    return new Commands().check(Command.of(line)).strip();
  }

  @Test
  void aRecordThatCannotBeReadStopsEverythingThatWouldNeedIt() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    Path record = home(dataset).resolve("record.json");
    String valid = Files.readString(record);
    for (String broken : List.of("", "{", "{\"version\":2}", valid.replace(":1,", ":7,"))) {
      Files.writeString(record, broken);
      assertThatThrownBy(() -> a.driver().list())
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(record.toString());
      assertThatThrownBy(() -> a.driver().destroy(dataset)).isInstanceOf(ProblemException.class);
    }
    Files.writeString(record, valid);
    a.driver().destroy(dataset);
  }

  @Test
  void aCreationCutShortIsRepeatedFromTheBeginning() throws IOException {
    DatasetId dataset = dataset();
    Path half = home(dataset).resolveSibling(".new-" + dataset);
    a();
    Files.createDirectories(half.resolve("snapshots"));
    TestDisk.run(Command.of("btrfs", "-q", "subvolume", "create", half.resolve("data").toString()));
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(a().create(dataset)).isEmptyDirectory();
    assertThat(half).doesNotExist();
  }

  @Test
  void anActivationCutShortAtAnyStepIsRepeated() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.writeString(a.create(dataset).resolve("f"), "head");
    a.driver().snapshot(dataset, name("s1"));
    Files.writeString(a.live(dataset).resolve("f"), "older live content");
    VolumeRecord toDo = a.record(dataset).withHead(Optional.of(name("s1")));

    a.driver().writeRecord(toDo);
    snapshot(home(dataset).resolve("snapshots/s1/s1"), home(dataset).resolve(".new-data"));
    assertThat(a().driver().makeWritable(dataset).resolve("f")).hasContent("head");

    a.driver().writeRecord(toDo);
    TestDisk.run(
        Command.of("btrfs", "-q", "subvolume", "delete", home(dataset).resolve("data").toString()));
    snapshot(home(dataset).resolve("snapshots/s1/s1"), home(dataset).resolve(".new-data"));
    assertThat(a().driver().makeWritable(dataset).resolve("f")).hasContent("head");

    assertThat(a().record(dataset).head()).isEmpty();
    assertThat(home(dataset).resolve(".new-data")).doesNotExist();
  }

  private static void snapshot(Path from, Path to) {
    TestDisk.run(
        Command.of("btrfs", "-q", "subvolume", "snapshot", from.toString(), to.toString()));
  }

  @Test
  void whatAKilledReceiverLeftIsNoSnapshotAndIsSwept() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.writeString(a.create(dataset).resolve("f"), "x");
    a.driver().snapshot(dataset, name("s1"));
    a.driver().makeReadOnly(dataset);
    Path left = Files.createDirectory(home(dataset).resolve(".incoming-left"));
    TestDisk.run(
        Command.of(
            "btrfs",
            "-q",
            "subvolume",
            "snapshot",
            "-r",
            home(dataset).resolve("data").toString(),
            left.resolve("s2").toString()));
    Path folder = Files.createDirectory(home(dataset).resolve("snapshots/s0"));

    assertThat(a().snapshotNames(dataset)).containsExactly(name("s1"));
    a().driver().retire(dataset);
    assertThat(left).doesNotExist();
    assertThat(folder).doesNotExist();
    assertThat(a().snapshotNames(dataset)).containsExactly(name("s1"));
  }

  private static VolumeRecord with(DatasetId dataset, String option, String value) {
    return VolumeRecord.created(dataset, ID_A, Optional.empty())
        .with(VolumeProperties.of(Map.of(option, value)));
  }

  private static String compression(Path path) {
    return new Commands()
        .check(Command.of("btrfs", "property", "get", path.toString(), "compression"))
        .strip();
  }

  /** Whether a file that is made there now is not copied on write. */
  private static boolean isOverwrittenInPlace(Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("new-" + UUID.randomUUID()));
    String flags = new Commands().check(Command.of("lsattr", file.toString()));
    return flags.substring(0, flags.indexOf(' ')).contains("C");
  }

  @Test
  void aCompressionIsThereFromTheBeginningAndStaysThroughMoves() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    a.driver().create(with(dataset, "btrfs.compression", "zlib"));
    Path folder = Files.createDirectory(a.driver().makeWritable(dataset).resolve("folder"));
    Files.writeString(folder.resolve("f"), "x");
    assertThat(compression(a.live(dataset))).isEqualTo("compression=zlib");
    assertThat(compression(folder.resolve("f"))).isEqualTo("compression=zlib");

    a.move(b, dataset, "s1");
    assertThat(compression(b.live(dataset))).isEqualTo("compression=zlib");
    Path made = Files.writeString(b.live(dataset).resolve("folder/g"), "x");
    assertThat(compression(made)).isEqualTo("compression=zlib");
    assertThat(b().record(dataset).properties().values())
        .isEqualTo(Map.of("btrfs.compression", "zlib"));
    b.move(a, dataset, "s2");
    assertThat(compression(a.live(dataset))).isEqualTo("compression=zlib");
  }

  @Test
  void whatIsNotToBeCopiedOnWriteIsNotInAnyFolderAlsoAfterAMove() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    a.driver().create(with(dataset, "btrfs.datacow", "off"));
    Path live = a.driver().makeWritable(dataset);
    Files.createDirectories(live.resolve("one/two"));
    assertThat(isOverwrittenInPlace(live)).isTrue();
    assertThat(isOverwrittenInPlace(live.resolve("one/two"))).isTrue();

    a.move(b, dataset, "s1");
    assertThat(isOverwrittenInPlace(b.live(dataset))).isTrue();
    assertThat(isOverwrittenInPlace(b.live(dataset).resolve("one/two"))).isTrue();
  }

  @Test
  void aCloneHasItsOwnOptions() throws IOException {
    DatasetId parent = dataset();
    TestNode a = a();
    a.driver().create(with(parent, "btrfs.compression", "zlib"));
    a.driver().snapshot(parent, name("s1"));
    DatasetId compressed = dataset();
    DatasetId plain = dataset();
    a.driver().clone(parent, name("s1"), with(compressed, "btrfs.compression", "lzo"));
    a.driver().clone(parent, name("s1"), with(plain, "btrfs.compression", "none"));
    assertThat(compression(a.live(compressed))).isEqualTo("compression=lzo");
    assertThat(compression(a.live(plain))).isIn("", "compression=none");
    assertThat(compression(a.live(parent))).isEqualTo("compression=zlib");
  }

  @Test
  void nothingIsCompressedThatIsNotCopiedOnWrite() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    VolumeRecord plain = VolumeRecord.created(dataset, ID_A, Optional.empty());
    a.driver()
        .create(
            plain.with(
                VolumeProperties.of(Map.of("btrfs.datacow", "off", "btrfs.compression", "none"))));
    assertThat(isOverwrittenInPlace(a.live(dataset))).isTrue();
    a.move(b(), dataset, "s1");
    assertThat(isOverwrittenInPlace(b().live(dataset))).isTrue();
  }

  @Test
  void aSubvolumeInsideAVolumeIsNotLeftOutInSilence() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Path nested = a.create(dataset).resolve("nested");
    TestDisk.run(Command.of("btrfs", "-q", "subvolume", "create", nested.toString()));
    assertThatThrownBy(() -> a.driver().snapshot(dataset, name("s1")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("subvolumes");
    TestDisk.run(Command.of("btrfs", "-q", "subvolume", "delete", nested.toString()));
    a.driver().snapshot(dataset, name("s1"));
  }
}
