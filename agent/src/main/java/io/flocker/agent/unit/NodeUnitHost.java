package io.flocker.agent.unit;

import io.flocker.agent.half.Half;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.Route;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.Router;
import io.flocker.node.move.Mover;
import io.flocker.node.peer.PeerTransport;
import io.flocker.node.session.ActionExecutor;
import io.flocker.node.session.OtherNodes;
import io.flocker.node.session.PlanListener;
import io.flocker.node.session.PlanRunner;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/** The real node: looks at one unit's volumes and containers only, and acts as everyone does. */
public final class NodeUnitHost implements UnitHost {

  /**
   * What makes up the node.
   *
   * @param half only what is its own is touched, and only what it needs is looked at
   * @param requireUnused throws a {@link io.flocker.core.problem.ProblemException} for a dataset
   *     that a running container here uses
   */
  public record Parts(
      Half half,
      NodeId id,
      NodeName name,
      VolumeDriver driver,
      Consumer<DatasetId> requireUnused,
      VolumeLocks locks,
      ContainerRuntime containers,
      Router router,
      PeerTransport transport,
      Consumer<List<KnownDataset>> remember) {}

  private final Parts parts;
  private final Inventory inventory;
  private final Mover mover;

  public NodeUnitHost(Parts parts, Inventory inventory) {
    this.parts = parts;
    this.inventory = inventory;
    this.mover =
        new Mover(
            parts.id(),
            parts.driver(),
            parts.containers(),
            parts.locks(),
            parts.transport(),
            () -> Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36));
  }

  @Override
  public NodeState observe(UnitWish wish) {
    List<ObservedVolume> volumes = new ArrayList<>();
    for (DatasetId dataset : wish.datasets()) {
      Optional<ObservedVolume> copy = parts.driver().find(dataset);
      inventory.seen(dataset, copy);
      copy.ifPresent(volumes::add);
    }
    List<ObservedContainer> containers = new ArrayList<>();
    for (ApplicationName name : wish.containers()) {
      Optional<ObservedContainer> found = parts.containers().find(name);
      inventory.seen(name, found);
      found.ifPresent(containers::add);
    }
    inventory.looked(wish.key(), wish.turn());
    boolean runsHere =
        parts.half().containers() && !wish.configuration().applicationsOn(parts.name()).isEmpty();
    SortedSet<String> images = runsHere ? parts.containers().images() : new TreeSet<>();
    SortedSet<Route> routes =
        parts.half().containers() && !wish.containers().isEmpty()
            ? parts.router().observe().routes()
            : new TreeSet<>();
    return new NodeState(
        parts.id(),
        parts.driver().name(),
        parts.driver().capabilities().liveTransfer(),
        // What is refused for the lack of it is the start of a container.
        !parts.half().containers() || (runsHere && parts.containers().haveIpv6()),
        containers,
        volumes,
        images,
        routes,
        new TreeSet<>(),
        new TreeSet<>(),
        List.of());
  }

  @Override
  public List<Problem> run(Plan plan, PlanListener listener) {
    ActionExecutor executor =
        new ActionExecutor(
            parts.id(),
            parts.name(),
            parts.driver(),
            parts.locks(),
            parts.containers(),
            parts.router(),
            parts.remember(),
            parts.transport(),
            mover,
            new NoWaiting(),
            listener);
    return new PlanRunner(parts.name(), action -> execute(executor, action), listener).run(plan);
  }

  private void execute(ActionExecutor executor, Action action) {
    if (action instanceof Action.MoveVolumes move && move.application().isEmpty()) {
      // Nobody will stop what uses them: to know it before anything is copied saves the copying.
      move.transfers().forEach(transfer -> parts.requireUnused().accept(transfer.dataset()));
    }
    executor.execute(action);
  }

  /** A worker leaves out of a plan what waits for others, see {@link UnitPlanner}. */
  private static final class NoWaiting implements OtherNodes {

    @Override
    public void await(Action.AwaitVolumes volumes) {
      throw new IllegalStateException("not left out of the plan: " + volumes);
    }

    @Override
    public void await(Action.AwaitApplication application) {
      throw new IllegalStateException("not left out of the plan: " + application);
    }

    @Override
    public boolean isCalledOff() {
      return false;
    }
  }
}
