package io.flocker.storage;

import static io.flocker.storage.TestNode.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
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
  void removePools() throws IOException, InterruptedException {
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
    if (daemon.isPresent()) {
      daemon.get().stop();
    }
  }

  @Override
  VolumeDriver open(NodeId node, Commands commands) {
    String pool = node.equals(ID_A) ? POOL_A : POOL_B;
    return new ZfsDriver(pool, directory.resolve(pool), commands);
  }

  private static void zfs(String... arguments) {
    TestDisk.run(Command.of("zfs").with(arguments));
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
    TestDisk.runUntilIdle(Command.of("zfs", "umount", filesystem(dataset)));
    TestDisk.runUntilIdle(Command.of("zfs", "mount", filesystem(dataset)));
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
