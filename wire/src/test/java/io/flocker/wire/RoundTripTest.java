package io.flocker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.Route;
import io.flocker.core.state.VolumeRecord;
import io.flocker.protocol.v1.Report;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one end writes, the other end reads: nothing is lost, nothing is added. */
class RoundTripTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final NodeId A = new NodeId(UUID.randomUUID());
  private static final NodeId B = new NodeId(UUID.randomUUID());

  private static DatasetId dataset() {
    return new DatasetId(UUID.randomUUID());
  }

  private static UserSnapshot snapshot(String name) {
    return new UserSnapshot(UUID.nameUUIDFromBytes(name.getBytes(UTF_8)), name);
  }

  private static ObservedVolume volume(DatasetId dataset) {
    return new ObservedVolume(
        new VolumeRecord(
            dataset,
            A,
            7,
            Optional.of(B),
            3,
            Optional.of(Size.mebibytes(5)),
            Optional.of(new SnapshotName("s1")),
            VolumeProperties.NONE),
        Optional.of("/flocker/" + dataset),
        true,
        new Size(42),
        List.of("guid-1", "guid-2"),
        List.of(
            new ObservedSnapshot(snapshot("daily"), Optional.of(NOON), Optional.of(new Size(3))),
            new ObservedSnapshot(snapshot("bare"), Optional.empty(), Optional.empty())));
  }

  private static ObservedVolume bareVolume(DatasetId dataset) {
    return new ObservedVolume(
        VolumeRecord.created(dataset, A, Optional.empty()),
        Optional.empty(),
        false,
        new Size(0),
        List.of());
  }

  private static ObservedContainer container(String name) {
    return new ObservedContainer(
        new ApplicationName(name),
        ImageReference.parse("postgres:16"),
        true,
        false,
        new TreeSet<>(Set.of(new Port(5432, 15432))),
        new RestartPolicy.Always(),
        new TreeMap<>(Map.of("image", "abc")),
        List.of("/flocker/x"));
  }

  private static UnitStatus status() {
    return new UnitStatus(
        Phase.FAILED,
        "the copy broke off",
        Optional.of("node B comes back"),
        Optional.of(new Problem(Problem.Kind.TRANSPORT, "node B", "refused", "start it")),
        4,
        NOON,
        Optional.of(NOON.plusSeconds(5)),
        Optional.of(new UnitStatus.Progress(10, 100, 3)));
  }

  private static ReportDelta readBack(ReportDelta delta) {
    ReportReader reader = new ReportReader();
    List<Report> parts = Reports.write(delta);
    for (Report part : parts.subList(0, parts.size() - 1)) {
      assertThat(reader.accept(part)).isEmpty();
    }
    return reader.accept(parts.getLast()).orElseThrow();
  }

  @Test
  void aReportWithEverything() {
    DatasetId full = dataset();
    DatasetId bare = dataset();
    ReportDelta delta =
        new ReportDelta(
            12,
            false,
            Optional.of(new WishRevision("h", 99)),
            Map.of(full, volume(full), bare, bareVolume(bare)),
            Set.of(dataset()),
            Map.of(new ApplicationName("pg"), container("pg")),
            Set.of(new ApplicationName("old")),
            Optional.of(
                new NodeFacts(
                    new TreeSet<>(Set.of(22, 80)),
                    new TreeSet<>(Set.of(80)),
                    true,
                    new TreeSet<>(Set.of(new Route(80, new NodeName("b.example")))))),
            Map.of(
                new UnitId.OfDataset(full),
                status(),
                new UnitId.OfContainer(new ApplicationName("pg")),
                UnitStatus.of(Phase.SETTLED, "", NOON)),
            Set.of(new UnitId.OfDataset(bare)));

    assertThat(readBack(delta)).isEqualTo(delta);
  }

  @Test
  void aLongReportInParts() {
    Map<DatasetId, ObservedVolume> volumes = new HashMap<>();
    for (int i = 0; i < 2 * Reports.PART + 1; i++) {
      DatasetId id = dataset();
      volumes.put(id, bareVolume(id));
    }
    ReportDelta delta =
        ReportDelta.complete(
            1, new NodeReport(Optional.empty(), volumes, Map.of(), NodeFacts.NONE, Map.of()));

    assertThat(Reports.write(delta)).hasSize(3);
    assertThat(readBack(delta)).isEqualTo(delta);
  }

  @Test
  void aReportInTheMiddleOfAnotherIsRefused() {
    ReportReader reader = new ReportReader();
    reader.accept(Report.newBuilder().setRevision(3).setMore(true).build());

    assertThatThrownBy(() -> reader.accept(Report.newBuilder().setRevision(4).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("report 4 begins before 3 has ended");
  }

  @Test
  void whatIsNoUuidIsRefused() {
    assertThatThrownBy(() ->
            new ReportReader()
                .accept(Report.newBuilder().setRevision(1).addGoneDatasets("1-2-3").build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1-2-3");
  }

  @Test
  void differencesLeadFromOneReportToTheNext() {
    DatasetId stays = dataset();
    DatasetId changes = dataset();
    DatasetId goes = dataset();
    NodeReport before =
        new NodeReport(
            Optional.empty(),
            Map.of(stays, volume(stays), changes, volume(changes), goes, volume(goes)),
            Map.of(),
            NodeFacts.NONE,
            Map.of());
    NodeReport now =
        new NodeReport(
            Optional.empty(),
            Map.of(stays, volume(stays), changes, bareVolume(changes)),
            Map.of(),
            NodeFacts.NONE,
            Map.of(new UnitId.OfDataset(changes), status()));

    ReportDelta delta = ReportDelta.between(before, now, 2);

    assertThat(delta.volumes()).containsOnlyKeys(changes);
    assertThat(delta.goneVolumes()).containsExactly(goes);
    assertThat(delta.facts()).isEmpty();
    assertThat(delta.statuses()).containsOnlyKeys(new UnitId.OfDataset(changes));
  }

  @Test
  void wishes() {
    DatasetId dataset = dataset();
    WantedDataset full =
        new WantedDataset(
            dataset,
            A,
            Optional.of(Size.mebibytes(1)),
            false,
            true,
            List.of(new WantedDataset.Copy(B, volume(dataset))),
            Optional.of(new WantedDataset.Home(B, 7)),
            new WantedDataset.Snapshots(
                List.of(snapshot("take")), List.of(snapshot("one"), snapshot("two"))),
            Optional.of(new WantedDataset.Origin(dataset(), snapshot("origin"))),
            Optional.of("pgdata"),
            VolumeProperties.of(Map.of("zfs.compression", "lz4", "btrfs.datacow", "off")));
    WantedDataset bare =
        new WantedDataset(dataset(), A, Optional.empty(), true, false, List.of(), Optional.empty());

    for (Wish wish :
        List.of(
            new Wish.OfDataset(full),
            new Wish.OfDataset(bare),
            new Wish.OfContainer(
                new ApplicationName("pg"),
                A,
                false,
                Optional.of(Application.of("pg", "postgres:16")),
                List.of(full, bare),
                Map.of(B, container("pg"))),
            new Wish.OfPort(5432, B),
            new Wish.OfContainer(
                new ApplicationName("gone"), A, true, Optional.empty(), List.of(), Map.of()))) {
      io.flocker.protocol.v1.Wish message = WishMessages.write(wish);
      assertThat(WishMessages.read(message)).contains(wish);
      assertThat(WishMessages.id(message)).contains(wish.id());
    }
    assertThat(new Wish.OfDataset(full).nodes()).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void aWishWithAnOptionThatNobodyKnowsIsNotGuessedAt() {
    io.flocker.protocol.v1.Wish.Builder message =
        WishMessages.write(
            new Wish.OfDataset(
                new WantedDataset(
                    dataset(), A, Optional.empty(), false, true, List.of(), Optional.empty())))
            .toBuilder();
    message.getDatasetBuilder().putProperties("zfs.magic", "on");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WishMessages.read(message.build()))
        .withMessageContaining("zfs.magic");
  }

  @Test
  void hellos() {
    AgentHello hello =
        new AgentHello(
            1,
            2,
            "0.1.0",
            "boot",
            UUID.randomUUID(),
            Optional.of("a.example"),
            4525,
            "zfs",
            true,
            false,
            true,
            false,
            Optional.of(new WishRevision("h", 5)));

    assertThat(Hellos.read(Hellos.write(hello))).isEqualTo(hello);
    AgentHello ignorant = hello.withWishes(Optional.empty());
    assertThat(Hellos.read(Hellos.write(ignorant))).isEqualTo(ignorant);
  }

  @Test
  void neighbours() {
    Neighbour here = new Neighbour(A, Optional.of("a.example"), 4525, "zfs", Optional.empty());
    Neighbour away = new Neighbour(B, Optional.empty(), 0, "", Optional.of(NOON));

    assertThat(NeighbourMessages.read(NeighbourMessages.write(here))).isEqualTo(here);
    assertThat(NeighbourMessages.read(NeighbourMessages.write(away))).isEqualTo(away);
  }
}
