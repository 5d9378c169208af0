package io.flocker.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.agent.half.Half;
import io.flocker.agent.half.MemoryContainers;
import io.flocker.agent.plugin.PluginOptions;
import io.flocker.agent.uplink.TestCluster;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.core.model.AgentSettings.ControlAddress;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.node.KnownDatasets;
import io.flocker.node.NodeFiles;
import io.flocker.node.Router;
import io.flocker.storage.VolumeLocks;
import io.flocker.storage.btrfs.BtrfsDriver;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A host with real volumes and an engine in memory, on which agents begin and end. */
final class TestHost implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  final NodeId id = new NodeId(UUID.randomUUID());
  final NodeName name;
  final MemoryContainers containers = new MemoryContainers();
  private final TestCluster cluster;
  private final Path volumes;
  private final BtrfsDriver driver;
  private final NodeFiles files;
  private final Map<Half, AgentService> agents = new EnumMap<>(Half.class);
  private String boot = UUID.randomUUID().toString();

  /**
   * @param address of this machine, the host's alone
   * @param disk with btrfs
   */
  TestHost(TestCluster cluster, String address, Path folder, Path disk) throws IOException {
    this.cluster = cluster;
    this.name = new NodeName(address);
    this.volumes = Files.createDirectories(disk.resolve(id.toString()));
    this.driver = new BtrfsDriver(volumes, new Commands());
    Path own = Files.createTempDirectory(folder, "host");
    this.files = new NodeFiles(own.resolve("etc"), own.resolve("var"), own.resolve("run"));
  }

  /** Begins agents, which find the control service at a port of this machine. */
  void start(int controlPort, Half... halves) throws IOException {
    // Makes the certificate, unless it is there.
    var _ = cluster.node(id);
    for (Half half : halves) {
      agents.put(
          half, AgentService.start(parts(), options(half, controlPort), InstantSource.system()));
    }
  }

  /** As {@link #start}, and returns when the control service has let them in. */
  void startJoined(int controlPort, Half... halves) throws IOException, InterruptedException {
    start(controlPort, halves);
    for (Half half : halves) {
      assertThat(Objects.requireNonNull(agents.get(half)).awaitJoined(PATIENCE)).isTrue();
    }
  }

  private AgentParts parts() throws IOException {
    return new AgentParts(
        id,
        new BtrfsDriver(volumes, new Commands()),
        new VolumeLocks(files.volumeLocks()),
        containers,
        containers,
        new MemoryRouter(),
        new KnownDatasets(files),
        TreeSet::new,
        () -> true);
  }

  private AgentOptions options(Half half, int controlPort) {
    return new AgentOptions(
        half,
        new ControlAddress("127.0.0.1", controlPort),
        name,
        TlsFiles.in(cluster.folder(), "node-" + id),
        0,
        "test",
        boot,
        wanted(half),
        files.runtime().resolve("agent.sock"),
        Duration.ofMinutes(10),
        false,
        new PluginOptions(
            files.state().resolve("mounts.json"), List.of(pluginSocket()), Optional.empty()));
  }

  /** Where an agent keeps what was wanted last. */
  Path wanted(Half half) {
    return files.state().resolve("wanted-" + half);
  }

  /** Where Docker finds the plugin. */
  Path pluginSocket() {
    return files.runtime().resolve("flocker.sock");
  }

  /** Ends an agent. */
  void stop(Half half) {
    AgentService agent = agents.remove(half);
    if (agent != null) {
      agent.close();
      boolean _ = agent.awaitEnd(PATIENCE);
    }
  }

  /** Ends all agents and containers, and leaves a volume as it is before it is mounted. */
  void reboot(DatasetId dataset) {
    close();
    containers.reboot();
    new Commands()
        .check(
            Command.of("btrfs", "property", "set", "-ts", path(dataset).toString(), "ro", "true"));
    boot = UUID.randomUUID().toString();
  }

  /** Where a dataset's content is. */
  Path path(DatasetId dataset) {
    return Path.of(driver.find(dataset).flatMap(ObservedVolume::path).orElseThrow());
  }

  /** Whether it has a copy of a dataset, whatever it is worth. */
  boolean hasCopy(DatasetId dataset) {
    return driver.find(dataset).isPresent();
  }

  @Override
  public void close() {
    agents.values().forEach(AgentService::close);
    for (AgentService agent : agents.values()) {
      // Its folders are about to go, or to be changed by others.
      boolean _ = agent.awaitEnd(PATIENCE);
    }
    agents.clear();
  }

  private static final class MemoryRouter implements Router {

    private Rules rules = new Rules(new TreeSet<>(), new TreeSet<>());

    @Override
    public synchronized Rules observe() {
      return rules;
    }

    @Override
    public synchronized void change(UnaryOperator<Rules> change) {
      rules = change.apply(rules);
    }
  }
}
