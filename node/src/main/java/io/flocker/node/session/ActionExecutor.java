package io.flocker.node.session;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.Action;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.Route;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.FaultPoint;
import io.flocker.node.Router;
import io.flocker.node.move.MoveListener;
import io.flocker.node.move.Mover;
import io.flocker.node.peer.Peer;
import io.flocker.node.peer.PeerTransport;
import io.flocker.node.peer.TransferSnapshots;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Does one action on this node. Each looks again, under the dataset's lock, whether the rule of
 * ownership allows it: the plan was made from what was seen some time ago. Safe for use by several
 * threads.
 */
public final class ActionExecutor {

  /** Who took the volume in may still be making it live, on a slow disk. */
  private static final Duration ACTIVATION = Duration.ofMinutes(1);

  private final NodeId self;
  private final NodeName name;
  private final VolumeDriver driver;
  private final VolumeLocks locks;
  private final ContainerRuntime containers;
  private final Router router;
  private final Consumer<List<KnownDataset>> remember;
  private final PeerTransport transport;
  private final Mover mover;
  private final OtherNodes others;
  private final PlanListener listener;

  public ActionExecutor(
      NodeId self,
      NodeName name,
      VolumeDriver driver,
      VolumeLocks locks,
      ContainerRuntime containers,
      Router router,
      Consumer<List<KnownDataset>> remember,
      PeerTransport transport,
      Mover mover,
      OtherNodes others,
      PlanListener listener) {
    this.self = self;
    this.name = name;
    this.driver = driver;
    this.locks = locks;
    this.containers = containers;
    this.router = router;
    this.remember = remember;
    this.transport = transport;
    this.mover = mover;
    this.others = others;
    this.listener = listener;
  }

  /** Does it, or throws {@link ProblemException}. */
  public void execute(Action action) {
    switch (action) {
      case Action.PullImage pull -> containers.pull(pull.image());
      case Action.CreateVolume create -> create(create);
      case Action.CloneVolume clone -> cloneVolume(clone);
      case Action.ResizeVolume resize ->
          withOwned(resize.dataset(), dataset -> driver.resize(dataset, resize.to()));
      case Action.ActivateVolume activate -> withOwned(activate.dataset(), driver::makeWritable);
      case Action.ReclaimVolume reclaim -> reclaim(reclaim);
      case Action.RetireVolume retire -> retire(retire);
      case Action.DestroyVolume destroy -> destroy(destroy.dataset());
      case Action.TakeSnapshot take ->
          withOwned(take.dataset(), _ -> driver.snapshot(take.dataset(), take.snapshot().stored()));
      case Action.RemoveSnapshot remove -> removeSnapshot(remove);
      case Action.MoveVolumes move -> move(move);
      case Action.AwaitVolumes await -> others.await(await);
      case Action.RemoveContainer remove -> {
        containers.remove(remove.application());
        FaultPoint.reach("container-removed");
      }
      case Action.StartContainer start -> start(start.application());
      case Action.AwaitApplication await -> others.await(await);
      case Action.ChangeRoutes change -> changeRoutes(change);
      case Action.OpenPorts open -> openPorts(open.ports());
      case Action.RememberDatasets remember -> this.remember.accept(remember.datasets());
    }
  }

  private void create(Action.CreateVolume create) {
    try (VolumeLocks.Held _ = locks.hold(create.dataset())) {
      driver.create(
          VolumeRecord.created(create.dataset(), self, create.maximumSize())
              .with(create.properties()));
    }
  }

  /** Never an empty volume in its place: without the snapshot nothing is made. */
  private void cloneVolume(Action.CloneVolume clone) {
    DatasetId source = clone.source();
    SnapshotName stored = clone.snapshot().stored();
    try (VolumeLocks.Held _ = locks.hold(source);
        VolumeLocks.Held _ = locks.hold(clone.dataset())) {
      if (driver.snapshots(source).stream().noneMatch(one -> one.name().equals(stored))) {
        throw problem(
            clone.dataset(),
            "it is to be a clone of snapshot "
                + clone.snapshot()
                + " of dataset "
                + source
                + ", which is not on this node",
            "if the snapshot is still to be taken here, wait; if it is gone, delete this dataset");
      }
      driver.clone(
          source,
          stored,
          VolumeRecord.created(clone.dataset(), self, clone.maximumSize())
              .with(clone.properties()));
    }
  }

  private void reclaim(Action.ReclaimVolume reclaim) {
    DatasetId dataset = reclaim.dataset();
    try (VolumeLocks.Held _ = locks.hold(dataset)) {
      VolumeRecord record = record(dataset);
      if (record.isWritableOn(self)) {
        driver.makeWritable(dataset);
        return;
      }
      long epoch = Math.max(reclaim.epoch(), record.epoch() + 2);
      Optional<VolumeRecord> owner;
      try (Peer peer = transport.connect(reclaim.target())) {
        requireHandingOffTo(record, peer.id());
        owner = peer.fence(dataset, epoch - 1);
      }
      FaultPoint.reach("source-fenced");
      if (owner.isPresent()) {
        letGo(record, owner.get().owner(), owner.get().epoch());
      } else {
        driver.writeRecord(record.ownedBy(self, epoch));
        driver.makeWritable(dataset);
      }
    }
  }

  private void requireHandingOffTo(VolumeRecord record, NodeId target) {
    if (!record.owner().equals(self) || !record.handingOffTo().equals(Optional.of(target))) {
      throw problem(
          record.dataset(),
          "it is not being handed to node " + target + " any more",
          "run the deployment again: it looks at the present state first");
    }
  }

  private void retire(Action.RetireVolume retire) {
    try (VolumeLocks.Held _ = locks.hold(retire.dataset())) {
      VolumeRecord record = record(retire.dataset());
      if (record.epoch() < retire.epoch()) {
        letGo(record, retire.owner(), retire.epoch());
      } else if (!record.owner().equals(self)) {
        driver.retire(retire.dataset());
      }
      TransferSnapshots.prune(driver, retire.dataset(), self, retire.owner());
      FaultPoint.reach("volume-retired");
    }
  }

  private void destroy(DatasetId dataset) {
    try (VolumeLocks.Held _ = locks.hold(dataset)) {
      driver.destroy(dataset);
    }
  }

  private void removeSnapshot(Action.RemoveSnapshot remove) {
    try (VolumeLocks.Held _ = locks.hold(remove.dataset())) {
      driver.destroySnapshot(remove.dataset(), remove.snapshot().stored());
    }
  }

  private void letGo(VolumeRecord record, NodeId owner, long epoch) {
    driver.makeReadOnly(record.dataset());
    driver.writeRecord(record.ownedBy(owner, epoch));
    driver.retire(record.dataset());
  }

  private void move(Action.MoveVolumes move) {
    MoveListener telling =
        new MoveListener() {
          @Override
          public void phase(List<DatasetId> datasets, Phase phase) {
            if (phase == Phase.COMMITTED) {
              // At once: the container is away until the other node hears of it.
              move.application()
                  .map(application -> new Notice.VolumesCommitted(application.name(), name))
                  .ifPresent(listener::tell);
            }
            listener.phase(datasets, phase);
          }

          @Override
          public void sent(DatasetId dataset, long bytes) {
            listener.sent(dataset, bytes);
          }
        };
    mover.move(move, telling, others::isCalledOff);
  }

  /** All locks are held until it runs: a move by another process then finds it running. */
  private void start(Application application) {
    Map<DatasetId, Path> paths = new HashMap<>();
    List<VolumeLocks.Held> held = new ArrayList<>();
    try {
      for (Volume volume : application.volumes()) {
        held.add(locks.hold(volume.dataset(), ACTIVATION));
        requireOwned(volume.dataset());
        paths.put(volume.dataset(), driver.makeWritable(volume.dataset()));
      }
      FaultPoint.reach("target-activated");
      containers.start(application, name, paths);
    } finally {
      held.forEach(VolumeLocks.Held::close);
    }
    FaultPoint.reach("target-started");
    listener.tell(new Notice.ApplicationStarted(application.name()));
  }

  /** Only the owner may touch the content, whatever the plan says. */
  private void withOwned(DatasetId dataset, Consumer<DatasetId> work) {
    try (VolumeLocks.Held _ = locks.hold(dataset, ACTIVATION)) {
      requireOwned(dataset);
      work.accept(dataset);
    }
  }

  private void requireOwned(DatasetId dataset) {
    VolumeRecord record = record(dataset);
    if (!record.isWritableOn(self)) {
      throw problem(
          dataset,
          "this node does not own it: owner " + record.owner() + " since epoch " + record.epoch(),
          "run the deployment again: it settles who the owner is");
    }
  }

  private VolumeRecord record(DatasetId dataset) {
    return driver
        .record(dataset)
        .orElseThrow(() ->
            problem(
                dataset,
                "there is no copy of it on this node",
                "check that the pool or filesystem with the volumes is mounted"));
  }

  private synchronized void changeRoutes(Action.ChangeRoutes change) {
    router.change(rules -> {
      SortedSet<Route> routes = new TreeSet<>(rules.routes());
      SortedSet<Integer> replaced = new TreeSet<>(change.withdraw());
      change.add().forEach(route -> replaced.add(route.port()));
      routes.removeIf(route -> replaced.contains(route.port()));
      routes.addAll(change.add());
      return new Router.Rules(routes, rules.openPorts());
    });
  }

  private synchronized void openPorts(SortedSet<Integer> ports) {
    router.change(rules -> new Router.Rules(rules.routes(), ports));
  }

  private static ProblemException problem(DatasetId dataset, String what, String remedy) {
    return new ProblemException(
        new Problem(Problem.Kind.OWNERSHIP, "dataset " + dataset, what, remedy));
  }
}
