package io.flocker.core.plan;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which applications cannot be made as they should be, and why. Such an application is left as it
 * is on all nodes: no container of it is touched and none of its datasets moves.
 */
final class Refusals {

  private final ClusterView view;
  private final Map<ApplicationName, List<Problem>> problems = new HashMap<>();

  Refusals(ClusterView view) {
    this.view = view;
  }

  boolean any() {
    return !problems.isEmpty();
  }

  List<Problem> of(ApplicationName name) {
    return problems.getOrDefault(name, List.of());
  }

  /** Both placements want what only one can have. */
  void twice(String what, Placement one, Placement other) {
    Problem problem =
        new Problem(
            Problem.Kind.CONFIGURATION,
            what,
            "wanted twice: by %s on node %s and by %s on node %s"
                .formatted(one.name(), one.node(), other.name(), other.node()),
            "leave one of them out");
    refuse(one.name(), problem);
    if (!one.name().equals(other.name())) {
      refuse(other.name(), problem);
    }
  }

  private void refuse(ApplicationName name, Problem problem) {
    problems.computeIfAbsent(name, key -> new ArrayList<>()).add(problem);
  }

  /** Looks at all placements, then at those which need something that a refused one keeps. */
  void complete() {
    view.placements().forEach(this::checkNode);
    view.unsettled().forEach(this::checkVolumes);
    Deque<ApplicationName> refused = new ArrayDeque<>(new TreeSet<>(problems.keySet()));
    while (!refused.isEmpty()) {
      ApplicationName keeper = refused.remove();
      for (Placement blocked : blockedBy(keeper)) {
        if (of(blocked.name()).isEmpty()) {
          refuse(blocked.name(), keptBy(keeper, blocked));
          refused.add(blocked.name());
        }
      }
    }
  }

  private void checkNode(Placement placement) {
    if (!view.isMember(placement.node())) {
      refuse(
          placement.name(),
          VolumeProblem.notReported(placement.node(), "application " + placement.name()));
    } else {
      linkProblem(placement).ifPresent(problem -> refuse(placement.name(), problem));
    }
  }

  /** Needed only for {@link ClusterView#unsettled}: the others have their datasets already. */
  private void checkVolumes(Placement placement) {
    if (view.isMember(placement.node())) {
      for (Volume volume : placement.application().volumes()) {
        VolumeProblem.of(view, placement, volume)
            .ifPresent(problem -> refuse(placement.name(), problem));
      }
    }
  }

  /** A link leads to the own node by its name, so that must be an address for the container. */
  private Optional<Problem> linkProblem(Placement placement) {
    NodeName node = placement.node();
    boolean reachable = node.value().indexOf(':') < 0 || view.state(node).containersHaveIpv6();
    if (reachable || placement.application().links().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            "links of application " + placement.name() + " on node " + node,
            "they lead to the node's IPv6 address, which its containers cannot reach: Docker's"
                + " default network there has no IPv6",
            "name the nodes by IPv4 addresses, or set \"ipv6\": true and \"fixed-cidr-v6\" in"
                + " /etc/docker/daemon.json of that node"));
  }

  private Problem keptBy(ApplicationName keeper, Placement blocked) {
    return new Problem(
        Problem.Kind.CONTAINER,
        "application " + blocked.name(),
        "it needs a port or a dataset that the container of application "
            + keeper
            + " uses, which is left as it is",
        "mend what keeps application " + keeper + " back: " + of(keeper).getFirst().what());
  }

  /** Placements that need a port or dataset which a container of {@code keeper} has now. */
  private Iterable<Placement> blockedBy(ApplicationName keeper) {
    NavigableSet<ApplicationName> names = new TreeSet<>();
    view.cluster()
        .nodes()
        .forEach((node, state) ->
            state.container(keeper).ifPresent(container -> collect(names, node, state, container)));
    names.remove(keeper);
    return names.stream().flatMap(name -> view.placement(name).stream()).toList();
  }

  private void collect(
      NavigableSet<ApplicationName> names,
      NodeName node,
      NodeState state,
      ObservedContainer container) {
    NavigableSet<Integer> held = new TreeSet<>();
    container.ports().forEach(port -> held.add(port.external()));
    view.configuration().applicationsOn(node).stream()
        .filter(application ->
            application.ports().stream().map(Port::external).anyMatch(held::contains))
        .forEach(application -> names.add(application.name()));
    for (ObservedVolume volume : state.volumes()) {
      if (volume.path().filter(container.volumePaths()::contains).isPresent()) {
        view.wanting(volume.dataset()).ifPresent(placement -> names.add(placement.name()));
      }
    }
  }
}
