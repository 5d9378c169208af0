package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.control.cluster.Presence;
import io.flocker.control.nodes.NodeServer;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of the node protocol over real TLS on the loopback interface. */
class UplinkTest {

  /** Heartbeats and looks are frequent; nobody is given up for standing still for a while. */
  static final NodeSettings QUICK =
      new NodeSettings(
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMillis(300));

  @TempDir private Path temporary;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestCluster cluster;
  private TestControl control;

  @BeforeEach
  void serve() throws IOException {
    cluster = new TestCluster(temporary);
    control = open(new TestControl(cluster, 0, QUICK));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private TestAgent agent(NodeId node, String host) throws IOException {
    return open(new TestAgent(cluster, node, control.port(), host));
  }

  private static NodeId node() {
    return new NodeId(UUID.randomUUID());
  }

  private static Wish wish(DatasetId id, NodeId at, NodeId... copiesAt) {
    return wish(id, at, false, copiesAt);
  }

  private static Wish wish(DatasetId id, NodeId at, boolean mayCreate, NodeId... copiesAt) {
    return new Wish.OfDataset(
        new WantedDataset(
            id,
            at,
            Optional.empty(),
            false,
            mayCreate,
            List.of(copiesAt).stream()
                .map(other -> new WantedDataset.Copy(other, TestAgent.volume(id, other)))
                .toList(),
            Optional.empty()));
  }

  private static DatasetId dataset() {
    return new DatasetId(UUID.randomUUID());
  }

  @Test
  void whatANodeHasIsKnownAndWhatIsWantedArrives() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    DatasetId first = agent.create();
    await().until(() -> control.cluster.now().copiesOf(first).containsKey(agent.node));

    DatasetId second = agent.create();
    await().until(() -> control.cluster.now().copiesOf(second).containsKey(agent.node));
    agent.volumes.remove(first);
    agent.uplink.changed();
    await().until(() -> control.cluster.now().copiesOf(first).isEmpty());
    assertThat(control.node(agent.node).volumes()).containsOnlyKeys(second);
    assertThat(control.node(agent.node).neighbour().host()).contains("a.example");

    Wish wish = wish(second, agent.node);
    control.board.change(agent.node, List.of(wish), Set.of());
    await().until(() -> agent.uplink.wishes().units().containsKey(wish.id()));
    assertThat(agent.uplink.wishes().units()).containsEntry(wish.id(), wish);
    control.board.change(agent.node, List.of(), Set.of(wish.id()));
    await().until(() -> agent.uplink.wishes().units().isEmpty());
  }

  @Test
  void manyWishesAndVolumesArriveInParts() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < 1_201; i++) {
      DatasetId id = dataset();
      agent.volumes.put(id, TestAgent.volume(id, agent.node));
      wishes.add(wish(id, agent.node));
    }
    control.board.change(agent.node, wishes, Set.of());
    agent.uplink.changed();

    await().until(() -> agent.uplink.wishes().units().size() == 1_201);
    await().until(() -> control.node(agent.node).volumes().size() == 1_201);
    assertThat(new HashSet<>(agent.uplink.wishes().units().values()))
        .isEqualTo(new HashSet<>(wishes));
  }

  @Test
  void whatWasWantedIsKnownAfterARestartWhileTheControlServiceIsAway() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    TestAgent other = agent(node(), "b.example");
    await().until(other::isJoined);
    DatasetId id = dataset();
    Wish wish = wish(id, agent.node, other.node);
    Wish granted = wish(id, agent.node, true, other.node);
    control.board.change(agent.node, List.of(granted), Set.of());
    await().until(() -> agent.uplink.neighbours().containsKey(other.node));
    await().until(() -> agent.uplink.wishes().units().containsValue(granted));
    Path file = temporary.resolve("wanted");
    agent.uplink.keep().orElseThrow().write(file);
    int port = control.port();
    agent.close();
    control.close();

    Uplink again = open(new TestAgent(cluster, agent.node, port, "a.example")).uplink;
    again.recall(KeptWishes.read(file).orElseThrow());
    await().until(() -> again.wishes().units().equals(Map.of(wish.id(), wish)));
    assertThat(again.wishes().revision()).as("it is to be said anew, with its grant").isEmpty();
    assertThat(again.neighbours()).containsOnlyKeys(other.node);
  }

  @Test
  void theWishesThatAReportWasMadeWithAreKnown() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    var revision = control.board.change(agent.node, List.of(wish(dataset(), agent.node)), Set.of());

    await()
        .until(() ->
            control.cluster.now().node(agent.node).stream()
                .flatMap(known -> known.links().stream())
                .anyMatch(link -> link.wishes().equals(Optional.of(revision))));
  }

  @Test
  void neighboursAreThoseThatTheWishesMention() throws Exception {
    TestAgent one = agent(node(), "one.example");
    TestAgent two = agent(node(), "two.example");
    TestAgent stranger = agent(node(), "stranger.example");
    await().until(() -> one.isJoined() && two.isJoined() && stranger.isJoined());
    DatasetId id = dataset();

    control.board.change(one.node, List.of(wish(id, one.node, two.node)), Set.of());
    await().until(() -> one.uplink.neighbours().containsKey(two.node));
    assertThat(one.uplink.neighbours()).containsOnlyKeys(two.node);
    assertThat(one.uplink.neighbours().get(two.node)).isEqualTo(control.node(two.node).neighbour());

    two.close();
    await()
        .until(() ->
            one.uplink.neighbours().values().stream()
                .anyMatch(known -> known.unreachableSince().isPresent()));

    control.board.change(one.node, List.of(wish(id, one.node)), Set.of());
    await().until(() -> one.uplink.neighbours().isEmpty());
  }

  @Test
  void whoComesBackGetsOnlyWhatChanged() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    DatasetId gone = dataset();
    DatasetId stays = dataset();
    WishRevision seen =
        control.board.change(
            agent.node, List.of(wish(gone, agent.node), wish(stays, agent.node)), Set.of());
    await().until(() -> agent.uplink.wishes().units().size() == 2);

    // The same board behind another server: the history goes on.
    int port = control.port();
    control.close();
    await().until(() -> !agent.isJoined());
    await().until(() -> control.node(agent.node).presence() instanceof Presence.Unreachable);
    control.board.change(agent.node, List.of(), Set.of(new UnitId.OfDataset(gone)));
    try (NodeServer again =
        NodeServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            cluster.control(),
            cluster.id(),
            control.cluster,
            control.board,
            _ -> false,
            cluster.renewals(control.cluster),
            QUICK,
            InstantSource.system())) {
      await().until(agent::isJoined);
      await().until(() -> agent.uplink.wishes().units().size() == 1);
      assertThat(agent.uplink.wishes().units()).containsOnlyKeys(new UnitId.OfDataset(stays));
      assertThat(again.port()).isEqualTo(port);
      assertThat(control.node(agent.node).links())
          .singleElement()
          .satisfies(link -> {
            // It said what it had, and what it had reported counts on.
            assertThat(link.hello().wishes()).contains(seen);
            assertThat(link.hasReported()).isTrue();
          });
    }
  }

  @Test
  void aControlServiceThatWasAwayForAMomentIsFoundAtOnce() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    DatasetId id = agent.create();
    control.board.change(agent.node, List.of(wish(id, agent.node)), Set.of());
    await().until(() -> agent.uplink.wishes().units().size() == 1);

    int port = control.port();
    control.close();
    await().until(() -> !agent.isJoined());
    // What was wanted is still known.
    assertThat(agent.uplink.wishes().units()).hasSize(1);
    agent.create();

    // Who waited for the longest pause would come too late for this.
    control = open(new TestControl(cluster, port, QUICK));
    await()
        .until(() ->
            control.cluster.now().node(agent.node).stream()
                .anyMatch(known -> known.volumes().size() == 2));
    // The new one wants nothing, and says so.
    await().until(() -> agent.uplink.wishes().units().isEmpty());
  }

  @Test
  void aLostNodeIsKeptAndMarked() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    DatasetId id = agent.create();
    await().until(() -> control.cluster.now().copiesOf(id).containsKey(agent.node));
    assertThat(control.node(agent.node).presence()).isInstanceOf(Presence.Connected.class);

    agent.close();

    await().until(() -> control.node(agent.node).presence() instanceof Presence.Unreachable);
    assertThat(control.node(agent.node).volumes()).containsOnlyKeys(id);
  }

  @Test
  void aCopiedIdentityIsRefusedAndBothHostsAreNamed() throws Exception {
    NodeId node = node();
    TestAgent first = agent(node, "first.example");
    await().until(first::isJoined);

    TestAgent second = agent(node, "second.example");

    await().until(() -> second.uplink.state() instanceof UplinkState.Refused);
    assertThat(second.uplink.state())
        .isInstanceOfSatisfying(
            UplinkState.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(UplinkState.RefusalReason.DUPLICATE_IDENTITY);
              assertThat(refused.explanation()).contains("first.example", "second.example");
            });
    assertThat(first.isJoined()).isTrue();

    // When the first one goes, the second one gets in by itself.
    first.close();
    await().until(second::isJoined);
    assertThat(control.node(node).neighbour().host()).contains("second.example");
  }

  @Test
  void theTwoHalvesOfANodeMayBeTwoProcesses() throws Exception {
    NodeId node = node();
    TestAgent datasets =
        open(
            new TestAgent(
                cluster, node, control.port(), TestAgent.hello("a", true, false, "boot")));
    TestAgent containers =
        open(
            new TestAgent(
                cluster, node, control.port(), TestAgent.hello("a", false, true, "boot")));

    await().until(() -> datasets.isJoined() && containers.isJoined());
    DatasetId id = datasets.create();
    await().until(() -> control.cluster.now().copiesOf(id).containsKey(node));
    // A half that does not work on datasets has no say about them.
    containers.create();
    await().until(() -> control.node(node).containerAgent().get().hasReported());
    assertThat(control.node(node).volumes()).containsOnlyKeys(id);
  }

  @Test
  void aNodeThatIsTakenOutIsTold() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    await().until(agent::isJoined);

    // As the store says it first, it is not let in again.
    control.decommissioned.add(agent.node);
    control.server().decommission(agent.node);

    await()
        .until(() ->
            agent.uplink.state() instanceof UplinkState.Refused refused
                && refused.reason() == UplinkState.RefusalReason.DECOMMISSIONED);
  }

  @Test
  void aConnectionEndsWhenItsCertificateIsRevoked() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    await().until(agent::isJoined);

    cluster.revoke(agent.node);

    await().until(() -> agent.uplink.state() instanceof UplinkState.Away);
    await().until(() -> control.node(agent.node).presence() instanceof Presence.Unreachable);
  }

  @Test
  void aClosedUplinkStaysClosed() throws Exception {
    TestAgent agent = agent(node(), "a.example");
    await().until(agent::isJoined);

    agent.close();

    await().until(() -> agent.uplink.state() instanceof UplinkState.Closed);
    agent.uplink.changed();
    assertThat(agent.uplink.state()).isInstanceOf(UplinkState.Closed.class);
  }
}
