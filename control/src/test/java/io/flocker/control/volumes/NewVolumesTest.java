package io.flocker.control.volumes;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Command;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.OnRemove;
import io.grpc.Status;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a new volume is made with. */
class NewVolumesTest extends VolumeCallsFixture {

  @Test
  void what_is_asked_for_is_kept() {
    NamedVolume made =
        a.create(
            volume("pgdata")
                .setMaximumSize(128L << 20)
                .setNode("10.0.0.2")
                .setOnRemove(OnRemove.ON_REMOVE_RETAIN)
                .setProfile("gold"));

    assertThat(made.getNode()).isEqualTo(B.toString());
    assertThat(made.getOnRemove()).isEqualTo(OnRemove.ON_REMOVE_RETAIN);
    assertThat(dataset(made).metadata())
        .isEqualTo(
            Map.of(
                "name",
                "pgdata",
                "maximum_size",
                "134217728",
                "flocker:on-remove",
                "retain",
                "clusterhq:flocker:profile",
                "gold"));
    a.remove("pgdata");
    assertThat(a.list("pgdata")).hasSize(1);
    assertThat(b.create(volume("pgdata").setProfile("tin").setNode("nowhere"))).isEqualTo(made);
  }

  @Test
  void an_anonymous_volume_has_a_default_of_its_own_and_no_trash() {
    NamedVolume made = a.create(volume("f".repeat(64)).setAnonymous(true));
    assertThat(made.getMaximumSize()).isEqualTo(512L << 20);
    assertThat(made.getOnRemove()).isEqualTo(OnRemove.ON_REMOVE_DELETE);
    assertThat(dataset(made).metadata()).containsEntry("flocker:anonymous", "yes");
    a.take("f".repeat(64));
    a.leave(made);
    a.remove("f".repeat(64));
    assertThat(dataset(made).isDeleted()).isTrue();
  }

  @Test
  void all_that_is_wrong_is_told_together() {
    refused(
        Status.INVALID_ARGUMENT,
        () ->
            a.create(
                volume("pgdata")
                    .setProfile("Gold")
                    .setNode("nowhere")
                    .setOnRemoveValue(77)
                    .setMaximumSize(-1)
                    .setFromSnapshot("daily")),
        "profile: \"Gold\" (expected: gold, silver or bronze)",
        "node: \"nowhere\"",
        "on_remove: 77",
        "18446744073709551615",
        "snapshot \"daily\"");
    refused(Status.INVALID_ARGUMENT, () -> a.create(volume("x").setMaximumSize(5)), "64 MiB");
    refused(Status.INVALID_ARGUMENT, () -> a.create(""), "name: \"\"");
    refused(Status.INVALID_ARGUMENT, () -> a.create("p\u00e4pa"), "U+00E4 as character 2");
    refused(Status.INVALID_ARGUMENT, () -> a.create("x".repeat(256)), "256 characters");
    a.create("PgData");
    refused(Status.INVALID_ARGUMENT, () -> b.create("pgdata"), "PgData");
    assertThat(a.list("")).hasSize(1);
  }

  @Test
  void a_clone_is_made_where_its_source_is() {
    NamedVolume source = a.create("pgdata");
    refused(
        Status.FAILED_PRECONDITION,
        () -> b.create(volume("copy").setFrom("pgdata")),
        "never been used");
    a.take("pgdata");
    agentA.owns(id(source), 1, Optional.of(Size.mebibytes(2048)));
    nodes.submit(new Command.RecordVolume(id(source), A, 1));

    NamedVolume copy = b.create(volume("copy").setFrom("pgdata"));

    assertThat(copy.getNode()).isEqualTo(A.toString());
    assertThat(dataset(copy).from().orElseThrow().dataset()).isEqualTo(id(source));
    refused(Status.ABORTED, () -> b.take("copy"), "move it once it is there");
    refused(
        Status.INVALID_ARGUMENT,
        () -> b.create(volume("other").setFrom("pgdata").setNode("10.0.0.2")),
        "10.0.0.1");
    refused(Status.INVALID_ARGUMENT, () -> b.create(volume("x").setFrom("nothing")), "nothing");
    nodes.submit(
        new Command.CreateSnapshot(id(source), new UserSnapshot(UUID.randomUUID(), "daily")));
    refused(
        Status.INVALID_ARGUMENT,
        () -> b.create(volume("x").setFrom("pgdata").setFromSnapshot("weekly")),
        "weekly",
        "daily");
    assertThat(a.list("pgdata").getFirst().getSnapshotsList()).contains("daily");
  }

  @Test
  void options_of_a_backend_are_kept_as_metadata_in_one_form() {
    NamedVolume made =
        a.create(
            volume("pgdata")
                .putProperties("zfs.compression", "lz4")
                .putProperties("zfs.recordsize", "16k"));
    assertThat(dataset(made).metadata())
        .containsEntry("flocker:option:zfs.compression", "lz4")
        .containsEntry("flocker:option:zfs.recordsize", "16384");

    refused(
        Status.INVALID_ARGUMENT,
        () ->
            a.create(
                volume("other")
                    .setProfile("tin")
                    .putProperties("zfs.compression", "best")
                    .putProperties("zfs.dedup", "on")),
        "profile: \"tin\"",
        "zfs.compression: \"best\" (expected: on, off, lz4",
        "zfs.dedup: \"on\" (expected: one of ");
    assertThat(a.list("")).hasSize(1);
  }

  @Test
  void a_clone_has_the_options_of_its_source_unless_it_has_its_own() {
    NamedVolume source =
        a.create(
            volume("pgdata")
                .putProperties("btrfs.compression", "zlib")
                .putProperties("zfs.atime", "off"));
    a.take("pgdata");
    agentA.owns(id(source), 1, Optional.of(Size.mebibytes(2048)));
    nodes.submit(new Command.RecordVolume(id(source), A, 1));

    NamedVolume copy = a.create(volume("copy").setFrom("pgdata").putProperties("zfs.atime", "on"));
    assertThat(dataset(copy).metadata())
        .containsEntry("name", "copy")
        .containsEntry("flocker:option:btrfs.compression", "zlib")
        .containsEntry("flocker:option:zfs.atime", "on");
    refused(
        Status.INVALID_ARGUMENT,
        () -> a.create(volume("x").setFrom("pgdata").putProperties("btrfs.datacow", "off")),
        "flocker:option:btrfs.compression",
        "zlib");
  }
}
