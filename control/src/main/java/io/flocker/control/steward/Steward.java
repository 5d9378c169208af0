package io.flocker.control.steward;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.ClusterChange;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.model.Change;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Home;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Node;
import io.flocker.control.nodes.WishBoard;
import io.flocker.control.store.Committed;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.wishes.UnitWishes;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whenever something changes in what is wanted or in what is reported, looks at the units that it
 * concerns: tells each node what it should bring about, and the store which node has made a volume
 * or has none. One thread does it all, so nobody who reports or asks ever waits for it; what could
 * not be written down (a full disk) is due again after a while.
 */
public final class Steward implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Steward.class);
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run);

  /** What may be due. */
  private sealed interface Matter {

    /** What nodes are told about a unit, and where its datasets live. */
    record Unit(UnitId id) implements Matter {}

    /** What a node says of itself, and has none of. */
    record Report(NodeId node) implements Matter {}
  }

  /**
   * A grant that was withdrawn, and since when the node has been told.
   *
   * @param version of the home
   */
  private record Withdrawal(NodeId node, long version, WishRevision told) {}

  private final ConfigurationStore store;
  private final Cluster cluster;
  private final WishBoard board;
  private final Records records;
  private final Agenda<Matter> agenda = new Agenda<>();
  private final ConfigurationStore.Watch watch;
  private final Thread thread;

  // Used by the thread only.
  private final Map<UnitId, Set<NodeId>> told = new HashMap<>();
  private final Map<DatasetId, Withdrawal> withdrawals = new HashMap<>();

  private Steward(ConfigurationStore store, Cluster cluster, WishBoard board) {
    this.store = store;
    this.records = new Records(store);
    this.cluster = cluster;
    this.board = board;
    this.watch = store.watch(this::committed);
    this.thread = Thread.ofVirtual().name("steward").unstarted(this::work);
  }

  /** Begins with everything that is wanted. */
  public static Steward start(ConfigurationStore store, Cluster cluster, WishBoard board) {
    Steward steward = new Steward(store, cluster, board);
    ClusterConfiguration start = steward.watch.start();
    start.datasets().values().forEach(steward::concerns);
    start.containers().values().forEach(steward::concerns);
    cluster.listen(steward::reported);
    steward.thread.start();
    return steward;
  }

  private void committed(Committed change) {
    change.changes().stream().map(Change::entity).forEach(this::concerns);
  }

  private void concerns(Entity entity) {
    switch (entity) {
      case Dataset dataset -> concerns(dataset.id());
      case Home home -> concerns(home.dataset());
      case DatasetSnapshot snapshot -> concerns(snapshot.dataset());
      case Container container -> {
        agenda.note(new Matter.Unit(new UnitId.OfContainer(container.name())));
        concernsPorts(container);
        container.application().volumes().stream().map(Volume::dataset).forEach(this::concerns);
      }
      // One that is new must know where traffic goes.
      case Node _ -> store.snapshot().containers().values().forEach(this::concernsPorts);
      case Lease _ -> {
        // It changes nothing that a node is told.
      }
    }
  }

  private void concerns(ApplicationName name) {
    agenda.note(new Matter.Unit(new UnitId.OfContainer(name)));
    store.snapshot().container(name).ifPresent(this::concernsPorts);
  }

  /** Both the dataset by itself and the container that uses it: it may just have come or gone. */
  private void concerns(DatasetId dataset) {
    agenda.note(new Matter.Unit(new UnitId.OfDataset(dataset)));
    agenda.note(new Matter.Unit(UnitWishes.unitOf(dataset, store.snapshot())));
  }

  private void concernsPorts(Container container) {
    container.application().ports().stream()
        .map(Port::external)
        .forEach(port -> agenda.note(new Matter.Unit(new UnitId.OfPort(port))));
  }

  private void reported(ClusterChange change) {
    change.datasets().forEach(this::concerns);
    change.containers().forEach(this::concerns);
    agenda.note(new Matter.Report(change.node()));
  }

  private void work() {
    try {
      for (Optional<Matter> due = agenda.take(); due.isPresent(); due = agenda.take()) {
        attend(due.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attend(Matter matter) {
    try {
      switch (matter) {
        case Matter.Unit(UnitId id) -> tell(id);
        case Matter.Report(NodeId node) -> cluster.now().node(node).ifPresent(this::hear);
      }
    } catch (RuntimeException e) {
      failed(matter, e);
    }
  }

  private void failed(Matter matter, Throwable problem) {
    if (problem instanceof ProblemException) {
      LOG.error("what is reported could not be written down yet: {}", problem.getMessage());
      LATER.execute(() -> agenda.note(matter));
    } else {
      // A defect about one unit must not keep all the others from being told.
      LOG.error("a defect, at {}", matter, problem);
    }
  }

  private void tell(UnitId unit) {
    ClusterConfiguration wanted = store.snapshot();
    Map<NodeId, Wish> wishes = UnitWishes.of(unit, wanted, cluster.now());
    Map<NodeId, WishRevision> since = new HashMap<>();
    wishes.forEach((node, wish) -> since.put(node, board.change(node, List.of(wish), Set.of())));
    Set<NodeId> gone = new HashSet<>(told.getOrDefault(unit, Set.of()));
    gone.removeAll(wishes.keySet());
    gone.forEach(node -> board.change(node, List.of(), Set.of(unit)));
    if (wishes.isEmpty()) {
      told.remove(unit);
    } else {
      told.put(unit, Set.copyOf(wishes.keySet()));
    }
    for (DatasetId dataset : datasets(unit, wanted)) {
      wanted.home(dataset).ifPresent(home -> settle(home, since));
      SnapshotDuties.of(dataset, wanted, cluster.now()).forEach(records::write);
    }
  }

  private static List<DatasetId> datasets(UnitId unit, ClusterConfiguration wanted) {
    return switch (unit) {
      case UnitId.OfDataset(DatasetId dataset) -> List.of(dataset);
      case UnitId.OfContainer(var name) ->
          wanted.container(name).stream()
              .flatMap(container -> container.application().volumes().stream())
              .map(Volume::dataset)
              .toList();
      case UnitId.OfPort _ -> List.of();
    };
  }

  private void settle(Home home, Map<NodeId, WishRevision> since) {
    DatasetId dataset = home.dataset();
    if (home.standing() instanceof Standing.Withdrawn(NodeId node)) {
      WishRevision revision = since.get(node);
      if (revision != null) {
        // The first time counts: later wishes say it too.
        withdrawals.compute(
            dataset,
            (_, known) ->
                known != null && known.version() == home.version()
                    ? known
                    : new Withdrawal(node, home.version(), revision));
        agenda.note(new Matter.Report(node));
      }
    } else {
      withdrawals.remove(dataset);
    }
    cluster
        .now()
        .copiesOf(dataset)
        .forEach((node, copy) -> {
          if (isNews(home, node, copy)) {
            Command command = new Command.RecordVolume(dataset, node, copy.record().epoch());
            Matter matter = new Matter.Unit(new UnitId.OfDataset(dataset));
            records.writeSoon(command, problem -> failed(matter, problem));
          }
        });
  }

  /** Whether a copy says that its node owns the dataset since later than is written down. */
  private static boolean isNews(Home home, NodeId node, ObservedVolume copy) {
    boolean claims = copy.record().owner().equals(node);
    return claims
        && !(home.standing() instanceof Standing.Exists(_, long epoch)
            && epoch >= copy.record().epoch());
  }

  private void hear(NodeSnapshot node) {
    node.neighbour()
        .host()
        .filter(host ->
            store.snapshot().node(node.id()).filter(known -> known.host().equals(host)).isEmpty())
        .ifPresent(host -> records.write(new Command.SeeNode(node.id(), host)));
    Map.copyOf(withdrawals)
        .forEach((dataset, withdrawal) -> {
          if (withdrawal.node().equals(node.id()) && hasNone(node, dataset, withdrawal.told())) {
            records.write(new Command.ConfirmAbsence(dataset, node.id(), withdrawal.version()));
          }
        });
  }

  /** Whether a node that had been told has looked since, and has no copy. */
  private static boolean hasNone(NodeSnapshot node, DatasetId dataset, WishRevision told) {
    return !node.volumes().containsKey(dataset)
        && node.datasetAgent()
            .filter(agent -> agent.hasReported() && agent.isConnected())
            .flatMap(agent -> agent.wishes())
            .filter(
                seen -> seen.history().equals(told.history()) && seen.revision() >= told.revision())
            .isPresent();
  }

  /** Ends it; returns once it has nothing in hand, so that the store may be closed. */
  @Override
  public void close() {
    watch.close();
    agenda.close();
    try {
      thread.join();
      records.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
