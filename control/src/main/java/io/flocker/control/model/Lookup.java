package io.flocker.control.model;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a command names, or refuses the command with words that help. */
record Lookup(ClusterConfiguration now, Instant time) {

  private static final int NAMED_NODES = 20;

  Dataset dataset(DatasetId id) {
    return now.dataset(id)
        .orElseThrow(() ->
            new Decisions.Refused(
                RefusalCode.DATASET_NOT_FOUND,
                "Dataset not found: there is none with the id " + id + "."));
  }

  void requireFree(DatasetId id) {
    now.dataset(id)
        .ifPresent(other -> {
          throw new Decisions.Refused(
              RefusalCode.DATASET_ID_IN_USE,
              "The provided dataset_id "
                  + id
                  + " is already in use"
                  + (other.isDeleted()
                      ? " by a dataset that was deleted and is not purged yet."
                      : "."));
        });
  }

  /** One that is in use: neither deleted nor in the trash. */
  Dataset presentDataset(DatasetId id) {
    Dataset dataset = notDeleted(id);
    requireNotTrashed(dataset);
    return dataset;
  }

  Dataset notDeleted(DatasetId id) {
    Dataset dataset = dataset(id);
    if (dataset.isDeleted()) {
      throw new Decisions.Refused(
          RefusalCode.DATASET_DELETED,
          "The dataset " + id + " has been deleted, at " + dataset.deleted().orElseThrow() + ".");
    }
    return dataset;
  }

  void requireNotTrashed(Dataset dataset) {
    dataset
        .trash()
        .ifPresent(trash -> {
          throw new Decisions.Refused(
              RefusalCode.DATASET_TRASHED,
              "The dataset "
                  + dataset.id()
                  + " is in the trash since "
                  + trash.since()
                  + ": restore it first (flockerctl restore).");
        });
  }

  /** The one that has a name, as people and Docker mean it. */
  Dataset named(String name) {
    List<Dataset> found = now.named(name);
    return switch (found.size()) {
      case 0 ->
          throw new Decisions.Refused(
              RefusalCode.DATASET_NOT_FOUND, "There is no volume of the name " + name + ".");
      case 1 -> found.getFirst();
      default -> throw severalNamed(name, found);
    };
  }

  static Decisions.Refused severalNamed(String name, List<Dataset> found) {
    return new Decisions.Refused(
        RefusalCode.DATASET_NAME_NOT_UNIQUE,
        "Several datasets have the name "
            + name
            + ": "
            + found.stream().limit(NAMED_NODES).map(Dataset::key).collect(Collectors.joining(", "))
            + ". Give all but one of them another (flockerctl metadata).");
  }

  Container container(ApplicationName name) {
    return now.container(name)
        .orElseThrow(() ->
            new Decisions.Refused(
                RefusalCode.CONTAINER_NOT_FOUND,
                "Container not found: there is none with the name " + name + "."));
  }

  /** One that is wanted, by its name. */
  DatasetSnapshot snapshot(DatasetId dataset, String name) {
    return now.snapshot(dataset, name).orElseThrow(() -> noSnapshot(dataset, name));
  }

  /** One that is wanted or deleted. */
  DatasetSnapshot snapshot(DatasetId dataset, UserSnapshot id) {
    return now.snapshot(dataset, id).orElseThrow(() -> noSnapshot(dataset, id.name()));
  }

  private static Decisions.Refused noSnapshot(DatasetId dataset, String name) {
    return new Decisions.Refused(
        RefusalCode.SNAPSHOT_NOT_FOUND,
        "Snapshot not found: dataset " + dataset + " has none with the name " + name + ".");
  }

  Node usableNode(NodeId id) {
    Node node = now.node(id).orElseThrow(() -> unknown(id));
    if (!node.isUsable()) {
      throw new Decisions.Refused(
          RefusalCode.NODE_DECOMMISSIONED,
          "The node " + node.called() + " has left the cluster; " + known());
    }
    return node;
  }

  Decisions.Refused unknown(NodeId id) {
    return new Decisions.Refused(
        RefusalCode.NODE_NOT_FOUND,
        "Node not found: no node " + id + " has ever reported to this cluster; " + known());
  }

  /** The nodes that a caller may have meant: a typing mistake is seen at a glance. */
  private String known() {
    String nodes =
        now.nodes().values().stream()
            .filter(Node::isUsable)
            .limit(NAMED_NODES)
            .map(Node::called)
            .collect(Collectors.joining(", "));
    if (nodes.isEmpty()) {
      return "there is no node yet: start an agent with this cluster's certificates.";
    }
    return "nodes: " + nodes + (now.nodes().size() > NAMED_NODES ? ", and more." : ".");
  }

  /** The lease that says that a dataset is in use, if it has not ended by itself. */
  Optional<Lease> leaseInForce(DatasetId dataset) {
    return now.lease(dataset).filter(lease -> !lease.isExpired(time));
  }

  /** How a node is called in a message: by its id, with its address where it is known. */
  String called(NodeId id) {
    return now.node(id).map(Node::called).orElse(id.toString());
  }
}
