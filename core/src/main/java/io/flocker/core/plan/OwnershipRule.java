package io.flocker.core.plan;

import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Evidence.Copy;
import io.flocker.core.plan.Evidence.Testimony;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.VolumeRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who owns a dataset. Never guesses: only an owner whose copy was seen, at the newest epoch
 * that anybody has heard of, counts.
 */
final class OwnershipRule {

  private final Function<NodeId, @Nullable NodeName> members;
  private final Function<NodeId, NodeName> names;

  /**
   * @param members the name of a node of the deployment; null for any other
   * @param names a name for any node
   */
  OwnershipRule(Function<NodeId, @Nullable NodeName> members, Function<NodeId, NodeName> names) {
    this.members = members;
    this.names = names;
  }

  /**
   * Judges one dataset.
   *
   * @param testimonies the newest of {@code evidence}
   */
  Ownership judge(Evidence evidence, List<Testimony> testimonies) {
    Optional<Problem> contradiction =
        rivals(evidence).or(() -> disagreement(evidence, testimonies));
    if (contradiction.isPresent()) {
      return new Ownership.Unclear(contradiction.get());
    }
    Testimony newest = testimonies.getFirst();
    NodeName owner = members.apply(newest.owner());
    if (owner == null) {
      return unclear(evidence, notSeen(newest, evidence.epoch()), addNode(newest.owner()));
    }
    for (Copy copy : evidence.copies()) {
      if (copy.node().equals(owner)) {
        return copy.claims() && copy.record().epoch() == evidence.epoch()
            ? settled(evidence, copy)
            : outdated(evidence, copy, newest);
      }
    }
    return unclear(
        evidence,
        "node %s owns it at epoch %d (as %s says), but has no copy of it now"
            .formatted(owner, evidence.epoch(), newest.witness()),
        "bring the volume back on node "
            + owner
            + " (is its pool imported, its disk mounted?); to begin anew with an empty volume, give"
            + " the application another dataset_id");
  }

  /** Two copies that both say to be the owner's at the same epoch. */
  private static Optional<Problem> rivals(Evidence evidence) {
    if (evidence.copies().size() < 2) {
      return Optional.empty();
    }
    Map<Long, Copy> claims = new HashMap<>();
    for (Copy copy : evidence.copies()) {
      Copy rival = copy.claims() ? claims.putIfAbsent(copy.record().epoch(), copy) : null;
      if (rival != null) {
        return Optional.of(
            problem(
                evidence,
                "nodes %s and %s both claim to own it at epoch %d"
                    .formatted(rival.node(), copy.node(), copy.record().epoch()),
                "compare the two copies and destroy the one that is not wanted, on its node"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> disagreement(Evidence evidence, List<Testimony> newest) {
    if (newest.size() == 1) {
      return Optional.empty();
    }
    String stories =
        newest.stream()
            .map(story -> story.witness() + " names node " + story.owner())
            .collect(Collectors.joining(", "));
    return Optional.of(
        problem(
            evidence,
            "its owner at epoch %d is not clear: %s".formatted(evidence.epoch(), stories),
            "compare the copies and destroy those that are not wanted, on their nodes"));
  }

  private String notSeen(Testimony newest, long epoch) {
    return "node %s owns it at epoch %d (as %s says) and is not part of this deployment"
        .formatted(names.apply(newest.owner()), epoch, newest.witness());
  }

  private String addNode(NodeId node) {
    return "add node " + names.apply(node) + " (id " + node + ") to the deployment";
  }

  private Ownership outdated(Evidence evidence, Copy copy, Testimony newest) {
    return unclear(
        evidence,
        "node %s owns it, but its copy is at epoch %d and %s speaks of epoch %d"
            .formatted(copy.node(), copy.record().epoch(), newest.witness(), evidence.epoch()),
        "deploy again, in case it moved just now; if it stays so, the copy on node "
            + copy.node()
            + " comes from an old backup: restore a newer one");
  }

  private Ownership settled(Evidence evidence, Copy copy) {
    VolumeRecord record = copy.record();
    if (record.handingOffTo().isEmpty()) {
      return new Ownership.Owned(copy.node(), copy.volume(), Optional.empty());
    }
    NodeId target = record.handingOffTo().get();
    NodeName name = members.apply(target);
    if (name == null) {
      return unclear(
          evidence,
          "a hand-off from node %s to node %s must be settled first, for which both are needed"
              .formatted(copy.node(), names.apply(target)),
          addNode(target));
    }
    long promised = record.epoch() + 1;
    long epoch = Math.max(Math.max(evidence.epoch(), evidence.fence()), promised) + 1;
    return new Ownership.Owned(
        copy.node(), copy.volume(), Optional.of(new Ownership.Reclaim(name, epoch)));
  }

  private static Ownership unclear(Evidence evidence, String what, String remedy) {
    return new Ownership.Unclear(problem(evidence, what, remedy));
  }

  private static Problem problem(Evidence evidence, String what, String remedy) {
    return new Problem(Problem.Kind.OWNERSHIP, "dataset " + evidence.dataset(), what, remedy);
  }
}
