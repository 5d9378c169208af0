package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.Route;
import io.flocker.core.state.VolumeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Builds the reported state of one node, word by word. */
final class TestNode {

  final NodeName name;
  NodeId id;
  String driver = "btrfs";
  boolean liveTransfer = true;
  boolean containersHaveIpv6 = true;
  final List<ObservedContainer> containers = new ArrayList<>();
  final List<ObservedVolume> volumes = new ArrayList<>();
  final TreeSet<String> images = new TreeSet<>();
  final TreeSet<Route> routes = new TreeSet<>();
  final TreeSet<Integer> openPorts = new TreeSet<>();
  final List<KnownDataset> known = new ArrayList<>();

  TestNode(String name) {
    this.name = new NodeName(name);
    this.id = idOf(name);
  }

  static NodeId idOf(String name) {
    return new NodeId(
        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  static String path(DatasetId dataset) {
    return "/flocker/" + dataset;
  }

  /** The application's container as this node would have made it, running, with its image. */
  TestNode runs(Application application) {
    return has(application, container -> container);
  }

  TestNode has(Application application, UnaryOperator<ObservedContainer> change) {
    containers.add(change.apply(containerOf(application, name)));
    images.add(application.image().toString());
    application.ports().forEach(port -> openPorts.add(port.external()));
    return this;
  }

  static ObservedContainer containerOf(Application application, NodeName node) {
    return new ObservedContainer(
        application.name(),
        application.image(),
        true,
        false,
        application.ports(),
        application.restartPolicy(),
        SpecificationDigest.of(application, node),
        application.volumes().stream().map(volume -> path(volume.dataset())).toList());
  }

  static ObservedContainer stopped(ObservedContainer c) {
    return new ObservedContainer(
        c.name(),
        c.image(),
        false,
        false,
        c.ports(),
        c.restartPolicy(),
        c.specification(),
        c.volumePaths());
  }

  static ObservedContainer unlabelled(ObservedContainer c) {
    return new ObservedContainer(
        c.name(),
        c.image(),
        c.running(),
        c.restarting(),
        c.ports(),
        c.restartPolicy(),
        new TreeMap<>(),
        c.volumePaths());
  }

  static ObservedContainer mounting(ObservedContainer c, String... paths) {
    return new ObservedContainer(
        c.name(),
        c.image(),
        c.running(),
        c.restarting(),
        c.ports(),
        c.restartPolicy(),
        c.specification(),
        List.of(paths));
  }

  /** Owns a dataset, live, at an epoch. */
  TestNode owns(DatasetId dataset, long epoch) {
    return owns(dataset, epoch, Optional.empty());
  }

  TestNode owns(DatasetId dataset, long epoch, Optional<Size> limit) {
    return volume(record(dataset, id, epoch, limit), true);
  }

  /** Owns a dataset and was handing it to another node when it stopped. */
  TestNode handsOff(DatasetId dataset, long epoch, NodeId target) {
    return volume(record(dataset, id, epoch, Optional.empty()).handingOff(target), false);
  }

  TestNode committed(DatasetId dataset, long epoch) {
    return volume(
        record(dataset, id, epoch, Optional.empty())
            .withHead(Optional.of(new SnapshotName("head"))),
        false);
  }

  /** Has a replica of another node's dataset. */
  TestNode replicates(DatasetId dataset, String owner, long epoch) {
    return volume(record(dataset, idOf(owner), epoch, Optional.empty()), false);
  }

  static VolumeRecord record(DatasetId dataset, NodeId owner, long epoch, Optional<Size> limit) {
    return VolumeRecord.created(dataset, owner, limit).ownedBy(owner, epoch);
  }

  TestNode volume(VolumeRecord record, boolean live) {
    volumes.add(
        new ObservedVolume(
            record,
            live ? Optional.of(path(record.dataset())) : Optional.empty(),
            live,
            Size.mebibytes(64),
            List.of()));
    return this;
  }

  TestNode image(String image) {
    images.add(ImageReference.parse(image).toString());
    return this;
  }

  TestNode route(int port, String target) {
    routes.add(new Route(port, new NodeName(target)));
    return this;
  }

  TestNode knows(DatasetId dataset, String owner, long epoch) {
    known.add(new KnownDataset(dataset, idOf(owner), new NodeName(owner), epoch));
    return this;
  }

  NodeState state() {
    return new NodeState(
        id,
        driver,
        liveTransfer,
        containersHaveIpv6,
        containers,
        volumes,
        images,
        routes,
        openPorts,
        new TreeSet<>(),
        known);
  }

  static ApplicationName named(String name) {
    return new ApplicationName(name);
  }
}
