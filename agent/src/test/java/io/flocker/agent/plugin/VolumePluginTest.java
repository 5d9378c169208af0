package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When Docker is made to look for the plugin; the node and the control service are in memory. */
class VolumePluginTest {

  @TempDir private Path folder;
  private final TestLocalVolumes local = new TestLocalVolumes();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private VolumePlugin plugin;

  @BeforeEach
  void make() {
    plugin =
        VolumePlugin.of(
            local,
            new TestControlVolumes(),
            MountLedger.open(folder.resolve("mounts.json"), "boot", InstantSource.system()),
            new News(),
            clock,
            NodeVolumes.Times.STANDARD,
            DockerPlugin.Patience.STANDARD,
            StaleMounts.Times.STANDARD);
  }

  @AfterEach
  void stop() {
    plugin.close();
    clock.shutdownNow();
  }

  private void serve() {
    plugin.serve(
        new PluginOptions(
            folder.resolve("mounts.json"), List.of(folder.resolve("it.sock")), Optional.empty()));
  }

  @Test
  void docker_looks_for_it_once_it_is_served_and_whenever_docker_begins_anew() {
    plugin.engineBegan();
    serve();
    await().until(() -> local.introductions.get() == 1);
    plugin.engineBegan();
    await().until(() -> local.introductions.get() == 2);
  }

  @Test
  void docker_that_is_away_is_asked_again_when_it_begins() {
    local.engineAway = true;
    serve();
    await().until(() -> local.introductions.get() == 1);
    local.engineAway = false;
    plugin.engineBegan();
    await().until(() -> local.introductions.get() == 2);
  }

  @Test
  void where_it_is_not_served_docker_is_left_alone() {
    plugin.serve(PluginOptions.none(folder.resolve("mounts.json")));
    plugin.engineBegan();
    await()
        .during(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(local.introductions).hasValue(0));
  }
}
