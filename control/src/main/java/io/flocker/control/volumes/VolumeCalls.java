package io.flocker.control.volumes;

import io.flocker.api.certificate.Identity;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.cluster.Presence;
import io.flocker.control.compose.Directory;
import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Decision;
import io.flocker.control.model.Home;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Node;
import io.flocker.control.model.Refusal;
import io.flocker.control.model.RefusalCode;
import io.flocker.control.model.VolumeCommand;
import io.flocker.control.status.Silence;
import io.flocker.control.status.View;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.LeftVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.TakenVolume;
import io.flocker.protocol.v1.VolumeLeft;
import io.flocker.protocol.v1.VolumeList;
import io.flocker.protocol.v1.VolumeName;
import io.flocker.protocol.v1.VolumeQuery;
import io.flocker.protocol.v1.VolumeRemoved;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the volume plugins of nodes ask for. Each call is one command, decided as a whole on one
 * configuration; who calls is known by the certificate that it has shown. Whatever is refused is a
 * {@link StatusRuntimeException} with a reason for people. Safe for use by several threads; waits
 * for the disk.
 */
public final class VolumeCalls {

  /** How many datasets a message names. */
  private static final int NAMED = 20;

  private final ConfigurationStore store;
  private final Cluster cluster;
  private final VolumeSettings settings;
  private final InstantSource clock;

  /** Calls about what is in a store. */
  public VolumeCalls(
      ConfigurationStore store, Cluster cluster, VolumeSettings settings, InstantSource clock) {
    this.store = store;
    this.cluster = cluster;
    this.settings = settings;
    this.clock = clock;
  }

  /** All volumes, or the one of a name. Changes nothing. */
  public VolumeList list(Identity.Node caller, VolumeQuery query) {
    mayCall(caller.node());
    View view = view();
    if (query.getName().isEmpty()) {
      VolumeList.Builder all = VolumeList.newBuilder();
      view.wanted().named().map(dataset -> message(dataset, view)).forEach(all::addVolumes);
      return all.build();
    }
    VolumeList.Builder one = VolumeList.newBuilder();
    named(query.getName(), view).map(dataset -> message(dataset, view)).ifPresent(one::addVolumes);
    return one.build();
  }

  private static Optional<Dataset> named(String name, View view) {
    List<Dataset> found = view.wanted().named(name);
    if (found.size() > 1) {
      throw refused(
          Status.ALREADY_EXISTS,
          "Several datasets have the name "
              + name
              + ": "
              + found.stream().limit(NAMED).map(Dataset::key).collect(Collectors.joining(", "))
              + ". Give all but one of them another (flockerctl metadata).");
    }
    return found.stream().findFirst();
  }

  /** Makes a volume, unless there is one of that name already. */
  public NamedVolume create(Identity.Node caller, NewVolume wanted) {
    mayCall(caller.node());
    View view = view();
    Optional<Dataset> present = named(wanted.getName(), view);
    if (present.isPresent()) {
      return message(present.get(), view);
    }
    Command command;
    try {
      command = NewVolumes.command(wanted, caller.node(), Directory.of(view), settings);
    } catch (IllegalArgumentException e) {
      throw refused(Status.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
    }
    return volume(
        submit(
            caller,
            command,
            refusal ->
                VolumeStatuses.ofNew(refusal.code()).withDescription(refusal.description())));
  }

  /** Has a volume on the node that calls, with a lease for it. */
  public NamedVolume take(Identity.Node caller, TakenVolume volume) {
    mayCall(caller.node());
    Optional<DatasetId> dataset =
        Optional.of(volume.getDataset()).filter(id -> !id.isEmpty()).map(VolumeCalls::datasetId);
    return volume(
        submit(
            caller,
            new VolumeCommand.TakeNamedDataset(
                volume.getName(), dataset, caller.node(), Lease.DOCKER),
            told(volume.getName())));
  }

  private static DatasetId datasetId(String text) {
    try {
      return DatasetId.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused(Status.INVALID_ARGUMENT, "\"" + text + "\" is not the id of a dataset.");
    }
  }

  /** The node that calls needs a volume no longer. */
  public VolumeLeft leave(Identity.Node caller, LeftVolume volume) {
    mayCall(caller.node());
    DatasetId dataset = datasetId(volume.getDataset());
    var _ =
        submit(
            caller,
            new VolumeCommand.LeaveDataset(dataset, caller.node(), Lease.DOCKER),
            refusal -> VolumeStatuses.of(refusal.code()).withDescription(refusal.description()));
    return VolumeLeft.getDefaultInstance();
  }

  /** Does with a volume what its own rule says. */
  public VolumeRemoved remove(Identity.Node caller, VolumeName volume) {
    mayCall(caller.node());
    requireHeard(volume.getName());
    var _ =
        submit(
            caller,
            new VolumeCommand.RemoveNamedDataset(volume.getName(), settings.trash()),
            told(volume.getName()));
    return VolumeRemoved.getDefaultInstance();
  }

  /**
   * A node that is not heard goes on with what it was told last: it mounts a volume that it has,
   * and what is written to it then would be lost with one that was removed meanwhile.
   */
  private void requireHeard(String name) {
    View view = view();
    for (Dataset dataset : view.wanted().named(name)) {
      Optional<Silence> silence =
          view.wanted().home(dataset.id()).flatMap(Home::place).flatMap(view::silenceOfDatasets);
      if (silence.isPresent()) {
        throw refused(
            Status.ABORTED,
            "Node %s has the volume %s and %s, so that it may be in use there. Start its agent; or, once nothing there can write to it any more: flockerctl destroy -d %s."
                .formatted(view.called(silence.get().node()), name, silence.get().words(), name));
      }
    }
  }

  /** Who has left the cluster, or is not seen by it, decides nothing in it. */
  private void mayCall(NodeId caller) {
    Optional<Node> known = store.snapshot().node(caller);
    if (known.filter(node -> !node.isUsable()).isPresent()) {
      throw refused(Status.UNAUTHENTICATED, "Node " + caller + " was taken out of the cluster.");
    }
    boolean connected =
        cluster
            .now()
            .node(caller)
            .map(NodeSnapshot::presence)
            .filter(Presence.Connected.class::isInstance)
            .isPresent();
    if (known.isEmpty() || !connected) {
      throw refused(
          Status.FAILED_PRECONDITION,
          "Node "
              + caller
              + (known.isEmpty()
                  ? " has not reported to this cluster yet."
                  : " is not connected to the control service.")
              + " Its agent must be: look at the agent's log there.");
    }
  }

  private View view() {
    return new View(store.snapshot(), cluster.now());
  }

  private NamedVolume message(Dataset dataset, View view) {
    return VolumeMessages.of(dataset, view, clock.instant());
  }

  private NamedVolume volume(Decision.Accepted accepted) {
    Dataset decided = (Dataset) accepted.subject().orElseThrow();
    View view = view();
    // As it is now: somebody may have changed it since, even forgotten it.
    return view.wanted()
        .dataset(decided.id())
        .map(dataset -> message(dataset, view))
        .orElseThrow(() -> refused(Status.NOT_FOUND, "The volume was removed in the same moment."));
  }

  private Decision.Accepted submit(
      Identity.Node caller, Command command, Function<Refusal, Status> told) {
    return switch (store.submit(command, caller.commonName())) {
      case Outcome.Done done -> done.decision();
      case Outcome.Refused(var refusal) -> throw told.apply(refusal).asRuntimeException();
    };
  }

  private Function<Refusal, Status> told(String name) {
    return refusal ->
        VolumeStatuses.of(refusal.code())
            .withDescription(
                refusal.description()
                    + (refusal.code() == RefusalCode.DATASET_LEASED ? wayOut(name) : ""));
  }

  /** What to do about a lease that is in the way, as far as it is still there. */
  private String wayOut(String name) {
    View view = view();
    return view.wanted().named(name).stream()
        .flatMap(dataset -> view.wanted().lease(dataset.id()).stream())
        .map(lease -> wayOut(name, lease, view))
        .findFirst()
        .orElse("");
  }

  private static String wayOut(String name, Lease lease, View view) {
    Optional<Silence> silence = view.silenceOfDatasets(lease.node());
    String release = "flockerctl lease release -d " + name;
    if (silence.isPresent()) {
      return " Node "
          + view.called(lease.node())
          + " "
          + silence.get().words()
          + ". Once nothing there can write to it any more, release the lease: "
          + release
          + ".";
    }
    return lease.isFor(Lease.DOCKER)
        ? " Stop the containers there that use it."
        : " A user has taken that lease; to end it: " + release + ".";
  }

  private static StatusRuntimeException refused(Status status, String description) {
    return status.withDescription(description).asRuntimeException();
  }
}
