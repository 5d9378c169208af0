package io.flocker.control.status;

import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.model.Container;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.ContainerDifference;
import io.flocker.core.state.ObservedContainer;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A container as it should be and as it is.
 *
 * @param wanted empty if it should be nowhere
 * @param observed by the nodes that have it, or had it when last heard from
 */
public record ContainerStatus(
    ApplicationName name,
    Optional<Container> wanted,
    Verdict verdict,
    SortedMap<NodeId, ObservedContainer> observed) {

  /** What is known of a container; empty if nothing is. */
  public static Optional<ContainerStatus> of(ApplicationName name, View view) {
    SortedMap<NodeId, ObservedContainer> observed = new TreeMap<>();
    for (NodeSnapshot node : view.cluster().nodes().values()) {
      ObservedContainer found = node.containers().get(name);
      if (found != null) {
        observed.put(node.id(), found);
      }
    }
    return of(name, observed, view);
  }

  /** Every container that is wanted or reported, in the order of names. */
  public static Stream<ContainerStatus> all(View view) {
    Map<ApplicationName, SortedMap<NodeId, ObservedContainer>> observed = new HashMap<>();
    for (NodeSnapshot node : view.cluster().nodes().values()) {
      node.containers()
          .forEach((name, found) ->
              observed.computeIfAbsent(name, _ -> new TreeMap<>()).put(node.id(), found));
    }
    Set<ApplicationName> names = new TreeSet<>(observed.keySet());
    names.addAll(view.wanted().containers().keySet());
    return names.stream()
        .flatMap(name -> of(name, observed.getOrDefault(name, new TreeMap<>()), view).stream());
  }

  private static Optional<ContainerStatus> of(
      ApplicationName name, SortedMap<NodeId, ObservedContainer> observed, View view) {
    Optional<Container> wanted = view.wanted().container(name);
    if (wanted.isEmpty() && observed.isEmpty()) {
      return Optional.empty();
    }
    Judge judge = new Judge(new UnitId.OfContainer(name), observed, view);
    return Optional.of(
        new ContainerStatus(
            name,
            wanted,
            wanted
                .map(judge::ofWanted)
                .orElseGet(() -> judge.ofUnwanted(view.wanted().isFormer(name))),
            observed));
  }

  /** Compares what is wanted of one container with what there is. */
  private record Judge(UnitId unit, SortedMap<NodeId, ObservedContainer> observed, View view) {

    Verdict ofWanted(Container container) {
      NodeId node = container.node();
      Set<NodeId> needed = new TreeSet<>(observed.keySet());
      needed.add(node);
      boolean settled =
          observed.keySet().equals(Set.of(node))
              && observed.values().stream().allMatch(found -> isMadeFrom(found, container))
              && view.status(node, unit)
                  .filter(status -> status.phase() == Phase.SETTLED)
                  .isPresent();
      return silent(needed)
          .or(() -> view.mostUrgent(needed, unit))
          .orElseGet(() -> settled ? settled(node) : notTakenUp(container));
    }

    /**
     * A node that has not heard of the latest change still says that it is as wanted. Links are
     * made of the node's own name for itself, which only it knows.
     */
    private static boolean isMadeFrom(ObservedContainer found, Container wanted) {
      NodeName unknown = new NodeName(wanted.node().toString());
      return ContainerDifference.changedParts(found, wanted.application(), unknown).stream()
          .allMatch("links"::equals);
    }

    private Verdict settled(NodeId node) {
      return Verdict.seen(
          ObjectPhase.SETTLED,
          Optional.ofNullable(observed.get(node)).filter(ObservedContainer::running).isPresent()
              ? "Runs on node " + view.called(node) + "."
              : "Is on node " + view.called(node) + "; its process has ended.",
          Optional.of(node),
          view.status(node, unit).map(status -> status.since()));
    }

    private Verdict notTakenUp(Container container) {
      return Verdict.seen(
          ObjectPhase.WAITING,
          "Node " + view.called(container.node()) + " has not taken it up yet.",
          Optional.of(container.node()),
          Optional.of(container.changed()));
    }

    Verdict ofUnwanted(boolean former) {
      NodeId node = observed.firstKey();
      if (!former) {
        return Verdict.seen(
            ObjectPhase.UNCLAIMED,
            "Nobody asked for this container; it is left alone on node " + view.called(node) + ".",
            Optional.of(node),
            Optional.empty());
      }
      return silent(observed.keySet())
          .or(() -> view.mostUrgent(observed.keySet(), unit))
          .orElseGet(() ->
              Verdict.seen(
                  ObjectPhase.WAITING,
                  "Node " + view.called(node) + " has still to remove it.",
                  Optional.of(node),
                  Optional.empty()));
    }

    private Optional<Verdict> silent(Set<NodeId> needed) {
      return needed.stream()
          .flatMap(node -> view.silenceOfContainers(node).stream())
          .findFirst()
          .map(silence -> Verdict.unreachable(silence, view));
    }
  }
}
