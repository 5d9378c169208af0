package io.flocker.control.compose;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.FieldRules;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The commands after which exactly the containers of a deployment are wanted, where it says.
 *
 * <p>Containers that it does not mention are deleted. Datasets and leases that it does not mention
 * stay; a volume's dataset is made if there is none, and goes where its container goes. The limit
 * of a dataset changes only where the deployment gives one.
 */
public final class Composition {

  private final ClusterConfiguration now;
  private final boolean force;
  private final Map<ApplicationName, Placement> wanted = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();

  /** An application and the node on which it should run. */
  private record Placement(NodeId node, Application application) {}

  /**
   * What is to be done.
   *
   * @param problems why nothing can be done; then there are no commands
   */
  public record Result(List<Command> commands, List<String> problems) {

    public Result {
      commands = List.copyOf(commands);
      problems = List.copyOf(problems);
    }
  }

  private Composition(ClusterConfiguration now, boolean force) {
    this.now = now;
    this.force = force;
  }

  /**
   * Works out the commands.
   *
   * @param force move datasets even though a lease says that they are in use, and make new ones
   *     though a node that is not heard may have them
   */
  public static Result of(
      Configuration deployment, Directory directory, ClusterConfiguration now, boolean force) {
    Composition composition = new Composition(now, force);
    deployment
        .nodes()
        .forEach((name, applications) -> composition.place(directory, name, applications));
    if (!composition.problems.isEmpty()) {
      return new Result(List.of(), composition.problems);
    }
    composition.compose();
    return new Result(composition.commands, List.of());
  }

  private void place(Directory directory, NodeName name, List<Application> applications) {
    Optional<NodeId> node = directory.find(name.value());
    if (node.isEmpty()) {
      problems.add(
          "deployment: nodes: \""
              + name
              + "\": no node of the cluster has this address or id — "
              + directory.known());
    }
    for (Application application : applications) {
      check(application, directory);
      node.ifPresent(id -> wanted.put(application.name(), new Placement(id, application)));
    }
  }

  private void check(Application application, Directory directory) {
    String where = "applications: " + application.name() + ": ";
    FieldRules.application(application).forEach(violation -> problems.add(where + violation));
    for (Volume volume : application.volumes()) {
      FieldRules.maximumSize(volume.maximumSize())
          .forEach(violation -> problems.add(where + "volume: " + violation));
      now.dataset(volume.dataset())
          .flatMap(Dataset::deleted)
          .ifPresent(time ->
              problems.add(
                  where
                      + "its dataset "
                      + volume.dataset()
                      + " was deleted, at "
                      + time
                      + ", and is not purged yet — give the volume another dataset"));
      now.dataset(volume.dataset())
          .flatMap(Dataset::trash)
          .ifPresent(trash ->
              problems.add(
                  where
                      + "its dataset "
                      + volume.dataset()
                      + " is in the trash since "
                      + trash.since()
                      + " — restore it first (flockerctl restore), or give the volume another"
                      + " dataset"));
      if (!force && now.dataset(volume.dataset()).isEmpty() && !directory.silent().isEmpty()) {
        problems.add(where + mayExist(volume.dataset(), directory.silent()));
      }
    }
  }

  /**
   * The id comes from the files, and so may be that of a volume from before there was a cluster.
   */
  private static String mayExist(DatasetId dataset, List<String> silent) {
    return "its dataset "
        + dataset
        + " is new to the cluster, but its volume may exist already, on a node that is not heard"
        + " from: "
        + String.join(", ", silent)
        + " — bring the node back; or, if you know that there is no such volume, force it";
  }

  /** Deletions first: what they free, others may need. */
  private void compose() {
    now.containers().values().stream()
        .filter(container -> !stays(container))
        .forEach(container -> commands.add(new Command.DeleteContainer(container.name())));
    wanted.values().forEach(this::datasets);
    wanted.forEach((name, placement) -> {
      Optional<Container> present = now.container(name).filter(this::stays);
      if (present.isEmpty()) {
        commands.add(new Command.CreateContainer(placement.node(), placement.application()));
      } else if (!present.get().node().equals(placement.node())) {
        commands.add(new Command.MoveContainer(name, placement.node(), force));
      }
    });
  }

  /** Whether a container remains, here or on another node; a changed one is made anew. */
  private boolean stays(Container container) {
    Placement placement = wanted.get(container.name());
    return placement != null && placement.application().equals(container.application());
  }

  private void datasets(Placement placement) {
    for (Volume volume : placement.application().volumes()) {
      DatasetId id = volume.dataset();
      Optional<Dataset> present = now.dataset(id);
      if (present.isEmpty()) {
        commands.add(
            new Command.CreateDataset(id, placement.node(), volume.maximumSize(), Map.of()));
        continue;
      }
      if (volume.maximumSize().isPresent()
          && !volume.maximumSize().equals(present.get().maximumSize())) {
        commands.add(new Command.ResizeDataset(id, volume.maximumSize()));
      }
      if (!present.get().primary().equals(placement.node())) {
        commands.add(new Command.MoveDataset(id, Optional.of(placement.node()), force));
      }
    }
  }
}
