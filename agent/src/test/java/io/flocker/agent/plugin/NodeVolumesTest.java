package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NodeVolumesTest extends NodeVolumesFixture {

  /** Less the time that is kept for the answer. */
  private static Deadline shortly() {
    return Deadline.in(Duration.ofSeconds(5));
  }

  @Test
  void a_volume_that_is_here_is_mounted_by_one_question_and_one_look() {
    makeHere("data");
    assertThat(mount("data", "one").path()).isEqualTo("/flocker/" + DatasetId.ofName("data"));
    assertThat(control.asked).containsExactly("take data");
    assertThat(local.looks).hasValue(1);
    assertThat(isLeased("data")).isTrue();
  }

  @Test
  void the_lease_ends_with_the_last_id_and_repetition_counts_once() {
    makeHere("data");
    mount("data", "one");
    mount("data", "one");
    mount("data", "two");
    volumes.unmount("data", "one", soon());
    volumes.unmount("data", "one", soon());
    volumes.unmount("data", "nobody", soon());
    volumes.unmount("other", "one", soon());
    assertThat(isLeased("data")).isTrue();
    volumes.unmount("data", "two", soon());
    assertThat(isLeased("data")).isFalse();
    assertThat(ledger.entries()).isEmpty();
    assertThat(control.asked).containsOnlyOnce("leave");
  }

  @Test
  void a_volume_that_is_elsewhere_is_waited_for_until_it_has_arrived() throws Exception {
    DatasetId data = DatasetId.ofName("data");
    control.add("data", data);
    CompletableFuture<Volumes.Mounted> mount =
        CompletableFuture.supplyAsync(() -> mount("data", "one"));
    await().until(() -> isLeased("data"));
    ledger.takeAway(data, () -> {});
    local.want("data", TestLocalVolumes.SELF);
    local.freeze(data);
    news.changed();
    assertThat(mount).isNotDone();
    local.arrive(data);
    news.changed();
    assertThat(mount.get().path()).isEqualTo("/flocker/" + data);
    assertThatThrownBy(() -> ledger.takeAway(data, () -> {})).hasMessageContaining("volume data");
  }

  @Test
  void what_has_not_arrived_in_time_goes_on_and_the_next_mount_finds_it_further() {
    DatasetId data = DatasetId.ofName("data");
    control.add("data", data);
    assertThatThrownBy(() -> volumes.mount("data", "one", shortly()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("volume data: it is not on this node yet")
        .hasMessageContaining("working, moving: copying while it can be used")
        .hasMessageContaining("flockerctl explain " + data);
    assertThat(isLeased("data")).isFalse();
    assertThat(ledger.entries()).isEmpty();
    local.here("data");
    mount("data", "two");
    assertThat(isLeased("data")).isTrue();
  }

  @Test
  void a_holder_that_does_not_stop_is_named() {
    makeHere("data");
    control.holders.put("data", "node 192.0.2.9");
    assertThatThrownBy(() -> mount("data", "one")).hasMessageContaining("node 192.0.2.9 uses it");
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void a_holder_that_stops_is_waited_for() {
    begin(
        "boot",
        new NodeVolumes.Times(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(20)));
    makeHere("data");
    control.holders.put("data", "node 192.0.2.9");
    CompletableFuture<Volumes.Mounted> mount =
        CompletableFuture.supplyAsync(() -> mount("data", "one"));
    await().until(() -> control.asked.size() > 3);
    assertThat(mount).isNotDone();
    control.holders.clear();
    assertThat(mount.join().path()).isNotEmpty();
  }

  @Test
  void names_that_nobody_knows_are_no_volumes() {
    assertThatThrownBy(() -> mount("data", "one"))
        .hasMessageContaining("volume data: no such volume");
    assertThat(volumes.get("data", soon())).isEmpty();
    assertThatThrownBy(() -> volumes.path("data")).hasMessageContaining("not on this node");
    volumes.remove("data", soon());
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void what_is_here_is_told_without_asking_anybody() {
    makeHere("data");
    mount("data", "one");
    control.asked.clear();
    VolumeView view = volumes.get("data", soon()).orElseThrow();
    assertThat(view.mountpoint()).isEqualTo(volumes.path("data")).isNotEmpty();
    assertThat(view.status())
        .containsAllEntriesOf(
            Map.of(
                "node", "192.0.2.1",
                "phase", "settled",
                "reason", "it is as wanted",
                "size", "64 MiB",
                "used", "4 KiB",
                "snapshots", List.of(),
                "lease", "192.0.2.1"));
    assertThat(control.asked).isEmpty();
  }

  @Test
  void what_is_elsewhere_is_told_as_the_control_service_knows_it() {
    control.add("far", DatasetId.ofName("far"));
    VolumeView view = volumes.get("far", soon()).orElseThrow();
    assertThat(view.mountpoint()).isEmpty();
    assertThat(view.full())
        .containsEntry("CreatedAt", "1970-01-01T00:00:01Z")
        .containsEntry("Name", "far");
    assertThat(view.status())
        .containsAllEntriesOf(
            Map.of(
                "node", "192.0.2.2",
                "phase", "working",
                "size", "1 GiB",
                "used", "1 MiB",
                "snapshots", List.of("daily"),
                "lease", "192.0.2.2"));
  }

  @Test
  void two_hundred_volumes_are_one_question() {
    for (int i = 0; i < 200; i++) {
      makeHere("volume-" + i);
    }
    control.add("far", DatasetId.ofName("far"));
    List<VolumeView> all = volumes.list(soon());
    assertThat(all).hasSize(201).extracting(VolumeView::name).isSorted();
    assertThat(all).filteredOn(view -> view.mountpoint().isEmpty()).hasSize(1);
    assertThat(control.asked).containsExactly("list");
  }

  @Test
  void a_volume_that_is_mounted_here_is_not_removed_and_one_that_was_is_left_first() {
    makeHere("data");
    mount("data", "one");
    assertThatThrownBy(() -> volumes.remove("data", soon()))
        .hasMessageContaining("containers of Docker's use it on this node");
    assertThat(control.asked).doesNotContain("remove data");
    control.away = true;
    volumes.unmount("data", "one", soon());
    control.away = false;
    volumes.remove("data", soon());
    assertThat(control.volumes).isEmpty();
  }

  @Test
  void a_refusal_is_told_in_the_words_of_who_refuses() {
    assertThatThrownBy(() -> volumes.create(wanted("ü"), soon()))
        .hasMessage("volume ü: names have letters of ASCII");
  }

  @Test
  void while_a_volume_is_frozen_it_is_not_mounted_but_waited_for() {
    DatasetId data = local.here("data");
    control.add("data", data);
    local.freeze(data);
    CompletableFuture<Volumes.Mounted> mount =
        CompletableFuture.supplyAsync(() -> mount("data", "one"));
    await().until(() -> isLeased("data"));
    assertThat(mount).isNotDone();
    ledger.requireUnused(data);
    local.arrive(data);
    news.changed();
    assertThat(mount.join().path()).isNotEmpty();
  }

  @Test
  void a_name_that_another_volume_has_now_is_not_mounted() {
    local.here("data");
    control.add("data", DatasetId.ofName("another"));
    assertThatThrownBy(() -> mount("data", "one"))
        .hasMessageContaining("data is another dataset now");
    assertThat(ledger.entries()).allMatch(entry -> entry.mounts().isEmpty());
    assertThat(control.leases).isEmpty();
  }

  @Test
  void an_older_control_service_that_takes_another_volume_of_the_name_is_not_followed() {
    local.here("data");
    control.add("data", DatasetId.ofName("another"));
    control.older = true;
    assertThatThrownBy(() -> mount("data", "one"))
        .hasMessageContaining("it was replaced by another volume of this name");
    assertThat(ledger.entries()).allMatch(entry -> entry.mounts().isEmpty());
  }

  @Test
  void a_mount_that_is_given_back_takes_no_other_with_it() {
    makeHere("data");
    Volumes.Mounted first = mount("data", "one");
    mount("data", "one");
    first.giveBack().run();
    assertThat(isLeased("data")).isTrue();
    Volumes.Mounted last = mount("data", "one");
    last.giveBack().run();
    assertThat(isLeased("data")).isFalse();
  }

  @Test
  void docker_s_own_order_of_calls_works() {
    assertThat(volumes.get("data", soon())).isEmpty();
    volumes.create(wanted("data"), soon());
    assertThat(volumes.get("data", soon()).orElseThrow().name()).isEqualTo("data");
    control.onTake =
        () -> {
          local.here("data");
          news.changed();
        };
    mount("data", "one");
    assertThat(volumes.get("data", soon()).orElseThrow().mountpoint()).isNotEmpty();
    volumes.unmount("data", "one", soon());
    assertThat(volumes.get("data", soon()).orElseThrow().status()).doesNotContainKey("lease");
    assertThat(mount("data", "two").path()).isEqualTo(volumes.path("data"));
    assertThat(isLeased("data")).isTrue();
  }
}
