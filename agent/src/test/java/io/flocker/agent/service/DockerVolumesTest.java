package io.flocker.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.agent.half.Half;
import io.flocker.agent.plugin.DockerClient;
import io.flocker.agent.plugin.StubControl;
import io.flocker.agent.unit.BtrfsDisk;
import io.flocker.agent.uplink.TestCluster;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Docker's volumes on a whole agent: real sockets, btrfs, TLS to the control service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerVolumesTest {

  private final BtrfsDisk disk = new BtrfsDisk();
  @TempDir private Path temporary;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestCluster cluster;
  private TestHost host;
  private StubControl.State state;
  private StubControl control;

  @BeforeAll
  void makeDisk() throws IOException {
    disk.make();
  }

  @AfterAll
  void removeDisk() throws IOException {
    disk.close();
  }

  @BeforeEach
  void begin() throws IOException {
    cluster = new TestCluster(temporary);
    host = open(new TestHost(cluster, "127.0.0.2", temporary, disk.directory()));
    state = new StubControl.State(host.id);
    control = open(new StubControl(cluster, 0, state));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    opened.clear();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(2));
  }

  private DockerClient.Answer call(String call, String name, String id) throws IOException {
    return DockerClient.once(
        host.pluginSocket(), "VolumeDriver." + call, Map.of("Name", name, "ID", id));
  }

  private DockerClient.Answer done(String call, String name, String id) throws IOException {
    DockerClient.Answer answer = call(call, name, id);
    assertThat(answer.error()).describedAs("%s of %s", call, name).isEmpty();
    return answer;
  }

  private void restartAgent(Half half) throws Exception {
    host.stop(half);
    host.startJoined(control.port(), half);
  }

  @ParameterizedTest
  @EnumSource(names = {"BOTH", "DATASETS"})
  void what_docker_does_for_a_new_volume(Half half) throws Exception {
    host.startJoined(control.port(), half);
    assertThat(call("Get", "data", "").error()).contains("volume data: no such volume");
    done("Create", "data", "");
    assertThat(done("Get", "data", "").body().at("/Volume/Status/reason").asText())
        .contains("made where it is first used");
    String path = done("Mount", "data", "copy").mountpoint();
    assertThat(done("Get", "data", "").body().at("/Volume/Mountpoint").asText()).isEqualTo(path);
    Files.writeString(Path.of(path).resolve("file"), "of the image");
    done("Unmount", "data", "copy");
    eventually().until(() -> !state.isLeased("data"));
    done("Get", "data", "");
    assertThat(done("Mount", "data", "container").mountpoint()).isEqualTo(path);
    assertThat(Path.of(path).resolve("file")).hasContent("of the image");
    eventually().until(() -> state.isLeased("data"));
    assertThat(done("Path", "data", "").mountpoint()).isEqualTo(path);
  }

  private DockerClient.Answer create(String name, Map<String, String> options) throws IOException {
    return DockerClient.once(
        host.pluginSocket(), "VolumeDriver.Create", Map.of("Name", name, "Opts", options));
  }

  @Test
  void a_volume_has_the_options_of_the_backend_that_docker_gives() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    assertThat(create("data", Map.of("btrfs.compression", "zlib")).error()).isEmpty();
    String path = done("Mount", "data", "one").mountpoint();
    assertThat(new Commands().check(Command.of("btrfs", "property", "get", path, "compression")))
        .isEqualTo("compression=zlib\n");
  }

  @Test
  void options_of_another_backend_end_the_mount_and_not_its_patience() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    assertThat(create("data", Map.of("zfs.compression", "lz4", "size", "1g")).error()).isEmpty();
    assertThat(call("Mount", "data", "one").error())
        .contains("asked for with zfs.compression")
        .contains("this node keeps its volumes on btrfs")
        // What a mount says whose patience has ended.
        .doesNotContain("it is not on this node yet");
    eventually().until(() -> !state.isLeased("data"));
  }

  @Test
  void what_docker_has_mounted_stays_though_nobody_wants_it_any_more() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    done("Create", "data", "");
    Path path = Path.of(done("Mount", "data", "one").mountpoint());
    assertThat(call("Remove", "data", "").error())
        .contains("containers of Docker's use it on this node");
    Files.writeString(path.resolve("still"), "writable");
    done("Unmount", "data", "one");
    done("Remove", "data", "");
    assertThat(state.has("data")).isFalse();
    done("Remove", "data", "");
  }

  @Test
  void what_docker_has_mounted_is_not_destroyed_before_it_is_unmounted() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    done("Create", "data", "");
    Path path = Path.of(done("Mount", "data", "one").mountpoint());
    control.destroy("data");
    eventually()
        .until(() ->
            control.problems.stream()
                .anyMatch(what -> what.contains("containers of Docker's use it on this node")));
    Files.writeString(path.resolve("still"), "writable");
    done("Unmount", "data", "one");
    eventually().until(() -> !Files.exists(path));
  }

  @Test
  void without_a_control_service_what_is_here_is_mounted_even_by_a_new_agent() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    done("Create", "data", "");
    Path path = Path.of(done("Mount", "data", "one").mountpoint());
    done("Unmount", "data", "one");
    eventually().until(() -> !state.isLeased("data"));
    awaitKept();
    int port = control.port();
    control.close();
    host.stop(Half.BOTH);
    host.start(port, Half.BOTH);

    assertThat(done("Mount", "data", "two").mountpoint()).isEqualTo(path.toString());
    Files.writeString(path.resolve("file"), "offline");
    assertThat(done("Get", "data", "").body().at("/Volume/Status/lease").asText())
        .isEqualTo("127.0.0.2");
    assertThat(done("List", "", "").body().at("/Volumes/0/Name").asText()).isEqualTo("data");
    assertThat(call("Create", "new", "").error())
        .contains("the control service cannot be reached since");
    assertThat(state.isLeased("data")).isFalse();

    control = open(new StubControl(cluster, port, state));
    eventually().until(() -> state.isLeased("data"));
    control.close();
    done("Unmount", "data", "two");
    assertThat(state.isLeased("data")).isTrue();
    control = open(new StubControl(cluster, port, state));
    eventually().until(() -> !state.isLeased("data"));
  }

  /** What is wanted is written to the disk a moment after it was told. */
  private void awaitKept() {
    eventually()
        .until(() ->
            Files.exists(host.wanted(Half.BOTH))
                && new String(
                        Files.readAllBytes(host.wanted(Half.BOTH)),
                        java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains("data"));
  }

  @Test
  void mounts_outlive_the_agent_and_end_with_the_boot() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    done("Create", "data", "");
    done("Mount", "data", "one");
    restartAgent(Half.BOTH);
    assertThat(call("Remove", "data", "").error()).contains("use it on this node");
    host.reboot(state.dataset("data"));
    host.startJoined(control.port(), Half.BOTH);
    eventually().until(() -> !state.isLeased("data"));
    assertThat(done("Mount", "data", "two").mountpoint()).isNotEmpty();
    eventually().until(() -> state.isLeased("data"));
  }

  @Test
  void an_engine_that_begins_anew_keeps_what_its_containers_use() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    done("Create", "data", "");
    done("Mount", "data", "one");
    host.containers.runOnVolumes(Set.of("data"));
    host.containers.restart();
    assertThat(call("Remove", "data", "").error()).contains("use it on this node");
    done("Unmount", "data", "one");
    eventually().until(() -> !state.isLeased("data"));
  }

  @Test
  void a_local_volume_is_mounted_quickly() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    done("Create", "data", "");
    done("Mount", "data", "first");
    List<Long> millis = new ArrayList<>();
    try (DockerClient client = new DockerClient(host.pluginSocket())) {
      for (int i = 0; i < 60; i++) {
        String id = UUID.randomUUID().toString();
        long start = System.nanoTime();
        assertThat(client.call("VolumeDriver.Mount", Map.of("Name", "data", "ID", id)).error())
            .isEmpty();
        millis.add((System.nanoTime() - start) / 1_000_000);
        assertThat(client.call("VolumeDriver.Unmount", Map.of("Name", "data", "ID", id)).error())
            .isEmpty();
      }
    }
    Long[] sorted = millis.stream().sorted().toArray(Long[]::new);
    System.out.println("mount of a local volume, ms: " + Arrays.toString(sorted));
    // The goal is 30 on a machine that does nothing else; the disk may be busy for others.
    assertThat(sorted[sorted.length / 2]).isLessThan(3_000);
  }

  @Test
  void two_hundred_volumes_are_listed_by_one_question() throws Exception {
    host.startJoined(control.port(), Half.BOTH);
    for (int i = 0; i < 200; i++) {
      done("Create", "volume-" + i, "");
    }
    control.asked.clear();
    assertThat(done("List", "", "").body().at("/Volumes").size()).isEqualTo(200);
    assertThat(control.asked).containsExactly("list ");
  }
}
