package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.plan.Action.Transfer;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedVolume;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a node does about a dataset that it owns, for the chain that the dataset belongs to. */
record VolumeSteps(ClusterView view, NodeName self, Chain chain) {

  private NodeState state() {
    return view.state(self);
  }

  /** Whether the content can be used as it is, without any repair. */
  static boolean isReady(Ownership.Owned owned) {
    return owned.isLive() && owned.reclaim().isEmpty();
  }

  /** The dataset stays here: it must be live and have this limit. */
  void keep(DatasetId dataset, Optional<Size> maximumSize, Ownership.Owned owned) {
    owned.copy().path().ifPresent(chain.neededPaths()::add);
    boolean live = owned.isLive();
    if (!live && owned.reclaim().isEmpty()) {
      chain
          .activations()
          .add(
              new Step(
                  new Action.ActivateVolume(dataset), "owned by this node, but not live there"));
    }
    Optional<Size> present = owned.copy().record().maximumSize();
    if (!present.equals(maximumSize)) {
      List<Step> phase =
          live || owned.reclaim().isPresent() ? chain.repairs() : chain.activations();
      phase.add(
          new Step(
              new Action.ResizeVolume(dataset, present, maximumSize),
              "maximum size is %s, wanted is %s"
                  .formatted(PlanText.limit(present), PlanText.limit(maximumSize))));
    }
  }

  /**
   * The dataset goes to another node, in a move of which the returned transfer is a part.
   *
   * @param inUse whether a container runs on it here
   */
  Transfer handOver(
      DatasetId dataset,
      Optional<Size> maximumSize,
      Ownership.Owned owned,
      NodeName target,
      boolean inUse) {
    chain.leftovers().add(retire(owned.copy(), target));
    if (owned.reclaim().isEmpty() && !owned.isLive()) {
      chain
          .repairs()
          .add(
              new Step(
                  new Action.ActivateVolume(dataset),
                  "owned by this node, and must be live there to be moved"));
    }
    owned.copy().path().ifPresent(chain.neededPaths()::add);
    return transfer(dataset, maximumSize, owned.copy(), target, inUse);
  }

  private Step retire(ObservedVolume copy, NodeName target) {
    return new Step(
        new Action.RetireVolume(copy.dataset(), view.state(target).id(), copy.record().epoch() + 1),
        "it lives on node " + target + " now");
  }

  private Transfer transfer(
      DatasetId dataset,
      Optional<Size> maximumSize,
      ObservedVolume copy,
      NodeName target,
      boolean inUse) {
    boolean common =
        view.state(target)
            .volume(dataset)
            .map(ObservedVolume::transferSnapshots)
            .filter(theirs -> !Collections.disjoint(theirs, copy.transferSnapshots()))
            .isPresent();
    Optional<Size> bytes = common ? Optional.empty() : Optional.of(copy.used());
    return new Transfer(dataset, maximumSize, bytes, state().liveTransfer() && inUse);
  }
}
