package io.flocker.agent.uplink;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.AgentHello;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ProtocolVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An agent's end of the node protocol, with volumes that are made up. */
final class TestAgent implements AutoCloseable {

  final NodeId node;
  final Map<DatasetId, ObservedVolume> volumes = new ConcurrentHashMap<>();
  final Uplink uplink;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  TestAgent(TestCluster of, NodeId node, int port, String host) throws IOException {
    this(of, node, port, hello(host, true, true, "boot-1"));
  }

  TestAgent(TestCluster of, NodeId node, int port, AgentHello hello) throws IOException {
    this.node = node;
    this.uplink =
        new Uplink(
            new UplinkSettings(
                "127.0.0.1",
                port,
                Duration.ofMillis(20),
                // No test waits for as long: an agent that did would not be seen again.
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofMillis(200)),
            of.node(node),
            hello,
            this::report,
            new UplinkListener() {},
            thread,
            InstantSource.system());
    uplink.start();
  }

  static AgentHello hello(String host, boolean datasets, boolean containers, String boot) {
    return new AgentHello(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        "test",
        boot,
        UUID.randomUUID(),
        Optional.of(host),
        4525,
        "btrfs",
        true,
        true,
        datasets,
        containers,
        Optional.empty());
  }

  private NodeReport report() {
    return new NodeReport(uplink.wishes().revision(), volumes, Map.of(), NodeFacts.NONE, Map.of());
  }

  /** Makes a volume up, and tells it. */
  DatasetId create() {
    DatasetId id = new DatasetId(UUID.randomUUID());
    volumes.put(id, volume(id, node));
    uplink.changed();
    return id;
  }

  static ObservedVolume volume(DatasetId id, NodeId owner) {
    return new ObservedVolume(
        VolumeRecord.created(id, owner, Optional.empty()),
        Optional.of("/flocker/" + id),
        true,
        new Size(0),
        List.of());
  }

  boolean isJoined() {
    return uplink.state() instanceof UplinkState.Joined;
  }

  @Override
  public void close() {
    uplink.close();
    // Runs what was asked for before.
    thread.shutdown();
  }
}
