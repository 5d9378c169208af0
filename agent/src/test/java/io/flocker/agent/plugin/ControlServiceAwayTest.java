package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Docker's volumes while the control service cannot be asked, and what is made up for later. */
class ControlServiceAwayTest extends NodeVolumesFixture {

  @Test
  void without_the_control_service_what_is_here_can_be_mounted_and_is_leased_later() {
    makeHere("data");
    control.away = true;
    mount("data", "one");
    assertThat(isLeased("data")).isFalse();
    begin("boot");
    control.away = false;
    leases.catchUp();
    assertThat(isLeased("data")).isTrue();
    control.asked.clear();
    leases.catchUp();
    assertThat(control.asked).isEmpty();
  }

  @Test
  void a_leave_that_could_not_be_told_is_told_later_even_by_the_next_process() {
    makeHere("data");
    mount("data", "one");
    control.away = true;
    volumes.unmount("data", "one", soon());
    assertThat(isLeased("data")).isTrue();
    begin("boot");
    control.away = false;
    leases.catchUp();
    assertThat(isLeased("data")).isFalse();
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void without_the_control_service_nothing_that_is_elsewhere_can_be_done() {
    local.want("far", TestLocalVolumes.OTHER);
    control.away = true;
    for (Runnable call :
        List.<Runnable>of(
            () -> mount("far", "one"),
            () -> mount("new", "one"),
            () -> volumes.create(wanted("new"), soon()),
            () -> volumes.remove("far", soon()),
            () -> volumes.get("new", soon()))) {
      assertThatThrownBy(call::run)
          .hasMessageContaining("the control service cannot be reached since Tuesday");
    }
    assertThat(ledger.entries()).hasSizeLessThanOrEqualTo(1);
    assertThat(ledger.entries()).allMatch(entry -> entry.mounts().isEmpty());
  }

  @Test
  void without_the_control_service_what_was_known_is_told() {
    makeHere("data");
    DatasetId far = local.want("far", TestLocalVolumes.OTHER);
    control.away = true;
    volumes.create(wanted("data"), soon());
    assertThat(volumes.list(soon())).extracting(VolumeView::name).containsExactly("data", "far");
    assertThat(volumes.get("far", soon()).orElseThrow().status())
        .containsEntry("dataset", far.toString());
    assertThat(volumes.path("data")).isNotEmpty();
  }

  @Test
  void after_a_reboot_the_leases_of_what_was_mounted_end() {
    makeHere("data");
    makeHere("again");
    mount("data", "one");
    mount("again", "one");
    begin("other boot");
    control.away = true;
    mount("again", "two");
    control.away = false;
    leases.catchUp();
    assertThat(isLeased("data")).isFalse();
    assertThat(isLeased("again")).isTrue();
  }

  @Test
  void an_agent_that_has_just_begun_waits_for_what_became_of_the_volume_meanwhile() {
    makeHere("data");
    control.onJoin =
        () -> {
          local.wanted.clear();
          control.volumes.clear();
        };
    assertThatThrownBy(() -> mount("data", "one"))
        .hasMessageContaining("volume data: no such volume");
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void a_mount_of_before_that_ends_while_leases_are_caught_up_leaves_none() {
    makeHere("first");
    makeHere("second");
    mount("first", "one");
    mount("second", "one");
    begin("boot");
    control.leases.clear();
    control.onTake =
        () -> {
          control.onTake = () -> {};
          // Whichever comes first: the other ends meanwhile.
          for (String name : List.of("first", "second")) {
            if (!isLeased(name)) {
              volumes.unmount(name, "one", soon());
            }
          }
        };
    leases.catchUp();
    assertThat(control.leases).hasSize(1);
    assertThat(ledger.entries()).hasSize(1);
  }
}
