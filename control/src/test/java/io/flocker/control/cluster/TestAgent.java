package io.flocker.control.cluster;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.CertificateState;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** An agent that says what a test wants it to say, each time everything. */
public final class TestAgent {

  private static final AtomicLong CONNECTIONS = new AtomicLong();

  private final Cluster cluster;
  private final NodeId node;
  private final long connection = CONNECTIONS.incrementAndGet();
  private final Map<DatasetId, ObservedVolume> volumes = new HashMap<>();
  private final Map<ApplicationName, ObservedContainer> containers = new HashMap<>();
  private final Map<UnitId, UnitStatus> statuses = new HashMap<>();
  private long revision;

  private TestAgent(Cluster cluster, NodeId node) {
    this.cluster = cluster;
    this.node = node;
  }

  /** An agent for everything on a node, whose boot id is the node's. */
  public static TestAgent join(Cluster cluster, NodeId node, String host) {
    return join(cluster, node, host, ProtocolVersion.MINOR);
  }

  /** The same, of a release with another minor version of the protocol. */
  public static TestAgent join(Cluster cluster, NodeId node, String host, int minor) {
    TestAgent agent = new TestAgent(cluster, node);
    var _ =
        cluster.join(
            node,
            agent.connection,
            TestHello.of(UUID.randomUUID(), node.toString(), true, true, minor),
            host);
    return agent;
  }

  /** The connection ends. */
  public void leave() {
    cluster.leave(node, connection);
  }

  /** This is how its certificate is. */
  public TestAgent certified(CertificateState state) {
    cluster.certificate(node, connection, state);
    return this;
  }

  /** It has a copy that it owns, at its usual place. */
  public TestAgent owns(DatasetId dataset, long epoch, Optional<Size> maximumSize) {
    VolumeRecord record = VolumeRecord.created(dataset, node, maximumSize).ownedBy(node, epoch);
    return has(volume(record, true));
  }

  /** It has a copy that it owns, with snapshots that somebody asked for. */
  public TestAgent owns(DatasetId dataset, long epoch, ObservedSnapshot... snapshots) {
    ObservedVolume bare =
        volume(VolumeRecord.created(dataset, node, Optional.empty()).ownedBy(node, epoch), true);
    return has(
        new ObservedVolume(
            bare.record(),
            bare.path(),
            bare.writable(),
            bare.used(),
            bare.transferSnapshots(),
            List.of(snapshots)));
  }

  /** It has a copy that another node owns. */
  public TestAgent follows(DatasetId dataset, NodeId owner, long epoch) {
    VolumeRecord record =
        VolumeRecord.created(dataset, owner, Optional.empty()).ownedBy(owner, epoch);
    return has(volume(record, false));
  }

  private static ObservedVolume volume(VolumeRecord record, boolean live) {
    return new ObservedVolume(
        record,
        live ? Optional.of("/flocker/" + record.dataset()) : Optional.empty(),
        live,
        new Size(4096),
        List.of());
  }

  /** It has this copy. */
  public TestAgent has(ObservedVolume volume) {
    volumes.put(volume.dataset(), volume);
    return report();
  }

  /** It no longer has a copy. */
  public TestAgent lacks(DatasetId dataset) {
    volumes.remove(dataset);
    return report();
  }

  /** It runs a container that was made from a specification. */
  public TestAgent runs(String name, SortedMap<String, String> specification) {
    containers.put(
        new ApplicationName(name),
        new ObservedContainer(
            new ApplicationName(name),
            ImageReference.parse("postgres:17"),
            true,
            false,
            new TreeSet<>(),
            new RestartPolicy.Never(),
            specification,
            List.of()));
    return report();
  }

  /** It runs a container of which nothing more is known. */
  public TestAgent runs(String name) {
    return runs(name, new TreeMap<>());
  }

  /** This is how far it is with a unit. */
  public TestAgent says(UnitId unit, UnitStatus status) {
    statuses.put(unit, status);
    return report();
  }

  /** It says everything once more. */
  public TestAgent report() {
    cluster.report(
        node,
        connection,
        ReportDelta.complete(
            ++revision,
            new NodeReport(Optional.empty(), volumes, containers, NodeFacts.NONE, statuses)));
    return this;
  }
}
