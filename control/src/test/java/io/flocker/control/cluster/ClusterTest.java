package io.flocker.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.AgentHello;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.Phase;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WishRevision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final NodeId a = new NodeId(UUID.randomUUID());
  private final NodeId b = new NodeId(UUID.randomUUID());
  private final DatasetId dataset = new DatasetId(UUID.randomUUID());
  private final List<ClusterChange> changes = new ArrayList<>();
  private Instant now = NOON;
  private final Cluster cluster = new Cluster(() -> now);

  ClusterTest() {
    cluster.listen(changes::add);
  }

  private ObservedVolume volume(DatasetId id, long epoch) {
    return new ObservedVolume(
        VolumeRecord.created(id, a, Optional.empty()).ownedBy(a, epoch),
        Optional.of("/flocker/" + id),
        true,
        new Size(1),
        List.of("s"));
  }

  private static ObservedContainer container(String name) {
    return new ObservedContainer(
        new ApplicationName(name),
        ImageReference.parse("redis"),
        true,
        true,
        new TreeSet<>(),
        new RestartPolicy.Never(),
        new TreeMap<>(),
        List.of());
  }

  private NodeReport report(ObservedVolume... volumes) {
    Map<DatasetId, ObservedVolume> byId = new HashMap<>();
    for (ObservedVolume volume : volumes) {
      byId.put(volume.dataset(), volume);
    }
    return new NodeReport(
        Optional.empty(),
        byId,
        Map.of(new ApplicationName("c"), container("c")),
        NodeFacts.NONE,
        Map.of(
            new UnitId.OfDataset(dataset),
            UnitStatus.of(Phase.SETTLED, "", NOON),
            new UnitId.OfContainer(new ApplicationName("c")),
            UnitStatus.of(Phase.WORKING, "", NOON)));
  }

  private NodeSnapshot node(NodeId id) {
    return cluster.now().node(id).orElseThrow();
  }

  @Test
  void whatAnAgentReportsIsKnownByNodeAndByDataset() {
    assertThat(cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1")).isZero();
    cluster.report(a, 1, ReportDelta.complete(1, report(volume(dataset, 1))));

    assertThat(cluster.now().copiesOf(dataset)).containsOnlyKeys(a);
    assertThat(node(a).presence()).isEqualTo(new Presence.Connected(NOON));
    assertThat(node(a).neighbour().host()).contains("10.0.0.1");
    assertThat(changes.getLast().datasets()).containsExactly(dataset);
    assertThat(changes.getLast().presence()).isFalse();
  }

  @Test
  void aSnapshotStaysAsItWas() {
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");
    ClusterSnapshot before = cluster.now();

    cluster.report(a, 1, ReportDelta.complete(1, report(volume(dataset, 1))));

    assertThat(before.copiesOf(dataset)).isEmpty();
    assertThat(cluster.now().version()).isGreaterThan(before.version());
  }

  @Test
  void aDifferenceChangesWhatItMentionsOnly() {
    DatasetId other = new DatasetId(UUID.randomUUID());
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");
    NodeReport first = report(volume(dataset, 1), volume(other, 1));
    cluster.report(a, 1, ReportDelta.complete(1, first));

    NodeReport second = report(volume(dataset, 2));
    cluster.report(a, 1, ReportDelta.between(first, second, 2));

    assertThat(node(a).volumes()).containsOnlyKeys(dataset);
    assertThat(cluster.now().copiesOf(other)).isEmpty();
    assertThat(changes.getLast().datasets()).containsExactlyInAnyOrder(dataset, other);
    assertThat(changes.getLast().containers()).isEmpty();
    assertThat(node(a).links().getFirst().revision()).isEqualTo(2);
  }

  @Test
  void aDifferenceToNothingIsRefused() {
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");

    assertThatThrownBy(() ->
            cluster.report(
                a, 1, ReportDelta.between(NodeReport.EMPTY, report(volume(dataset, 1)), 4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(node(a).volumes()).isEmpty();
  }

  @Test
  void aLostNodeKeepsItsStateAndTheTime() {
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");
    cluster.report(a, 1, ReportDelta.complete(1, report(volume(dataset, 1))));
    now = NOON.plusSeconds(60);

    cluster.leave(a, 1);
    now = NOON.plusSeconds(90);
    cluster.leave(a, 1);

    assertThat(node(a).presence()).isEqualTo(new Presence.Unreachable(NOON.plusSeconds(60)));
    assertThat(node(a).neighbour().unreachableSince()).contains(NOON.plusSeconds(60));
    assertThat(node(a).volumes()).containsOnlyKeys(dataset);
    assertThat(changes.getLast().presence()).isTrue();
  }

  @Test
  void theEndOfAReplacedConnectionMeansNothing() {
    AgentHello same = TestHello.ofNew();
    cluster.join(a, 1, same, "10.0.0.1");
    cluster.report(a, 1, ReportDelta.complete(5, report(volume(dataset, 1))));

    assertThat(cluster.join(a, 2, same, "10.0.0.1")).isEqualTo(5);
    cluster.leave(a, 1);
    cluster.report(a, 1, ReportDelta.complete(6, NodeReport.EMPTY));

    assertThat(node(a).presence()).isInstanceOf(Presence.Connected.class);
    assertThat(node(a).volumes()).containsOnlyKeys(dataset);
    assertThat(node(a).links()).hasSize(1);
  }

  @Test
  void anotherProcessOfTheSameBootKeepsTheStateUntilItHasReported() {
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");
    cluster.report(a, 1, ReportDelta.complete(5, report(volume(dataset, 1))));
    cluster.leave(a, 1);

    assertThat(cluster.join(a, 2, TestHello.ofNew(), "10.0.0.1")).isZero();

    assertThat(node(a).volumes().get(dataset)).isEqualTo(volume(dataset, 1));
    assertThat(node(a).links()).hasSize(1);
    assertThat(node(a).links().getFirst().hasReported()).isFalse();
    cluster.report(a, 2, ReportDelta.complete(1, NodeReport.EMPTY));
    assertThat(node(a).volumes()).isEmpty();
    assertThat(cluster.now().copies()).isEmpty();
  }

  @Test
  void afterABootNothingIsMountedAndNothingRuns() {
    cluster.join(a, 1, TestHello.of(UUID.randomUUID(), "boot-1", true, true), "10.0.0.1");
    cluster.report(a, 1, ReportDelta.complete(5, report(volume(dataset, 3))));
    cluster.leave(a, 1);

    cluster.join(a, 2, TestHello.of(UUID.randomUUID(), "boot-2", true, true), "10.0.0.1");

    ObservedVolume left = Objects.requireNonNull(cluster.now().copiesOf(dataset).get(a));
    assertThat(left).isEqualTo(node(a).volumes().get(dataset));
    assertThat(left.path()).isEmpty();
    assertThat(left.writable()).isFalse();
    assertThat(left.record()).isEqualTo(volume(dataset, 3).record());
    assertThat(node(a).containers().values()).hasSize(1).noneMatch(ObservedContainer::running);
    assertThat(node(a).statuses()).isEmpty();
    assertThat(changes.getLast().datasets()).containsExactly(dataset);
  }

  @Test
  void eachHalfSpeaksForItselfOnly() {
    AgentHello datasets = TestHello.of(UUID.randomUUID(), "boot", true, false);
    AgentHello containers = TestHello.of(UUID.randomUUID(), "boot", false, true);
    cluster.join(a, 1, datasets, "10.0.0.1");
    cluster.join(a, 2, containers, "10.0.0.1");
    assertThat(node(a).links()).hasSize(2);

    cluster.report(a, 2, ReportDelta.complete(1, report(volume(dataset, 1))));
    assertThat(node(a).volumes()).isEmpty();
    assertThat(node(a).containers()).hasSize(1);
    assertThat(node(a).statuses())
        .containsOnlyKeys(new UnitId.OfContainer(new ApplicationName("c")));

    cluster.report(a, 1, ReportDelta.complete(1, report(volume(dataset, 1))));
    assertThat(node(a).volumes()).hasSize(1);
    assertThat(node(a).statuses()).hasSize(2);
    cluster.leave(a, 1);
    assertThat(node(a).presence()).isInstanceOf(Presence.Connected.class);
  }

  @Test
  void whatHoldsForAWholeNodeIsTheContainerAgentsToSay() {
    cluster.join(a, 1, TestHello.of(UUID.randomUUID(), "boot", true, false), "10.0.0.1");
    cluster.join(a, 2, TestHello.of(UUID.randomUUID(), "boot", false, true), "10.0.0.1");
    NodeFacts facts =
        new NodeFacts(new TreeSet<>(Set.of(22)), new TreeSet<>(Set.of(80)), true, new TreeSet<>());
    NodeReport said = new NodeReport(Optional.empty(), Map.of(), Map.of(), facts, Map.of());

    cluster.report(a, 2, ReportDelta.complete(1, said));
    cluster.report(a, 1, ReportDelta.complete(1, NodeReport.EMPTY));

    assertThat(node(a).facts()).isEqualTo(facts);
  }

  @Test
  void whoCannotBothBeTheNode() {
    AgentHello both = TestHello.of(UUID.randomUUID(), "boot", true, true);
    AgentHello datasets = TestHello.of(UUID.randomUUID(), "boot", true, false);
    AgentHello containers = TestHello.of(UUID.randomUUID(), "boot", false, true);
    AgentHello elsewhere = TestHello.of(UUID.randomUUID(), "other boot", false, true);

    assertThat(NodeSnapshot.conflict(both, TestHello.ofNew())).isTrue();
    assertThat(NodeSnapshot.conflict(both, datasets)).isTrue();
    assertThat(NodeSnapshot.conflict(datasets, containers)).isFalse();
    assertThat(NodeSnapshot.conflict(datasets, elsewhere)).isTrue();
    assertThat(NodeSnapshot.conflict(both, both)).isFalse();
  }

  @Test
  void theWishesOfAReportAreRemembered() {
    WishRevision wishes = new WishRevision("h", 8);
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");

    cluster.report(
        a,
        1,
        ReportDelta.complete(
            1, new NodeReport(Optional.of(wishes), Map.of(), Map.of(), NodeFacts.NONE, Map.of())));

    assertThat(node(a).links().getFirst().wishes()).contains(wishes);
  }

  @Test
  void anAgentThatComesBackStillHasTheWishesOfItsReport() {
    WishRevision wishes = new WishRevision("h", 8);
    NodeReport said =
        new NodeReport(Optional.of(wishes), Map.of(), Map.of(), NodeFacts.NONE, Map.of());
    AgentHello same = TestHello.ofNew();
    cluster.join(a, 1, same, "10.0.0.1");
    cluster.report(a, 1, ReportDelta.complete(5, said));
    cluster.leave(a, 1);

    assertThat(cluster.join(a, 2, same, "10.0.0.1")).isEqualTo(5);
    assertThat(node(a).links()).hasSize(1);
    assertThat(node(a).links().getFirst().wishes()).contains(wishes);

    // Another process has yet to say what it knows.
    assertThat(cluster.join(a, 3, TestHello.ofNew(), "10.0.0.1")).isZero();
    assertThat(node(a).links()).hasSize(1);
    assertThat(node(a).links().getFirst().wishes()).isEmpty();
  }

  @Test
  void aForgottenNodeIsGone() {
    cluster.join(a, 1, TestHello.ofNew(), "10.0.0.1");
    cluster.join(b, 2, TestHello.ofNew(), "10.0.0.2");
    cluster.report(a, 1, ReportDelta.complete(1, report(volume(dataset, 1))));
    cluster.report(b, 2, ReportDelta.complete(1, report(volume(dataset, 1))));

    cluster.forget(a);

    assertThat(cluster.now().node(a)).isEmpty();
    assertThat(cluster.now().copiesOf(dataset)).containsOnlyKeys(b);
  }

  @Test
  void anyRowOfDifferencesLeadsToWhatACompleteReportSays() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<DatasetId> ids = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ids.add(new DatasetId(new UUID(seed, i)));
      }
      Cluster fresh = new Cluster(() -> NOON);
      fresh.join(a, 1, TestHello.ofNew(), "10.0.0.1");
      NodeReport before = NodeReport.EMPTY;
      for (int revision = 1; revision < 20; revision++) {
        NodeReport next =
            report(
                ids.stream()
                    .filter(_ -> random.nextBoolean())
                    .map(id -> volume(id, 1 + random.nextInt(3)))
                    .toArray(ObservedVolume[]::new));
        fresh.report(
            a,
            1,
            revision == 1 || random.nextInt(5) == 0
                ? ReportDelta.complete(revision, next)
                : ReportDelta.between(before, next, revision));
        before = next;
        assertThat(fresh.now().node(a).orElseThrow().volumes())
            .as("seed %s, revision %s", seed, revision)
            .isEqualTo(next.volumes());
        assertThat(Set.copyOf(fresh.now().copies().keySet()))
            .as("seed %s, revision %s", seed, revision)
            .isEqualTo(next.volumes().keySet());
      }
    }
  }
}
