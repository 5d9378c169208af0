package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.linux.Mounts;
import io.flocker.storage.loopback.ImageFilesystem;
import io.flocker.storage.loopback.LoopbackDriver;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoopbackDriverTest extends VolumeDriverContract {

  private static final Size DEFAULT = Size.mebibytes(500);

  private TestDisk disk;

  @BeforeAll
  void makeDisk() throws IOException {
    disk = TestDisk.make(16, "mkfs.ext4", "-q", "-F");
  }

  /** Each mounted volume holds a loop device, of which a machine has few. */
  @AfterEach
  void destroyVolumes() throws IOException {
    for (TestNode node : List.of(a(), b(), xfs(ID_A), xfs(ID_B))) {
      node.driver().list().forEach(v -> node.driver().destroy(v.dataset()));
    }
  }

  @AfterAll
  void removeDisk() throws IOException {
    assertThat(Mounts.now().mounts())
        .noneMatch(m -> m.target().startsWith(disk.mount()) && !m.target().equals(disk.mount()));
    disk.close();
  }

  @Override
  VolumeDriver open(NodeId node, Commands commands) throws IOException {
    return open(node, ImageFilesystem.EXT4, commands);
  }

  private VolumeDriver open(NodeId node, ImageFilesystem filesystem, Commands commands)
      throws IOException {
    Path root = root(node, filesystem);
    Files.createDirectories(root);
    return new LoopbackDriver(root, filesystem, DEFAULT, commands);
  }

  private Path root(NodeId node, ImageFilesystem filesystem) {
    return disk.mount().resolve(filesystem + "-" + node);
  }

  private TestNode xfs(NodeId node) throws IOException {
    Commands commands = new Commands();
    return new TestNode(node, open(node, ImageFilesystem.XFS, commands), commands);
  }

  /** The kernel resizes a mounted ext4 only for who has CAP_SYS_RESOURCE (bit 24). */
  @Override
  boolean growsInUse() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("CapEff:"))
        .anyMatch(l -> (Long.parseLong(l.substring(7).strip(), 16) >> 24 & 1) == 1);
  }

  private Path home(DatasetId dataset) {
    return root(ID_A, ImageFilesystem.EXT4).resolve(dataset.toString());
  }

  @Override
  List<Path> makeForeign() throws IOException {
    a();
    Path file = home(dataset());
    Path directory = Files.createDirectories(home(dataset()));
    Files.writeString(file, "not ours");
    Files.writeString(directory.resolve("image"), "not ours");
    return List.of(file, directory.resolve("image"));
  }

  @Test
  void anXfsVolumeMovesAndGrowsAndSaysThatItCannotShrink() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = xfs(ID_A);
    TestNode b = xfs(ID_B);
    Files.write(a.create(dataset).resolve("f"), noise(3 << 20, 1));
    a.move(b, dataset, "s1");
    assertThat(b.live(dataset).resolve("f")).hasBinaryContent(noise(3 << 20, 1));

    b.driver().resize(dataset, Optional.of(Size.mebibytes(600)));
    assertThat(Files.getFileStore(b.live(dataset)).getTotalSpace()).isGreaterThan(520L << 20);
    assertThatThrownBy(() -> b.driver().resize(dataset, Optional.of(Size.mebibytes(400))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("xfs");
  }

  @Test
  void aFrozenExt4VolumeShrinks() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.write(a.create(dataset).resolve("f"), noise(10 << 20, 1));
    a.driver().makeReadOnly(dataset);
    a.driver().resize(dataset, Optional.of(Size.mebibytes(100)));
    assertThat(Files.size(home(dataset).resolve("image"))).isEqualTo(100 << 20);
    a.driver().makeWritable(dataset);
    assertThat(a.live(dataset).resolve("f")).hasBinaryContent(noise(10 << 20, 1));
    a.driver().makeReadOnly(dataset);
    assertThatThrownBy(() -> a.driver().resize(dataset, Optional.of(Size.mebibytes(8))))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void onlyWhatIsAllocatedTravels() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.write(a.create(dataset).resolve("f"), noise(10 << 20, 1));
    assertThat(a.driver().find(dataset).orElseThrow().used()).isLessThan(Size.mebibytes(60));
    assertThat(a.move(b(), dataset, "s1")).isBetween(10 << 20, 60 << 20);
  }

  @Test
  void aDifferenceAndASnapshotInUseAreRefused() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    a.create(dataset);
    assertThatThrownBy(() -> a.driver().snapshot(dataset, name("s1")))
        .isInstanceOf(ProblemException.class);
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));
    assertThatThrownBy(() -> a.driver().send(dataset, name("s1"), Optional.of(name("s0"))))
        .isInstanceOf(ProblemException.class);
    a.driver().makeWritable(dataset);
    assertThat(a.driver().snapshots(dataset)).isEmpty();
  }

  @Test
  void aDamagedStreamIsRefused() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.write(a.create(dataset).resolve("f"), noise(1 << 20, 1));
    a.driver().makeReadOnly(dataset);
    a.driver().snapshot(dataset, name("s1"));
    byte[] stream = a.streamOf(dataset, name("s1"), Optional.empty());
    stream[stream.length / 2] ^= 1;
    assertThatThrownBy(() -> b().take(a.record(dataset), name("s1"), Optional.empty(), stream))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("digest");
    assertThat(b().driver().find(dataset)).isEmpty();
  }

  @Test
  void aCreationCutShortIsRepeatedFromTheBeginning() throws IOException {
    DatasetId dataset = dataset();
    a();
    Path half = home(dataset).resolveSibling(".new-" + dataset);
    Files.createDirectories(half.resolve("mount"));
    Files.writeString(half.resolve("image"), "half");
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(a().create(dataset)).isEmptyDirectory();
    assertThat(half).doesNotExist();
  }

  @Test
  void anActivationCutShortAtAnyStepIsRepeated() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(b.create(dataset).resolve("f"), "head");
    b.driver().makeReadOnly(dataset);
    b.driver().snapshot(dataset, name("s1"));
    b.push(a, dataset, name("s1"), Optional.empty());
    VolumeRecord toDo = b.record(dataset).ownedBy(ID_A, 2).withHead(Optional.of(name("s1")));
    assertThatThrownBy(() -> a.driver().makeWritable(dataset)).isInstanceOf(ProblemException.class);

    a.driver().snapshot(dataset, name("s1"));
    a.driver().writeRecord(toDo);
    Files.move(home(dataset).resolve("received"), home(dataset).resolve("image"));
    assertThat(a().driver().makeWritable(dataset).resolve("f")).hasContent("head");
    assertThat(a().record(dataset).head()).isEmpty();

    // Killed when it was mounted, before the head was cleared.
    a.driver().writeRecord(toDo);
    Files.writeString(home(dataset).resolve("snapshots/s1"), "");
    assertThat(a().driver().makeWritable(dataset).resolve("f")).hasContent("head");
    assertThat(a().record(dataset).head()).isEmpty();
    assertThat(a().driver().snapshots(dataset)).isEmpty();
  }

  @Test
  void whatIsNotMountedCannotBeWrittenTo() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Path live = a.create(dataset);
    a.driver().makeReadOnly(dataset);
    assertThatThrownBy(() -> Files.writeString(live.resolve("f"), "lost"))
        .isInstanceOf(IOException.class);
    assertThat(a.driver().makeWritable(dataset)).isEmptyDirectory();
  }
}
