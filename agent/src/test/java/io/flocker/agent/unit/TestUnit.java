package io.flocker.agent.unit;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.SpecificationDigest;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Units and node states for tests. */
final class TestUnit {

  static final NodeName A = new NodeName("a");
  static final NodeName B = new NodeName("b");
  static final DatasetId DATA = DatasetId.ofName("data");
  static final Application DB =
      Application.of("db", "image:1")
          .withVolumes(List.of(new Volume(DATA, "/data", Optional.empty())));

  private TestUnit() {}

  static NodeId idOf(NodeName name) {
    return new NodeId(UUID.nameUUIDFromBytes(name.value().getBytes(StandardCharsets.UTF_8)));
  }

  static NodeState state(NodeName node, ObservedVolume... volumes) {
    NodeState empty = NodeState.empty(idOf(node));
    return with(empty, empty.containers(), Arrays.asList(volumes));
  }

  static NodeState running(NodeState state, Application application) {
    NodeName self = state.id().equals(idOf(A)) ? A : B;
    ObservedContainer container =
        new ObservedContainer(
            application.name(),
            application.image(),
            true,
            false,
            application.ports(),
            application.restartPolicy(),
            SpecificationDigest.of(application, self),
            application.volumes().stream().map(volume -> path(volume.dataset())).toList());
    return with(state, List.of(container), state.volumes());
  }

  private static NodeState with(
      NodeState state, List<ObservedContainer> containers, List<ObservedVolume> volumes) {
    return new NodeState(
        state.id(),
        state.driver(),
        state.liveTransfer(),
        state.containersHaveIpv6(),
        containers,
        volumes,
        new TreeSet<>(Set.of("image:1")),
        state.routes(),
        state.openPorts(),
        state.usedPorts(),
        state.known());
  }

  /** A copy that its node owns, live. */
  static ObservedVolume volume(NodeName owner, long epoch) {
    return new ObservedVolume(
        VolumeRecord.created(DATA, idOf(owner), Optional.empty()).ownedBy(idOf(owner), epoch),
        Optional.of(path(DATA)),
        true,
        new Size(1 << 20),
        List.of());
  }

  /** The same after a boot. */
  static ObservedVolume unmounted(ObservedVolume volume) {
    return new ObservedVolume(volume.record(), Optional.empty(), false, volume.used(), List.of());
  }

  private static String path(DatasetId dataset) {
    return "/flocker/" + dataset;
  }

  /** A dataset that is wanted on a node; {@code others} have reported. */
  static UnitWish dataset(NodeName node, Map<NodeName, NodeState> others) {
    Configuration configuration =
        nodes(others.keySet(), Map.of())
            .withDatasets(Map.of(node, List.of(new Dataset(DATA, Optional.empty()))));
    return new UnitWish(
        1, new UnitId.OfDataset(DATA), configuration, new TreeMap<>(others), List.of(), Set.of());
  }

  static UnitWish deleted(UnitWish wish) {
    return new UnitWish(
        1,
        wish.key(),
        nodes(wish.others().keySet(), Map.of()).withDeleted(Set.of(DATA)),
        wish.others(),
        wish.homes(),
        wish.grants());
  }

  /** The same wish, with snapshots of {@link #DATA} to take and to remove. */
  static UnitWish snapshots(UnitWish wish, List<UserSnapshot> take, List<UserSnapshot> remove) {
    return new UnitWish(
        wish.turn(),
        wish.key(),
        wish.configuration(),
        wish.others(),
        wish.homes(),
        wish.grants(),
        new TreeMap<>(Map.of(DATA, new WantedDataset.Snapshots(take, remove))),
        wish.origins(),
        wish.properties());
  }

  /** A copy with snapshots that somebody asked for. */
  static ObservedVolume holding(ObservedVolume volume, UserSnapshot... snapshots) {
    return new ObservedVolume(
        volume.record(),
        volume.path(),
        volume.writable(),
        volume.used(),
        volume.transferSnapshots(),
        Arrays.stream(snapshots)
            .map(one -> new ObservedSnapshot(one, Optional.empty(), Optional.empty()))
            .toList());
  }

  static UnitWish granted(UnitWish wish) {
    return new UnitWish(
        1, wish.key(), wish.configuration(), wish.others(), wish.homes(), Set.of(DATA));
  }

  /** The container {@link #DB} wanted on a node. */
  static UnitWish container(NodeName node, Map<NodeName, NodeState> others) {
    return new UnitWish(
        1,
        new UnitId.OfContainer(DB.name()),
        nodes(others.keySet(), Map.of(node, List.of(DB))),
        new TreeMap<>(others),
        List.of(),
        Set.of());
  }

  private static Configuration nodes(
      Set<NodeName> others, Map<NodeName, List<Application>> applications) {
    Map<NodeName, List<Application>> nodes = new TreeMap<>();
    nodes.put(A, List.of());
    others.forEach(other -> nodes.put(other, List.of()));
    nodes.putAll(applications);
    return Configuration.of(nodes);
  }
}
