package io.flocker.control.volumes;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.STRANGER;
import static io.flocker.control.model.Scenario.using;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Command;
import io.flocker.control.model.VolumeCommand;
import io.flocker.control.store.HistoryQuery;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.OnRemove;
import io.flocker.protocol.v1.TakenVolume;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VolumeCallsTest extends VolumeCallsFixture {

  @Test
  void a_volume_is_made_taken_left_and_removed() {
    NamedVolume made = a.create("pgdata");
    assertThat(made.getName()).isEqualTo("pgdata");
    assertThat(made.getNode()).isEmpty();
    assertThat(made.getPhase()).isEqualTo("settled");
    assertThat(made.getReason())
        .isEqualTo("No node has it yet: it is made where it is first used.");
    assertThat(made.getMaximumSize()).isEqualTo(2L << 30);
    assertThat(made.getOnRemove()).isEqualTo(OnRemove.ON_REMOVE_TRASH);
    assertThat(made.hasUsed()).isFalse();
    assertThat(made.getCreatedMs()).isEqualTo(dataset(made).created().toEpochMilli());
    assertThat(dataset(made).metadata()).isEqualTo(Map.of("name", "pgdata"));

    TakenVolume.Builder asMeant = TakenVolume.newBuilder().setName("pgdata");
    refused(
        Status.FAILED_PRECONDITION,
        () -> b.take(asMeant.setDataset(DatasetId.ofName("before").toString())),
        "pgdata is dataset " + made.getDataset() + " now");
    refused(Status.INVALID_ARGUMENT, () -> b.take(asMeant.setDataset("x")), "\"x\"");
    NamedVolume taken = b.take(asMeant.setDataset(made.getDataset()));
    assertThat(taken.getDataset()).isEqualTo(made.getDataset());
    assertThat(taken.getNode()).isEqualTo(B.toString());
    assertThat(taken.getNodeCalled()).isEqualTo(B + " (10.0.0.2)");
    assertThat(taken.getLeasedBy()).isEqualTo(B + " (10.0.0.2)");
    agentB.owns(id(made), 1, Optional.of(Size.mebibytes(2048)));
    assertThat(a.list("pgdata").getFirst().getPhase()).isEqualTo("settled");
    assertThat(a.list("pgdata").getFirst().getUsed()).isEqualTo(4096);

    refused(Status.ABORTED, () -> a.remove("pgdata"), "10.0.0.2", "Stop the containers");
    b.leave(taken);
    b.leave(taken);
    a.remove("pgdata");
    assertThat(a.list("")).isEmpty();
    refused(Status.NOT_FOUND, () -> a.take("pgdata"), "pgdata");
    refused(Status.NOT_FOUND, () -> a.remove("pgdata"), "pgdata");
    assertThat(dataset(made).isTrashed()).isTrue();
    assertThat(nodes.store.history(HistoryQuery.latest(1)).getFirst().who()).isEqualTo("node-" + A);
  }

  @Test
  void the_beginning_of_an_id_names_a_node() {
    assertThat(a.create(volume("one").setNode("bbbb")).getNode()).isEqualTo(B.toString());
    assertThat(a.create(volume("two").setNode(A.toString())).getNode()).isEqualTo(A.toString());
    refused(
        Status.INVALID_ARGUMENT,
        () -> a.create(volume("three").setNode("cccc")),
        "\"cccc\" is none of the cluster",
        "10.0.0.1");
  }

  @Test
  void of_two_nodes_that_take_at_once_exactly_one_wins() throws Exception {
    for (int round = 0; round < 20; round++) {
      String name = "volume-" + round;
      NamedVolume made = a.create(name);
      CyclicBarrier together = new CyclicBarrier(2);
      List<CompletableFuture<Boolean>> both =
          Stream.of(a, b)
              .map(node -> CompletableFuture.supplyAsync(() -> takes(node, name, together)))
              .toList();
      long won = both.stream().filter(CompletableFuture::join).count();
      assertThat(won).isEqualTo(1);
      assertThat(nodes.store.snapshot().lease(id(made)).orElseThrow().node())
          .isEqualTo(dataset(made).primary());
    }
  }

  private static boolean takes(VolumePlugin node, String name, CyclicBarrier together) {
    try {
      together.await();
      var _ = node.take(name);
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_holder_that_is_lost_is_told_with_the_way_out() {
    a.create("pgdata");
    a.take("pgdata");
    agentA.leave();
    refused(
        Status.ABORTED,
        () -> b.take("pgdata"),
        A + " (10.0.0.1)",
        "is unreachable since",
        "flockerctl lease release -d pgdata");
  }

  @Test
  void what_may_be_in_use_on_a_node_that_is_not_heard_is_not_removed() {
    NamedVolume made = a.create("pgdata");
    NamedVolume elsewhere = b.take(b.create("other").getName());
    NamedVolume taken = a.take("pgdata");
    agentA.owns(id(made), 1, Optional.of(Size.mebibytes(2048)));
    a.leave(taken);
    b.leave(elsewhere);
    a.create("nowhere");
    agentA.leave();
    refused(
        Status.ABORTED,
        () -> b.remove("pgdata"),
        A + " (10.0.0.1)",
        "has the volume pgdata and is unreachable since",
        "flockerctl destroy -d pgdata");
    b.remove("other");
    b.remove("nowhere");
    assertThat(b.list("")).extracting(NamedVolume::getName).containsExactly("pgdata");
  }

  @Test
  void a_lease_of_a_user_is_told_as_such() {
    NamedVolume made = a.create("pgdata");
    nodes.submit(new Command.AcquireLease(id(made), A, Optional.empty()));
    refused(Status.ABORTED, () -> b.take("pgdata"), "A user has taken that lease");
    assertThat(a.take("pgdata").getLeasedBy()).contains("10.0.0.1");
    a.leave(made);
    assertThat(nodes.store.snapshot().lease(id(made))).isPresent();
  }

  @Test
  void a_container_of_the_configuration_keeps_its_volume() {
    NamedVolume made = a.create(volume("pgdata").setNode("10.0.0.1"));
    nodes.submit(new Command.CreateContainer(A, using("db", id(made))));
    refused(Status.FAILED_PRECONDITION, () -> b.take("pgdata"), "container db", "10.0.0.1");
    refused(Status.FAILED_PRECONDITION, () -> b.remove("pgdata"), "container db");
  }

  @Test
  void a_name_that_several_have_means_none() {
    for (int i = 1; i <= 2; i++) {
      nodes.submit(
          new Command.CreateDataset(
              new DatasetId(UUID.randomUUID()), A, Optional.empty(), Map.of("name", "pgdata")));
    }
    assertThat(a.list("")).hasSize(2);
    refused(Status.ALREADY_EXISTS, () -> a.list("pgdata"), "flockerctl metadata");
    refused(Status.ALREADY_EXISTS, () -> a.create("pgdata"), "flockerctl metadata");
    refused(Status.ALREADY_EXISTS, () -> a.take("pgdata"), "flockerctl metadata");
  }

  @Test
  void only_a_node_that_is_in_the_cluster_and_connected_may_call() throws IOException {
    VolumePlugin stranger = nodes.plugin(STRANGER);
    refused(Status.FAILED_PRECONDITION, () -> stranger.list(""), STRANGER.toString());
    agentA.leave();
    refused(Status.FAILED_PRECONDITION, () -> a.create("pgdata"), "is not connected");
    nodes.submit(new Command.DecommissionNode(B));
    refused(Status.UNAUTHENTICATED, () -> b.take("pgdata"), "taken out of the cluster");
    assertThat(nodes.store.snapshot().datasets()).isEmpty();
  }

  @Test
  void what_is_no_id_cannot_be_left_and_what_is_gone_can() {
    refused(Status.INVALID_ARGUMENT, () -> a.leave("pgdata"), "\"pgdata\"");
    a.leave(new DatasetId(UUID.randomUUID()));
  }

  @Test
  void many_volumes_are_one_cheap_look() {
    for (int i = 0; i < 200; i++) {
      nodes.submit(
          new VolumeCommand.CreateNamedDataset(
              new DatasetId(UUID.randomUUID()),
              "volume-" + i,
              A,
              Optional.of(A),
              Optional.empty(),
              Map.of()));
    }
    nodes
        .store
        .snapshot()
        .datasets()
        .keySet()
        .forEach(id -> {
          agentA.owns(id, 1, Optional.empty());
        });
    Duration best = Duration.ofDays(1);
    for (int round = 0; round < 50; round++) {
      long start = System.nanoTime();
      assertThat(a.list("")).hasSize(200);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      best = took.compareTo(best) < 0 ? took : best;
    }
    System.out.println("A list of 200 volumes took " + best.toNanos() / 1000 + " µs.");
    // Generous: what would be wrong is a look at the disk, or at everything, for each of them.
    assertThat(best).isLessThan(Duration.ofMillis(50));
    assertThat(a.list(""))
        .isSortedAccordingTo((one, other) -> one.getName().compareTo(other.getName()));
  }
}
