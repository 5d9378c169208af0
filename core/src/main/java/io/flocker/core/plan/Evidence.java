package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was reported about one dataset: its copies, and what nodes without a copy have
 * heard. Of the latter only the newest counts.
 */
final class Evidence {

  /** A copy and the node that has it. */
  record Copy(NodeName node, NodeId id, ObservedVolume volume) {

    VolumeRecord record() {
      return volume.record();
    }

    /** Whether it says to be the owner's copy. */
    boolean claims() {
      return record().owner().equals(id);
    }
  }

  /**
   * Some node's word that another one owned the dataset at the newest epoch heard of.
   *
   * @param copyOn the node whose copy says so; empty for what a node has written down
   */
  record Testimony(NodeId owner, Optional<NodeName> copyOn) {

    /** Who says so, for a person. */
    String witness() {
      return copyOn.map(node -> "the copy on node " + node).orElse("what a node has written down");
    }
  }

  private final DatasetId dataset;
  private final List<Copy> copies = new ArrayList<>(2);
  private final List<KnownDataset> hints = new ArrayList<>(1);
  private long epoch;

  Evidence(DatasetId dataset) {
    this.dataset = dataset;
  }

  void add(Copy copy) {
    copies.add(copy);
    epoch = Math.max(epoch, copy.record().epoch());
  }

  void add(KnownDataset hint) {
    long newest = hints.isEmpty() ? 0 : hints.getFirst().epoch();
    if (hint.epoch() < newest) {
      return;
    }
    if (hint.epoch() > newest) {
      hints.clear();
    }
    for (KnownDataset other : hints) {
      if (other.owner().equals(hint.owner())) {
        return;
      }
    }
    hints.add(hint);
    epoch = Math.max(epoch, hint.epoch());
  }

  DatasetId dataset() {
    return dataset;
  }

  List<Copy> copies() {
    return copies;
  }

  /** The newest epoch that anything speaks of. */
  long epoch() {
    return epoch;
  }

  /** The highest epoch that a copy was told to refuse. */
  long fence() {
    long fence = 0;
    for (Copy copy : copies) {
      fence = Math.max(fence, copy.record().fence());
    }
    return fence;
  }

  /** Who owned the dataset at its newest epoch; one entry unless something is badly wrong. */
  List<Testimony> newest() {
    List<Testimony> result = new ArrayList<>(1);
    for (Copy copy : copies) {
      if (copy.record().epoch() == epoch) {
        addOnce(result, new Testimony(copy.record().owner(), Optional.of(copy.node())));
      }
    }
    for (KnownDataset hint : hints) {
      if (hint.epoch() == epoch) {
        addOnce(result, new Testimony(hint.owner(), Optional.empty()));
      }
    }
    return result;
  }

  private static void addOnce(List<Testimony> list, Testimony testimony) {
    for (Testimony other : list) {
      if (other.owner().equals(testimony.owner())) {
        return;
      }
    }
    list.add(testimony);
  }
}
