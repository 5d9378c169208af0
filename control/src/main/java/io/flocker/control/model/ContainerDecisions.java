package io.flocker.control.model;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of containers. */
final class ContainerDecisions {

  private final ClusterConfiguration now;
  private final Instant time;
  private final Lookup lookup;

  ContainerDecisions(ClusterConfiguration now, Instant time) {
    this.now = now;
    this.time = time;
    lookup = new Lookup(now, time);
  }

  Decision decide(Command.OnContainer command) {
    return switch (command) {
      case Command.CreateContainer create -> create(create);
      case Command.MoveContainer move -> move(move);
      case Command.DeleteContainer delete -> delete(delete);
    };
  }

  private Decision create(Command.CreateContainer command) {
    Application application = command.application();
    FieldRules.require(FieldRules.application(application));
    if (now.container(command.name()).isPresent()) {
      return Decision.Refused.because(
          RefusalCode.CONTAINER_NAME_IN_USE,
          "The container name already exists: " + command.name() + ".");
    }
    lookup.usableNode(command.node());
    checkPorts(application);
    checkLinks(application);
    checkVolumes(application, command.node());
    return Decision.Accepted.created(
        new Container(command.node(), application, 1, time, time),
        placed(application, command.node()));
  }

  /** A container is a first use too. */
  private Change[] placed(Application application, NodeId node) {
    return application.volumes().stream()
        .map(Volume::dataset)
        .filter(dataset -> HomeDecisions.isUnplaced(now, dataset))
        .map(dataset -> HomeDecisions.put(now, dataset, new Home.Standing.Granted(node)))
        .toArray(Change[]::new);
  }

  private void checkPorts(Application application) {
    Set<Integer> own = new HashSet<>();
    for (Port port : application.ports()) {
      Optional<String> holder =
          now.holderOf(port.external()).map(name -> "container " + name + " has it");
      if (holder.isPresent() || !own.add(port.external())) {
        throw new Decisions.Refused(
            RefusalCode.PORT_IN_USE,
            "A specified external port is already in use: "
                + port.external()
                + " ("
                + holder.orElse("given twice")
                + ").");
      }
    }
  }

  private static void checkLinks(Application application) {
    Set<Integer> ports = new HashSet<>();
    Set<String> aliases = new HashSet<>();
    for (Link link : application.links()) {
      if (!ports.add(link.localPort())) {
        throw new Decisions.Refused(
            RefusalCode.LINK_PORT_NOT_UNIQUE,
            "The local ports in a container's links must be unique: "
                + link.localPort()
                + " is given twice.");
      }
      if (!aliases.add(link.alias())) {
        throw new Decisions.Refused(
            RefusalCode.LINK_ALIAS_NOT_UNIQUE,
            "Link aliases must be unique: " + link.alias() + " is given twice.");
      }
    }
  }

  private void checkVolumes(Application application, NodeId node) {
    Set<DatasetId> own = new HashSet<>();
    for (Volume volume : application.volumes()) {
      DatasetId id = volume.dataset();
      Dataset dataset =
          now.dataset(id).filter(found -> !found.isDeleted()).orElseThrow(() -> notFound(id));
      lookup.requireNotTrashed(dataset);
      if (!dataset.primary().equals(node)) {
        throw new Decisions.Refused(
            RefusalCode.DATASET_ON_ANOTHER_NODE,
            "The dataset is on another node: "
                + id
                + " is wanted on "
                + lookup.called(dataset.primary())
                + "; move it to "
                + lookup.called(node)
                + " first.");
      }
      Optional<String> user = now.userOf(id).map(name -> "container " + name);
      if (user.isPresent() || !own.add(id)) {
        throw new Decisions.Refused(
            RefusalCode.DATASET_USED_BY_CONTAINER,
            "The dataset is being used by another container: "
                + id
                + " by "
                + user.orElse("another volume of this one")
                + ".");
      }
    }
  }

  private static Decisions.Refused notFound(DatasetId id) {
    return new Decisions.Refused(
        RefusalCode.DATASET_NOT_FOUND, "Dataset not found: there is no dataset " + id + ".");
  }

  private Decision move(Command.MoveContainer command) {
    Container container = lookup.container(command.name());
    if (container.node().equals(command.node())) {
      return Decision.Accepted.unchanged(container);
    }
    lookup.usableNode(command.node());
    List<Change> more = new ArrayList<>();
    for (Volume volume : container.application().volumes()) {
      Command.MoveDataset dataset =
          new Command.MoveDataset(volume.dataset(), Optional.of(command.node()), command.force());
      switch (new DatasetDecisions(now, time).decide(dataset)) {
        case Decision.Accepted accepted -> more.addAll(accepted.changes());
        case Decision.Refused refused -> {
          return refused;
        }
      }
    }
    return Decision.Accepted.changed(
        container.movedTo(command.node(), time), more.toArray(Change[]::new));
  }

  private Decision delete(Command.DeleteContainer command) {
    return new Decision.Accepted(
        List.of(new Change.Remove(lookup.container(command.name()))), Optional.empty(), false);
  }
}
