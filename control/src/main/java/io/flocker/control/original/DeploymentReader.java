package io.flocker.control.original;

import io.flocker.control.model.Command;
import io.flocker.control.model.FieldRules;
import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns a deployment into commands: nodes, datasets, containers, deletions, leases, in that order,
 * so that each finds what it needs.
 */
final class DeploymentReader {

  private final Instant now;
  private final Set<NodeId> nodes = new LinkedHashSet<>();
  private final Map<DatasetId, NodeId> datasets = new HashMap<>();
  private final Set<DatasetId> deleted = new LinkedHashSet<>();
  private final List<Command> created = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private final List<Command> leases = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** A container and the place that speaks of it. */
  private record Running(Part place, NodeId node, Application application) {}

  DeploymentReader(Instant now) {
    this.now = now;
  }

  List<Command> commands() {
    List<Command> all = new ArrayList<>();
    nodes.forEach(node -> all.add(new Command.SeeNode(node, "")));
    all.addAll(created);
    running.forEach(one -> all.add(new Command.CreateContainer(one.node(), one.application())));
    deleted.forEach(id -> all.add(new Command.DeleteDataset(id, false)));
    all.addAll(leases);
    return all;
  }

  List<String> notes() {
    return notes;
  }

  void read(Part deployment) {
    deployment.field("nodes").elements().forEach(this::node);
    running.forEach(this::checkVolumes);
    deployment.field("leases").elements().forEach(this::lease);
    int devices =
        deployment.field("persistent_state").field("blockdevice_ownership").pairs().size();
    if (devices > 0) {
      notes.add(
          devices
              + " records of which block device belongs to which dataset: volumes say themselves"
              + " whose they are");
    }
  }

  private void node(Part part) {
    Part id = part.field("uuid");
    Optional<NodeId> node = id.uuid().map(NodeId::new);
    if (node.isEmpty()) {
      return;
    }
    if (!nodes.add(node.get())) {
      id.problem(node.get() + " is a node that has been given already");
    }
    part.field("manifestations").elements().forEach(found -> dataset(found, node.get()));
    for (Part application : part.field("applications").elements()) {
      new ApplicationReader(notes)
          .read(application)
          .ifPresent(found -> running.add(new Running(application, node.get(), found)));
    }
  }

  private void dataset(Part manifestation, NodeId node) {
    if (manifestation.field("primary").flag().filter(primary -> !primary).isPresent()) {
      manifestation.field("primary").wrong("true: the original never had replicas");
    }
    Part part = manifestation.field("dataset");
    Part idPart = part.field("dataset_id");
    Optional<DatasetId> id = idPart.uuid().map(DatasetId::new);
    Optional<Size> size = size(part.field("maximum_size"));
    Map<String, String> metadata = metadata(part.field("metadata"));
    if (id.isEmpty()) {
      return;
    }
    NodeId other = datasets.putIfAbsent(id.get(), node);
    if (other != null) {
      idPart.problem("dataset " + id.get() + " has been given already, on node " + other);
      return;
    }
    created.add(new Command.CreateDataset(id.get(), node, size, metadata, true));
    Part gone = part.field("deleted");
    if (!gone.isAbsent() && gone.flag().orElse(false)) {
      deleted.add(id.get());
    }
  }

  static Optional<Size> size(Part part) {
    if (part.isAbsent()) {
      return Optional.empty();
    }
    Optional<Long> bytes = part.integer();
    if (bytes.filter(number -> number < 0).isPresent()) {
      part.wrong("0 or more bytes");
      return Optional.empty();
    }
    Optional<Size> size = bytes.map(Size::new);
    FieldRules.maximumSize(size).forEach(part::problem);
    return size;
  }

  private static Map<String, String> metadata(Part part) {
    Map<String, String> metadata = new TreeMap<>();
    for (Part.Pair pair : part.pairs()) {
      pair.value().text().ifPresent(text -> metadata.put(pair.key(), text));
    }
    FieldRules.metadata(metadata).forEach(part::problem);
    return metadata;
  }

  private void checkVolumes(Running container) {
    for (Volume volume : container.application().volumes()) {
      NodeId home = datasets.get(volume.dataset());
      if (home == null) {
        container
            .place()
            .field("volume")
            .problem("dataset " + volume.dataset() + " is not among the manifestations");
      } else if (!home.equals(container.node())) {
        container
            .place()
            .field("volume")
            .problem("dataset " + volume.dataset() + " is on another node, " + home);
      }
    }
  }

  private void lease(Part part) {
    Optional<DatasetId> dataset = part.field("dataset_id").uuid().map(DatasetId::new);
    Optional<NodeId> node = part.field("node_uuid").uuid().map(NodeId::new);
    Optional<Instant> end = end(part.field("expiration"));
    if (dataset.isEmpty() || node.isEmpty()) {
      return;
    }
    if (end.filter(now::isAfter).isPresent()) {
      note(part, "it ended at " + end.get());
    } else if (!datasets.containsKey(dataset.get()) || deleted.contains(dataset.get())) {
      note(part, "its dataset " + dataset.get() + " does not exist");
    } else if (!nodes.contains(node.get())) {
      note(part, "its node " + node.get() + " is not among the nodes");
    } else {
      Optional<Duration> left = end.map(when -> Duration.between(now, when));
      FieldRules.lease(left).forEach(part::problem);
      leases.add(new Command.AcquireLease(dataset.get(), node.get(), left));
    }
  }

  private void note(Part lease, String why) {
    notes.add(lease.place() + ": the lease is left out: " + why);
  }

  private static Optional<Instant> end(Part part) {
    if (part.isAbsent()) {
      return Optional.empty();
    }
    try {
      return part.field("seconds").integer().map(Instant::ofEpochSecond);
    } catch (DateTimeException e) {
      part.wrong("a time in seconds since 1970");
      return Optional.empty();
    }
  }
}
