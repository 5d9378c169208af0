package io.flocker.wire;

import com.google.protobuf.ByteString;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.VolumeProperties;
import io.flocker.protocol.v1.CloneSource;
import io.flocker.protocol.v1.ContainerElsewhere;
import io.flocker.protocol.v1.Copy;
import io.flocker.protocol.v1.Home;
import io.flocker.protocol.v1.WantedContainer;
import io.flocker.protocol.v1.WantedPort;
import java.util.Optional;
import java.util.stream.Collectors;

/** Wishes as messages. Reading throws IllegalArgumentException that says what does not fit. */
public final class WishMessages {

  private WishMessages() {}

  /** The id of a unit as a message. */
  public static io.flocker.protocol.v1.UnitId write(UnitId id) {
    return StatusCodec.write(id);
  }

  /** The id of a unit; empty for a kind that only a newer release knows. */
  public static Optional<UnitId> read(io.flocker.protocol.v1.UnitId message) {
    return StatusCodec.read(message);
  }

  /** A wish as a message. */
  public static io.flocker.protocol.v1.Wish write(Wish wish) {
    io.flocker.protocol.v1.Wish.Builder message = io.flocker.protocol.v1.Wish.newBuilder();
    return switch (wish) {
      case Wish.OfDataset of -> message.setDataset(dataset(of.dataset())).build();
      case Wish.OfContainer of -> message.setContainer(container(of)).build();
      case Wish.OfPort of ->
          message
              .setPort(WantedPort.newBuilder().setPort(of.port()).setNode(of.node().toString()))
              .build();
    };
  }

  /**
   * The unit that a wish is about, also when the rest of it cannot be read; empty for a kind of
   * unit that only a newer release knows.
   */
  public static Optional<UnitId> id(io.flocker.protocol.v1.Wish message) {
    return switch (message.getUnitCase()) {
      case DATASET ->
          Optional.of(
              new UnitId.OfDataset(new DatasetId(Texts.uuid(message.getDataset().getDataset()))));
      case CONTAINER ->
          Optional.of(
              new UnitId.OfContainer(new ApplicationName(message.getContainer().getName())));
      case PORT -> Optional.of(new UnitId.OfPort(message.getPort().getPort()));
      case UNIT_NOT_SET -> Optional.empty();
    };
  }

  /** A wish; empty for a kind of unit that only a newer release knows. */
  public static Optional<Wish> read(io.flocker.protocol.v1.Wish message) {
    return switch (message.getUnitCase()) {
      case DATASET -> Optional.of(new Wish.OfDataset(dataset(message.getDataset())));
      case CONTAINER -> Optional.of(container(message.getContainer()));
      case PORT ->
          Optional.of(
              new Wish.OfPort(
                  message.getPort().getPort(), Texts.node(message.getPort().getNode())));
      case UNIT_NOT_SET -> Optional.empty();
    };
  }

  private static io.flocker.protocol.v1.WantedDataset dataset(WantedDataset wanted) {
    io.flocker.protocol.v1.WantedDataset.Builder message =
        io.flocker.protocol.v1.WantedDataset.newBuilder()
            .setDataset(wanted.dataset().toString())
            .setNode(wanted.node().toString())
            .setDeleted(wanted.deleted())
            .setMayCreate(wanted.mayCreate());
    wanted.maximumSize().ifPresent(size -> message.setMaximumSize(size.bytes()));
    for (WantedDataset.Copy copy : wanted.copies()) {
      message.addCopies(
          Copy.newBuilder()
              .setNode(copy.node().toString())
              .setVolume(VolumeCodec.write(copy.volume())));
    }
    wanted
        .home()
        .ifPresent(home ->
            message.setHome(
                Home.newBuilder().setNode(home.node().toString()).setEpoch(home.epoch())));
    wanted.snapshots().take().stream().map(SnapshotCodec::write).forEach(message::addTakeSnapshots);
    wanted.snapshots().remove().stream()
        .map(SnapshotCodec::write)
        .forEach(message::addRemoveSnapshots);
    wanted
        .mayClone()
        .ifPresent(origin ->
            message.setMayClone(
                CloneSource.newBuilder()
                    .setDataset(origin.dataset().toString())
                    .setSnapshot(SnapshotCodec.write(origin.snapshot()))));
    wanted.name().ifPresent(message::setName);
    message.putAllProperties(wanted.properties().values());
    return message.build();
  }

  private static WantedDataset dataset(io.flocker.protocol.v1.WantedDataset message) {
    return new WantedDataset(
        new DatasetId(Texts.uuid(message.getDataset())),
        Texts.node(message.getNode()),
        message.hasMaximumSize()
            ? Optional.of(new Size(message.getMaximumSize()))
            : Optional.empty(),
        message.getDeleted(),
        message.getMayCreate(),
        message.getCopiesList().stream()
            .map(copy ->
                new WantedDataset.Copy(
                    Texts.node(copy.getNode()), VolumeCodec.read(copy.getVolume())))
            .toList(),
        message.hasHome()
            ? Optional.of(
                new WantedDataset.Home(
                    Texts.node(message.getHome().getNode()), message.getHome().getEpoch()))
            : Optional.empty(),
        new WantedDataset.Snapshots(
            message.getTakeSnapshotsList().stream().map(SnapshotCodec::read).toList(),
            message.getRemoveSnapshotsList().stream().map(SnapshotCodec::read).toList()),
        message.hasMayClone()
            ? Optional.of(
                new WantedDataset.Origin(
                    new DatasetId(Texts.uuid(message.getMayClone().getDataset())),
                    SnapshotCodec.read(message.getMayClone().getSnapshot())))
            : Optional.empty(),
        Optional.of(message.getName()).filter(name -> !name.isEmpty()),
        VolumeProperties.of(message.getPropertiesMap()));
  }

  private static WantedContainer container(Wish.OfContainer wanted) {
    WantedContainer.Builder message =
        WantedContainer.newBuilder()
            .setName(wanted.name().value())
            .setNode(wanted.node().toString())
            .setDeleted(wanted.deleted());
    wanted.application().ifPresent(application -> message.setApplication(Texts.json(application)));
    wanted.datasets().forEach(dataset -> message.addDatasets(dataset(dataset)));
    wanted
        .elsewhere()
        .forEach((node, container) ->
            message.addElsewhere(
                ContainerElsewhere.newBuilder()
                    .setNode(node.toString())
                    .setContainer(ContainerCodec.write(container))));
    return message.build();
  }

  private static Wish container(WantedContainer message) {
    ByteString application = message.getApplication();
    return new Wish.OfContainer(
        new ApplicationName(message.getName()),
        Texts.node(message.getNode()),
        message.getDeleted(),
        application.isEmpty()
            ? Optional.empty()
            : Optional.of(Texts.value(application, Application.class)),
        message.getDatasetsList().stream().map(WishMessages::dataset).toList(),
        message.getElsewhereList().stream()
            .collect(
                Collectors.toMap(
                    elsewhere -> Texts.node(elsewhere.getNode()),
                    elsewhere -> ContainerCodec.read(elsewhere.getContainer()),
                    (_, last) -> last)));
  }
}
