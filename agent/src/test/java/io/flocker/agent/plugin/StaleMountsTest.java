package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.DatasetId;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Mounts that Docker has forgotten, or whose containers are gone. */
class StaleMountsTest extends NodeVolumesFixture {

  @Test
  void a_mount_that_docker_has_forgotten_ends_soon_after_the_one_that_it_was_taken_for() {
    makeHere("data");
    mount("data", "forgotten");
    mount("data", "one");
    local.named = Set.of();
    volumes.unmount("data", "one", soon());
    await().until(() -> !isLeased("data"));
  }

  @Test
  void what_docker_has_forgotten_is_ended_and_what_containers_use_is_not() {
    makeHere("used");
    makeHere("forgotten");
    mount("used", "one");
    mount("forgotten", "one");
    local.used = Set.of("used");
    local.named = Set.of("used", "forgotten");
    local.engineAway = true;
    StaleMounts stale = staleMounts(Duration.ofMillis(50));
    stale.engineBegan();
    local.looks.set(0);
    await().during(Duration.ofMillis(200)).until(() -> isLeased("forgotten"));
    local.engineAway = false;
    stale.engineBegan();
    mount("forgotten", "two");
    await()
        .until(
            () -> ledger.entry(DatasetId.ofName("forgotten")).orElseThrow().mounts().size() == 1);
    assertThat(isLeased("used")).isTrue();
    assertThat(isLeased("forgotten")).isTrue();
    stale.engineBegan();
    await().until(() -> !isLeased("forgotten"));
    assertThat(isLeased("used")).isTrue();
  }

  @Test
  void what_no_container_has_any_more_is_ended_soon() {
    makeHere("stopped");
    makeHere("removed");
    mount("stopped", "one");
    mount("removed", "one");
    local.named = Set.of("stopped");
    staleMounts(Duration.ofHours(1)).engineBegan();
    await().until(() -> !isLeased("removed"));
    assertThat(isLeased("stopped")).isTrue();
  }
}
