package io.flocker.agent.load;

import io.flocker.agent.uplink.TestCluster;
import io.flocker.agent.uplink.Uplink;
import io.flocker.agent.uplink.UplinkListener;
import io.flocker.agent.uplink.UplinkSettings;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.AgentHello;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.Phase;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.Wish;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Made-up agents, with real TLS and the real protocol, that bring about at once what they are told,
 * and report it.
 */
final class LoadAgents implements AutoCloseable {

  private static final int THREADS = 2;

  private final List<ScheduledExecutorService> threads = new ArrayList<>();
  private final List<Uplink> uplinks = new ArrayList<>();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();

  LoadAgents() {
    for (int i = 0; i < THREADS; i++) {
      threads.add(Executors.newSingleThreadScheduledExecutor());
    }
  }

  void connect(TestCluster cluster, int port, int agents, int datasets) throws IOException {
    for (int agent = 0; agent < agents; agent++) {
      NodeId node = Wanted.node(agent);
      Agent made = new Agent(node, agent, datasets);
      Uplink uplink =
          new Uplink(
              UplinkSettings.standard("127.0.0.1", port),
              cluster.node(node),
              hello(agent),
              made::report,
              made,
              threads.get(agent % THREADS),
              InstantSource.system());
      made.uplink = Optional.of(uplink);
      uplinks.add(uplink);
      uplink.start();
    }
  }

  /** How long changes took that have arrived, in microseconds since they were asked for. */
  List<Long> latencies() {
    return List.copyOf(latencies);
  }

  private static AgentHello hello(int agent) {
    return new AgentHello(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        "load",
        "boot",
        UUID.randomUUID(),
        Optional.of("node-" + agent + ".example"),
        4525,
        "btrfs",
        true,
        true,
        true,
        true,
        Optional.empty());
  }

  private final class Agent implements UplinkListener {

    private final Map<DatasetId, ObservedVolume> volumes = new ConcurrentHashMap<>();
    private final Map<UnitId, UnitStatus> statuses = new ConcurrentHashMap<>();
    private final NodeId node;
    private volatile Optional<Uplink> uplink = Optional.empty();

    Agent(NodeId node, int number, int datasets) {
      this.node = node;
      for (int i = 0; i < datasets; i++) {
        DatasetId id = Wanted.dataset(number, i);
        volumes.put(id, volume(id, Optional.of(Wanted.LIMIT)));
        statuses.put(new UnitId.OfDataset(id), settled());
      }
    }

    private UnitStatus settled() {
      return new UnitStatus(
          Phase.SETTLED,
          "",
          Optional.empty(),
          Optional.empty(),
          0,
          Instant.now(),
          Optional.empty(),
          Optional.empty());
    }

    private ObservedVolume volume(DatasetId id, Optional<Size> size) {
      return new ObservedVolume(
          VolumeRecord.created(id, node, size),
          Optional.of("/flocker/" + id),
          true,
          new Size(4096),
          List.of());
    }

    NodeReport report() {
      return new NodeReport(
          uplink.flatMap(of -> of.wishes().revision()),
          volumes,
          Map.of(),
          NodeFacts.NONE,
          statuses);
    }

    @Override
    public void wishesChanged(Set<UnitId> units) {
      long now = LoadClient.microseconds();
      Uplink of = uplink.orElseThrow();
      for (UnitId unit : units) {
        if (of.wishes().units().get(unit) instanceof Wish.OfDataset(var wanted)) {
          LoadClient.asked(wanted.maximumSize()).ifPresent(asked -> latencies.add(now - asked));
          volumes.put(wanted.dataset(), volume(wanted.dataset(), wanted.maximumSize()));
        }
      }
      of.changed();
    }
  }

  @Override
  public void close() {
    uplinks.forEach(Uplink::close);
    threads.forEach(ScheduledExecutorService::shutdown);
  }
}
