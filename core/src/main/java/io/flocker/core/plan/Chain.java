package io.flocker.core.plan;

import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.ObservedContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What one node does about one application, or about one dataset that no application wants here, in
 * the phases in which it is done. While a plan is made, the phases of chains that need something of
 * each other are joined, see {@link Chains}. Mutable; used while one plan is made.
 *
 * <p>Nothing in the phases up to {@link #leave} may wait for another node's later phases, except
 * where no other chain waits for this one: that is why plans of several nodes never wait in a
 * circle.
 */
final class Chain {

  private final String key;
  private final List<Step> pulls = new ArrayList<>();
  private final List<Step> repairs = new ArrayList<>();
  private final List<Step> retirements = new ArrayList<>();
  private final List<Step> volumes = new ArrayList<>();
  private final List<Step> activations = new ArrayList<>();
  private final List<Plan> start = new ArrayList<>();
  private final List<Step> afterLeaving = new ArrayList<>();
  private final List<Step> leftovers = new ArrayList<>();
  private final TreeSet<String> startAfter = new TreeSet<>();
  private final TreeSet<Integer> neededPorts = new TreeSet<>();
  private final TreeSet<String> neededPaths = new TreeSet<>();
  private Optional<ObservedContainer> container = Optional.empty();
  private Optional<Step> removal = Optional.empty();
  private Optional<Step> successor = Optional.empty();
  private Optional<Step> move = Optional.empty();
  private boolean early;

  Chain(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  /** Images to fetch, before anything is stopped. */
  List<Step> pulls() {
    return pulls;
  }

  /** Reclaims, and changes of size of volumes that are live. */
  List<Step> repairs() {
    return repairs;
  }

  /** Copies that became replicas. */
  List<Step> retirements() {
    return retirements;
  }

  /** New volumes, and waits for those that move here. */
  List<Step> volumes() {
    return volumes;
  }

  /** What makes volumes live that are owned here. */
  List<Step> activations() {
    return activations;
  }

  /** The start of the container, with what goes directly before and after it; may be empty. */
  List<Plan> start() {
    return start;
  }

  /** What follows once the container or its volumes have left this node and serve elsewhere. */
  List<Step> afterLeaving() {
    return afterLeaving;
  }

  /** Copies here that are replicas after the move. */
  List<Step> leftovers() {
    return leftovers;
  }

  /** Keys of chains whose starts come first. */
  NavigableSet<String> startAfter() {
    return startAfter;
  }

  /** External ports that must be free before the start. */
  NavigableSet<Integer> neededPorts() {
    return neededPorts;
  }

  /** Paths of volumes that no other container may use when this chain works on them. */
  NavigableSet<String> neededPaths() {
    return neededPaths;
  }

  /** The container that is here now. */
  Optional<ObservedContainer> container() {
    return container;
  }

  /** The container that is here now. */
  void setContainer(Optional<ObservedContainer> present) {
    container = present;
  }

  /** Whether the container is removed in the course of this chain. */
  boolean frees() {
    return removal.isPresent();
  }

  /** The container goes. */
  void setRemoval(Action action, String reason) {
    removal = Optional.of(new Step(action, reason));
  }

  /** What all that follows the leaving waits for, and the removal unless it must be early. */
  void setSuccessor(Action action, String reason) {
    successor = Optional.of(new Step(action, reason));
  }

  void setMove(Action.MoveVolumes action, String reason) {
    move = Optional.of(new Step(action, reason));
  }

  /** The container must be gone before anything that others wait for. */
  void removeEarly() {
    early = true;
  }

  /** The removal that comes first, if the container is in the way of something. */
  List<Step> free() {
    return early ? removal.stream().toList() : List.of();
  }

  /** The container or its volumes go to another node. */
  List<Step> leave() {
    if (move.isPresent()) {
      return List.of(early ? withoutContainer(move.get()) : move.get());
    }
    return successor.isPresent() ? List.of() : lateRemoval();
  }

  /**
   * Traffic follows, and what is left here goes; all of it when the successor runs, so that it does
   * not compete with what clients wait for. No other chain waits for this phase.
   */
  List<Step> cleanUp() {
    List<Step> steps = new ArrayList<>();
    successor.ifPresent(steps::add);
    steps.addAll(afterLeaving);
    if (move.isPresent() || successor.isPresent()) {
      steps.addAll(lateRemoval());
    }
    steps.addAll(leftovers);
    return steps;
  }

  /** Unless it goes early, or on the way to a start. */
  private List<Step> lateRemoval() {
    return early || !start.isEmpty() ? List.of() : removal.stream().toList();
  }

  /** The container comes, or comes back. */
  List<Plan> arrive() {
    List<Plan> steps = new ArrayList<>(volumes);
    if (!early && !start.isEmpty()) {
      removal.ifPresent(steps::add);
    }
    steps.addAll(activations);
    steps.addAll(start);
    return steps;
  }

  private static Step withoutContainer(Step step) {
    if (!(step.action() instanceof Action.MoveVolumes move)) {
      throw new IllegalStateException("not a move: " + step);
    }
    List<Action.Transfer> transfers =
        move.transfers().stream()
            .map(transfer ->
                new Action.Transfer(
                    transfer.dataset(), transfer.maximumSize(), transfer.bytes(), false))
            .toList();
    return new Step(
        new Action.MoveVolumes(move.application(), transfers, move.target()), step.reason());
  }
}
