package io.flocker.cli.training;

import io.flocker.core.json.Json;
import io.flocker.core.model.Application;
import io.flocker.core.model.Backend;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.PlanText;
import io.flocker.core.plan.Planner;
import io.flocker.core.read.AgentSettingsReader;
import io.flocker.core.read.ConfigurationReader;
import io.flocker.core.read.EnvFiles;
import io.flocker.core.read.SourceFile;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.KnownDatasets;
import io.flocker.node.NodeDiscovery;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.node.docker.DockerRuntime;
import io.flocker.node.peer.PeerClient;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerPolicy;
import io.flocker.node.peer.PeerServer;
import io.flocker.node.route.IptablesRouter;
import io.flocker.node.route.UsedPorts;
import io.flocker.node.session.DeployMessage;
import io.flocker.node.session.Node;
import io.flocker.node.session.NodeSession;
import io.flocker.node.ssh.PeerAddress;
import io.flocker.node.ssh.PeerKeys;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import io.flocker.storage.open.VolumeDrivers;
import io.flocker.storage.process.Commands;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Does in one process, on files of its own and without touching the machine, what the commands do
 * on a node. {@code ./build} records which classes that takes, and the commands start from the
 * record: a node's session is ready in a third of the time. A part that cannot work where this runs
 * (no iptables, not root) is left out; that costs speed, nothing else.
 */
@Command(name = "train", description = "Used by the build to record a start-up cache.")
public final class Training implements Callable<Integer> {

  @Parameters(index = "0", description = "A deployment file with one node.")
  private Path deployment = Path.of("");

  @Parameters(index = "1", description = "An application file.")
  private Path application = Path.of("");

  @Parameters(index = "2", description = "An empty folder to work in; its path must be short.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    Configuration configuration =
        ConfigurationReader.read(source(deployment), source(application), EnvFiles.NONE);
    NodeName name = configuration.nodes().firstKey();
    try (CannedEngine _ = new CannedEngine(folder.resolve("engine.sock"));
        DockerRuntime containers = new DockerRuntime(folder.resolve("engine.sock"))) {
      Node node = node(containers);
      NodeState state = NodeState.empty(node.id());
      talk(node);
      containers(node, name, configuration);
      session(node, name, configuration, state);
      plan(name, configuration, state);
    }
    return 0;
  }

  private Node node(DockerRuntime containers) {
    NodeFiles files =
        new NodeFiles(folder.resolve("etc"), folder.resolve("var"), folder.resolve("run"));
    NodeId id = NodeIdentity.of(files);
    Backend backend =
        AgentSettingsReader.read(
                new SourceFile(
                    "agent.yml",
                    "version: 1\ndataset: {backend: loopback, root_path: "
                        + folder.toAbsolutePath().resolve("volumes")
                        + "}\n"))
            .backend();
    VolumeDriver driver = VolumeDrivers.open(backend, new Commands());
    IptablesRouter router = new IptablesRouter();
    KnownDatasets known = new KnownDatasets(files);
    return new Node(
        id,
        files,
        driver,
        new VolumeLocks(files.volumeLocks()),
        containers,
        router,
        known,
        new PeerKeys(files, folder),
        new NodeDiscovery(id, driver, containers, router, known, UsedPorts::read),
        "true");
  }

  /** Both ends of the peer protocol, as far as it goes without a volume. */
  private static void talk(Node node) throws IOException {
    PeerMessage.Hello hello =
        new PeerMessage.Hello(PeerMessage.PROTOCOL, node.id(), node.driver().name());
    PipedInputStream requests = new PipedInputStream();
    PipedInputStream answers = new PipedInputStream();
    PipedOutputStream toServer = new PipedOutputStream(requests);
    PipedOutputStream toClient = new PipedOutputStream(answers);
    Thread server =
        Thread.ofPlatform()
            .start(() -> {
              try (PeerServer serving =
                  new PeerServer(
                      node.id(),
                      node.driver(),
                      node.containers(),
                      node.locks(),
                      PeerPolicy.TRUSTING)) {
                serving.serve(requests, toClient);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try (PeerClient client =
        new PeerClient(new NodeName("peer"), answers, toServer, hello, () -> "", server::join)) {
      client.fence(DatasetId.ofName("training"), 1);
    }
  }

  /** All that a move asks of an engine, since clients wait for it. */
  private void containers(Node node, NodeName name, Configuration configuration) {
    ContainerRuntime containers = node.containers();
    for (Application application : configuration.applicationsOn(name)) {
      Map<DatasetId, Path> volumes = new HashMap<>();
      application.volumes().forEach(volume -> volumes.put(volume.dataset(), folder));
      containers.create(application, name, volumes);
      containers.start(application, name, volumes);
      containers.suspend(application.name());
      containers.resume(application.name());
      containers.remove(application.name());
    }
  }

  /** A session that reports, meets a peer and has nothing to do. */
  private static void session(
      Node node, NodeName name, Configuration configuration, NodeState state) {
    SortedMap<NodeName, PeerAddress> peers = new TreeMap<>();
    peers.put(name, new PeerAddress(node.id(), "root", 22, List.of(), "ssh-ed25519 AAAA", "true"));
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    states.put(name, state);
    Configuration nothing = Configuration.of(new TreeMap<>());
    String lines =
        Json.write(new DeployMessage.Meet(peers))
            + "\n"
            + Json.write(new DeployMessage.Apply(name, nothing, new ClusterState(states)))
            + "\n"
            + Json.write(new DeployMessage.Apply(name, configuration, new ClusterState(states)))
            + "\n";
    new NodeSession(
            node,
            new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run("training");
  }

  private static void plan(NodeName name, Configuration configuration, NodeState state) {
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    states.put(name, state);
    NodePlan plan = Planner.plan(configuration, new ClusterState(states), name);
    if (PlanText.render(name, plan).isEmpty()) {
      throw new IllegalStateException("nothing was planned");
    }
  }

  private static SourceFile source(Path file) throws IOException {
    return new SourceFile(file.toString(), Files.readString(file));
  }
}
