package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.linux.Mounts;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.zfs.ZfsDriver;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ZfsDriverTest extends IncrementalContract {

  private static final String POOL_A = "flockertest-a";
  private static final String POOL_B = "flockertest-b";

  private Path directory;
  private Optional<TestZfsDaemon> daemon = Optional.empty();

  @BeforeAll
  void makePools() throws IOException, InterruptedException {
    daemon = TestZfsDaemon.start();
    directory = Files.createTempDirectory("flocker-zfs-");
    for (String pool : List.of(POOL_A, POOL_B)) {
      Path vdev = directory.resolve(pool + ".img");
      try (RandomAccessFile file = new RandomAccessFile(vdev.toFile(), "rw")) {
        file.setLength(2L << 30);
      }
      Files.createDirectory(directory.resolve(pool));
      TestDisk.run(Command.of("zpool", "create", "-m", "none", pool, vdev.toString()));
    }
  }

  @AfterAll
  void clearUp() throws IOException, InterruptedException {
    try {
      removePools();
    } finally {
      if (daemon.isPresent()) {
        daemon.get().stop();
      }
    }
  }

  private void removePools() throws IOException {
    for (String pool : List.of(POOL_A, POOL_B)) {
      for (Mounts.Mount mount : Mounts.now().mounts()) {
        if (mount.source().startsWith(pool + "/")) {
          TestDisk.run(Command.of("umount", mount.target().toString()));
        }
      }
      TestDisk.runUntilIdle(Command.of("zpool", "destroy", "-f", pool));
      TestDisk.run(Command.of("chattr", "-R", "-f", "-i", directory.resolve(pool).toString()));
    }
    TestDisk.run(Command.of("rm", "-r", "--one-file-system", directory.toString()));
  }

  @Override
  VolumeDriver open(NodeId node, Commands commands) {
    String pool = node.equals(ID_A) ? POOL_A : POOL_B;
    return new ZfsDriver(pool, directory.resolve(pool), commands);
  }

  /** What was unmounted a moment ago may be called busy, which the drivers wait out too. */
  private static void zfs(String... arguments) {
    TestDisk.runUntilIdle(Command.of("zfs").with(arguments));
  }

  private static String filesystem(DatasetId dataset) {
    return POOL_A + "/" + dataset;
  }

  @Override
  List<Path> makeForeign() throws IOException {
    Path named = directory.resolve("other");
    zfs("create", "-o", "mountpoint=" + named, filesystem(dataset()));
    Files.writeString(named.resolve("f"), "not ours");
    return List.of(named.resolve("f"));
  }

  @Test
  void aFilesystemThatIsNotOursIsNotTakenForTheVolume() throws IOException {
    DatasetId dataset = dataset();
    zfs("create", "-o", "mountpoint=none", filesystem(dataset));
    assertThatThrownBy(() -> a().create(dataset)).isInstanceOf(ProblemException.class);
    a().driver().destroy(dataset);
    TestDisk.run(Command.of("zfs", "list", filesystem(dataset)));
  }

  @Test
  void aCreationCutShortIsRepeatedFromTheBeginning() throws IOException {
    DatasetId dataset = dataset();
    zfs("create", "-o", "flocker:ours=" + dataset, "-o", "mountpoint=none", filesystem(dataset));
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(a().create(dataset)).isEmptyDirectory();
  }

  @Test
  void anActivationCutShortAtAnyStepIsRepeated() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Files.writeString(a.create(dataset).resolve("f"), "head");
    a.driver().snapshot(dataset, name("s1"));
    Files.writeString(a.live(dataset).resolve("f"), "older live content");
    a.driver().makeReadOnly(dataset);
    a.driver().retire(dataset);
    VolumeRecord toDo = a.record(dataset).withHead(Optional.of(name("s1")));
    for (String[] step :
        List.of(
            new String[] {"rollback", filesystem(dataset) + "@s1"},
            new String[] {"set", "readonly=off", filesystem(dataset)},
            new String[] {"mount", filesystem(dataset)},
            new String[] {"set", "flocker:live=on", filesystem(dataset)})) {
      a.driver().retire(dataset);
      a.driver().writeRecord(toDo);
      zfs(step);
      assertThat(a().driver().makeWritable(dataset).resolve("f")).hasContent("head");
      assertThat(a().record(dataset).head()).isEmpty();
    }
  }

  @Test
  void whatZfsFuseWouldForgetIsWrittenAtOnce() throws IOException {
    DatasetId dataset = dataset();
    Path path = a().create(dataset);
    assertKeepsWhatIsSynced(path);
    a().driver().makeReadOnly(dataset);
    assertKeepsWhatIsSynced(a().driver().makeWritable(dataset));
    // As after a crash between the two steps.
    zfs("umount", filesystem(dataset));
    zfs("mount", filesystem(dataset));
    assertKeepsWhatIsSynced(a().driver().makeWritable(dataset));
  }

  private static void assertKeepsWhatIsSynced(Path path) throws IOException {
    Mounts.Mount mount = Mounts.now().at(path).orElseThrow();
    assertThat(mount.type().equals("zfs") || mount.options().contains("sync"))
        .as("%s", mount)
        .isTrue();
  }

  @Test
  void aReceiveCutShortBeforeItTookTheCopysPlaceIsRepeated() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    Files.writeString(b.create(dataset).resolve("f"), "x");
    b.driver().snapshot(dataset, name("s1"));
    b.push(a, dataset, name("s1"), Optional.empty());
    zfs("rename", filesystem(dataset), POOL_A + "/incoming/" + dataset);
    assertThat(a().driver().find(dataset)).isEmpty();

    b.push(a, dataset, name("s1"), Optional.empty());
    assertThat(a().driver().snapshots(dataset)).isEqualTo(b.driver().snapshots(dataset));
  }

  @Test
  void whatIsNotMountedCannotBeWrittenToAndIsNotCalledWritable() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    Path live = a.create(dataset);
    zfs("umount", filesystem(dataset));
    assertThat(a.driver().find(dataset).orElseThrow().writable()).isFalse();
    assertThat(a.driver().find(dataset).orElseThrow().path()).isEmpty();
    assertThatThrownBy(() -> Files.writeString(live.resolve("f"), "lost"))
        .isInstanceOf(IOException.class);
    assertThat(a.driver().makeWritable(dataset)).isEqualTo(live);
    Files.writeString(live.resolve("f"), "kept");
  }

  private static String property(String pool, DatasetId dataset, String name) {
    return new Commands()
        .check(
            Command.of("zfs", "get", "-H", "-p", "-o", "value,source", name, pool + "/" + dataset))
        .strip();
  }

  private static final VolumeProperties TUNED =
      VolumeProperties.of(
          Map.of(
              "zfs.compression", "gzip-1",
              "zfs.recordsize", "16k",
              "zfs.atime", "off",
              "zfs.logbias", "throughput"));

  private static void assertTuned(String pool, DatasetId dataset) {
    assertThat(property(pool, dataset, "compression")).isEqualTo("gzip-1\tlocal");
    assertThat(property(pool, dataset, "recordsize")).isEqualTo("16384\tlocal");
    assertThat(property(pool, dataset, "atime")).isIn("off\tlocal", "off\ttemporary");
    assertThat(property(pool, dataset, "logbias")).isEqualTo("throughput\tlocal");
  }

  @Test
  void optionsAreThereFromTheBeginningAndStayThroughMoves() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    a.driver().create(VolumeRecord.created(dataset, ID_A, Optional.empty()).with(TUNED));
    assertTuned(POOL_A, dataset);
    Files.write(a.driver().makeWritable(dataset).resolve("f"), new byte[8 << 20]);

    a.move(b, dataset, "s1");
    assertTuned(POOL_B, dataset);
    assertThat(b().record(dataset).properties()).isEqualTo(TUNED);
    assertThat(b().driver().find(dataset).orElseThrow().used().bytes())
        .as("what arrives is compressed too")
        .isLessThan(1 << 20);

    Files.writeString(b.live(dataset).resolve("g"), "more");
    b.move(a, dataset, "s2");
    assertTuned(POOL_A, dataset);
    assertThat(a.read(dataset, "g")).isEqualTo("more");
    a.driver().destroy(dataset);
    assertThat(a().driver().find(dataset)).isEmpty();
  }

  @Test
  void aReceiveOfAVolumeWithOptionsThatWasCutShortIsRepeated() throws IOException {
    DatasetId dataset = dataset();
    TestNode a = a();
    TestNode b = b();
    b.driver().create(VolumeRecord.created(dataset, ID_B, Optional.empty()).with(TUNED));
    Files.writeString(b.driver().makeWritable(dataset).resolve("f"), "x");
    b.driver().snapshot(dataset, name("s1"));
    b.push(a, dataset, name("s1"), Optional.empty());
    String arrival = POOL_A + "/incoming/" + dataset;
    zfs("create", "-o", "mountpoint=none", arrival);
    zfs("rename", filesystem(dataset), arrival + "/content");
    assertThat(a().driver().find(dataset)).isEmpty();

    b.push(a, dataset, name("s1"), Optional.empty());
    assertThat(a().driver().snapshots(dataset)).isEqualTo(b.driver().snapshots(dataset));
    assertTuned(POOL_A, dataset);
    assertThat(new Commands().run(Command.of("zfs", "list", arrival)).succeeded()).isFalse();
  }

  @Test
  void aCloneHasItsOwnOptions() throws IOException {
    DatasetId parent = dataset();
    DatasetId child = dataset();
    TestNode a = a();
    a.create(parent);
    a.driver().snapshot(parent, name("s1"));
    a.driver()
        .clone(parent, name("s1"), VolumeRecord.created(child, ID_A, Optional.empty()).with(TUNED));
    assertTuned(POOL_A, child);
    assertThat(property(POOL_A, parent, "compression")).startsWith("off\t");
  }

  @Test
  void anOptionThatThePoolDoesNotKnowIsToldAndLeavesNothing() throws IOException {
    assumeThat(daemon).as("zfs-fuse, which has no lz4").isPresent();
    DatasetId dataset = dataset();
    TestNode a = a();
    VolumeRecord plain = VolumeRecord.created(dataset, ID_A, Optional.empty());
    VolumeRecord lz4 = plain.with(VolumeProperties.of(Map.of("zfs.compression", "lz4")));
    assertThatThrownBy(() -> a.driver().create(lz4))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(dataset.toString())
        .hasMessageContaining("compression");
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(new Commands().run(Command.of("zfs", "list", filesystem(dataset))).succeeded())
        .isFalse();

    // Nor does it arrive in a move, of which nothing is committed then.
    assertThatThrownBy(() -> a.driver().receive(lz4, name("s1"), Optional.empty()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("compression");
    assertThat(a().driver().find(dataset)).isEmpty();
    assertThat(a().create(dataset)).isEmptyDirectory();
  }

  @Test
  void aParentCanGoBeforeItsClone() throws IOException {
    DatasetId parent = dataset();
    DatasetId child = dataset();
    TestNode a = a();
    Files.writeString(a.create(parent).resolve("f"), "shared");
    a.driver().snapshot(parent, name("s1"));
    a.driver().clone(parent, name("s1"), VolumeRecord.created(child, ID_A, Optional.empty()));
    a.driver().destroySnapshot(parent, name("s1"));
    assertThat(a.driver().snapshots(parent)).isEmpty();

    a.driver().destroy(parent);
    assertThat(a.driver().find(parent)).isEmpty();
    assertThat(a.read(child, "f")).isEqualTo("shared");
  }
}
