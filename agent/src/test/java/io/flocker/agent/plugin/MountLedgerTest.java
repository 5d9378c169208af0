package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountLedgerTest {

  private static final DatasetId DATA = DatasetId.ofName("data");
  private static final DatasetId OTHER = DatasetId.ofName("other");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("var/mounts.json");
  }

  private MountLedger open(String boot) {
    return MountLedger.open(file, boot, InstantSource.fixed(Instant.EPOCH));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  private static MountLedger.Mount held(MountLedger ledger, DatasetId dataset, String id) {
    return ledger.hold(dataset, "data", id, soon(), () -> true).orElseThrow();
  }

  @Test
  void a_mount_outlives_the_agent_and_keeps_the_volume_from_being_taken_away() {
    MountLedger.Mount mount = held(open("boot"), DATA, "one");
    MountLedger again = open("boot");
    assertThat(again.entry(DATA).orElseThrow().mounts()).containsExactly(mount);
    AtomicBoolean taken = new AtomicBoolean();
    assertThatThrownBy(() -> again.takeAway(DATA, () -> taken.set(true)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("containers of Docker's use it on this node as volume data")
        .hasMessageContaining("docker ps --filter volume=data");
    assertThat(taken).isFalse();
    again.takeAway(OTHER, () -> taken.set(true));
    assertThat(taken).isTrue();
  }

  @Test
  void only_root_may_read_it() throws IOException {
    MountLedger.Mount _ = held(open("boot"), DATA, "one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void mounts_of_before_a_reboot_are_void_and_their_volumes_are_to_be_left() {
    MountLedger.Mount _ = held(open("boot"), DATA, "one");
    MountLedger rebooted = open("other boot");
    rebooted.requireUnused(DATA);
    assertThat(rebooted.entries())
        .containsExactly(new MountLedger.Entry(DATA, "data", java.util.List.of()));
    rebooted.left(DATA);
    assertThat(rebooted.entries()).isEmpty();
  }

  @Test
  void a_mount_that_docker_was_never_told_of_is_to_be_left_after_a_crash() {
    MountLedger before = open("boot");
    MountLedger.Mount _ = before.intend(DATA, "data", "one");
    MountLedger.Mount _ = held(before, OTHER, "two");
    MountLedger again = open("boot");
    assertThat(again.entry(DATA).orElseThrow().mounts()).isEmpty();
    assertThat(again.entry(OTHER).orElseThrow().mounts()).hasSize(1);
  }

  @Test
  void what_is_only_on_its_way_may_still_be_worked_on() {
    MountLedger ledger = open("boot");
    MountLedger.Mount _ = ledger.intend(DATA, "data", "one");
    AtomicBoolean taken = new AtomicBoolean();
    ledger.takeAway(DATA, () -> taken.set(true));
    assertThat(taken).isTrue();
  }

  @Test
  void each_id_counts_once_and_with_the_last_the_volume_is_to_be_left() {
    MountLedger ledger = open("boot");
    MountLedger.Mount first = held(ledger, DATA, "one");
    MountLedger.Mount second = held(ledger, DATA, "one");
    MountLedger.Mount _ = held(ledger, DATA, "two");
    assertThat(second).isNotEqualTo(first);
    assertThat(ledger.remove(DATA, first::equals)).isFalse();
    assertThat(ledger.entry(DATA).orElseThrow().mounts()).hasSize(2);
    assertThat(ledger.remove(DATA, mount -> mount.id().equals("one"))).isFalse();
    assertThat(ledger.remove(DATA, mount -> mount.id().equals("none"))).isFalse();
    assertThat(ledger.remove(DATA, mount -> mount.id().equals("two"))).isTrue();
    assertThat(ledger.remove(OTHER, _ -> true)).isFalse();
    ledger.requireUnused(DATA);
  }

  @Test
  void a_volume_that_is_not_here_at_the_second_look_is_not_mounted() {
    MountLedger ledger = open("boot");
    assertThat(ledger.hold(DATA, "data", "one", soon(), () -> false)).isEmpty();
    assertThat(ledger.entries()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void while_a_volume_is_taken_away_nobody_mounts_it() throws Exception {
    MountLedger ledger = open("boot");
    CountDownLatch freezing = new CountDownLatch(1);
    CountDownLatch frozen = new CountDownLatch(1);
    AtomicBoolean writable = new AtomicBoolean(true);
    CompletableFuture<Void> move =
        CompletableFuture.runAsync(() ->
            ledger.takeAway(
                DATA,
                () -> {
                  freezing.countDown();
                  await().until(() -> frozen.getCount() == 0);
                  writable.set(false);
                }));
    freezing.await();
    assertThat(ledger.hold(DATA, "data", "one", Deadline.in(Duration.ofMillis(50)), writable::get))
        .describedAs("in time")
        .isEmpty();
    CompletableFuture<Optional<MountLedger.Mount>> mount =
        CompletableFuture.supplyAsync(
            () -> ledger.hold(DATA, "data", "one", soon(), writable::get));
    frozen.countDown();
    assertThat(mount.get()).isEmpty();
    move.get();
  }

  @Test
  void what_a_crash_leaves_of_a_write_changes_nothing() throws IOException {
    MountLedger.Mount mount = held(open("boot"), DATA, "one");
    Files.writeString(file.resolveSibling(".mounts.json123.new"), "{\"version\":1,\"boot\":\"bo");
    assertThat(open("boot").entry(DATA).orElseThrow().mounts()).containsExactly(mount);
  }

  @Test
  void what_could_not_be_written_has_not_happened() throws IOException {
    MountLedger ledger = open("boot");
    // A directory that is not empty cannot be replaced.
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(() -> held(ledger, DATA, "one")).isInstanceOf(ProblemException.class);
    assertThat(ledger.entries()).isEmpty();
    ledger.requireUnused(DATA);
  }

  @Test
  void one_that_cannot_be_read_is_not_guessed() throws IOException {
    MountLedger.Mount _ = held(open("boot"), DATA, "one");
    Files.writeString(file, Files.readString(file).substring(10));
    assertThatThrownBy(() -> open("boot"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cannot be read")
        .hasMessageContaining("until then no volume may leave this node");
    Files.writeString(file, "{\"version\":2,\"boot\":\"boot\",\"volumes\":[]}");
    assertThatThrownBy(() -> open("boot")).hasMessageContaining("its version is 2, not 1");
  }
}
