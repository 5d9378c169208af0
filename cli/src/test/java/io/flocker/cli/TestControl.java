package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.rest.Api;
import io.flocker.control.server.ControlServer;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.plan.SpecificationDigest;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.AgentHello;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.Phase;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A real control service with a real store and certificates of a real authority, in a folder of its
 * own; of its nodes it hears what a test says. The commands are the real ones too.
 */
final class TestControl implements AutoCloseable {

  static final NodeId A = NodeId.parse("aaaaaaaa-0000-4000-8000-000000000001");
  static final Instant TAKEN = Instant.parse("2026-03-01T12:00:00Z");
  static final NodeId B = NodeId.parse("bbbbbbbb-0000-4000-8000-000000000002");

  /** What a command has left. */
  record Result(int status, String out, String err) {}

  private final Path folder;
  private final ConfigurationStore store;
  private final Cluster cluster = new Cluster(InstantSource.system());
  private final Api api;
  private ControlServer server;
  private final int port;
  private long connections;

  /** With an authority of its own and an administrator, alice. */
  TestControl(Path parent) throws IOException {
    this(Files.createTempDirectory(parent, "cluster"), true);
  }

  /** With the certificates that are in a folder. */
  static TestControl with(Path certificates) {
    return new TestControl(certificates, false);
  }

  private TestControl(Path folder, boolean isNew) {
    this.folder = folder;
    if (isNew) {
      ca("initialize", "test", "-o", folder);
      // None of the names by which the tests reach it: the identity is what counts.
      here("create-control-certificate", "control.example.org");
      user("alice", "admin");
    }
    store =
        ConfigurationStore.open(
            folder.resolve("configuration.db"), InstantSource.system(), AssertionError::new);
    api =
        new Api(
            new Api.Parts(store, cluster, InstantSource.system(), "1.2.3", TestControl::defect));
    server = listen(0);
    port = server.port();
  }

  private static void defect(String incident, Exception defect) {
    throw new AssertionError(incident, defect);
  }

  private ControlServer listen(int onPort) {
    TlsFiles files = TlsFiles.in(folder, "control-control.example.org");
    return ControlServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort),
        Tls.server(files, Set.of(Identity.Kind.USER), InstantSource.system(), _ -> {}),
        api,
        TestControl::defect);
  }

  /** The service goes away; what it keeps stays. */
  void goAway() {
    server.close();
  }

  /** The service is back where it was, once nobody else has the port that was free meanwhile. */
  void comeBack() {
    server =
        await()
            .ignoreExceptionsInstanceOf(ProblemException.class)
            .until(() -> listen(port), _ -> true);
  }

  Path folder() {
    return folder;
  }

  int port() {
    return port;
  }

  /** Makes a user's key and certificate beside those of the cluster. */
  void user(String name, String role) {
    here("create-api-certificate", name, "--role", role);
  }

  static Result ca(Object... arguments) {
    Result result = run("flocker-ca", arguments);
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  /** An authority's command, in the cluster's own folder. */
  Result here(Object... arguments) {
    List<Object> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("-i", folder, "-o", folder));
    return ca(all.toArray());
  }

  static Result run(String program, Object... arguments) {
    return run(new StringWriter(), program, arguments);
  }

  private static Result run(StringWriter err, String program, Object... arguments) {
    StringWriter out = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            program,
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(status, out.toString(), err.toString());
  }

  /** What leads to this service, as one of its users. */
  List<Object> access(String user) {
    return List.of(
        "--control-service",
        "127.0.0.1",
        "--control-port",
        port,
        "--certs-path",
        folder,
        "--user",
        user);
  }

  /** {@code flockerctl} as a user. */
  Result as(String user, Object... arguments) {
    return as(user, new StringWriter(), arguments);
  }

  private Result as(String user, StringWriter err, Object... arguments) {
    List<Object> all = new ArrayList<>(access(user));
    all.addAll(Arrays.asList(arguments));
    return run(err, "flockerctl", all.toArray());
  }

  /** {@code flockerctl} as an administrator. */
  Result ctl(Object... arguments) {
    return as("alice", arguments);
  }

  /** As {@link #ctl}; what it says meanwhile on its standard error can be read there. */
  Result ctl(StringWriter err, Object... arguments) {
    return as("alice", err, arguments);
  }

  /** Has something done that cannot be refused. */
  void submit(Command command) {
    if (store.submit(command, "tester") instanceof Outcome.Refused(var refusal)) {
      throw new AssertionError(refusal);
    }
  }

  /** A dataset as it is wanted. */
  Optional<Dataset> dataset(DatasetId id) {
    return store.snapshot().dataset(id);
  }

  /** A container as it is wanted. */
  Optional<Container> container(String name) {
    return store.snapshot().container(new ApplicationName(name));
  }

  /** All datasets as they are wanted. */
  List<Dataset> datasets() {
    return List.copyOf(store.snapshot().datasets().values());
  }

  /** A dataset on a node, with a name. */
  DatasetId create(DatasetId id, NodeId primary, String name) {
    submit(new Command.CreateDataset(id, primary, Optional.empty(), Map.of("name", name)));
    return id;
  }

  /** Tells of each change of what is wanted, on a thread that must not wait. */
  void watch(Runnable listener) {
    var _ = store.watch(_ -> listener.run());
  }

  /** A node's agent that connects; the node is known from then on. */
  Agent join(NodeId node, String host) {
    submit(new Command.SeeNode(node, host));
    return new Agent(node, host, ++connections);
  }

  /** An agent that says what a test wants it to say, each time everything. */
  final class Agent {

    private final NodeId node;
    private final long connection;
    private final Map<DatasetId, ObservedVolume> volumes = new HashMap<>();
    private final Map<ApplicationName, ObservedContainer> containers = new HashMap<>();
    private final Map<UnitId, UnitStatus> statuses = new HashMap<>();
    private long revision;

    private Agent(NodeId node, String host, long connection) {
      this.node = node;
      this.connection = connection;
      AgentHello hello =
          new AgentHello(
              1,
              ProtocolVersion.MINOR,
              "2.0.0",
              node.toString(),
              UUID.randomUUID(),
              Optional.empty(),
              4525,
              "btrfs",
              true,
              true,
              true,
              true,
              Optional.empty());
      assertThat(cluster.join(node, connection, hello, host)).isZero();
      report();
    }

    /** The connection ends. */
    void leave() {
      cluster.leave(node, connection);
    }

    /** It has a copy that can be written to. */
    Agent owns(DatasetId dataset, long epoch, Optional<Size> maximumSize) {
      volumes.put(
          dataset,
          new ObservedVolume(
              VolumeRecord.created(dataset, node, maximumSize).ownedBy(node, epoch),
              Optional.of("/flocker/" + dataset),
              true,
              new Size(4096),
              List.of()));
      return report();
    }

    /** It has a copy that can be written to, with every snapshot of it that is wanted. */
    Agent holds(DatasetId dataset, long epoch, Optional<Size> maximumSize) {
      List<ObservedSnapshot> wanted =
          store.snapshot().snapshotsOf(dataset).stream()
              .filter(snapshot -> !snapshot.isDeleted())
              .map(snapshot ->
                  new ObservedSnapshot(
                      snapshot.snapshot(), Optional.of(TAKEN), Optional.of(new Size(1L << 30))))
              .toList();
      volumes.put(
          dataset,
          new ObservedVolume(
              VolumeRecord.created(dataset, node, maximumSize).ownedBy(node, epoch),
              Optional.of("/flocker/" + dataset),
              true,
              new Size(4096),
              List.of(),
              wanted));
      return report();
    }

    /** It no longer has a copy. */
    Agent lacks(DatasetId dataset) {
      volumes.remove(dataset);
      return report();
    }

    /** It has made a container from what is wanted, and is content. */
    Agent runs(Application application) {
      containers.put(
          application.name(),
          new ObservedContainer(
              application.name(),
              application.image(),
              true,
              false,
              application.ports(),
              application.restartPolicy(),
              SpecificationDigest.of(application, new NodeName(node.toString())),
              List.of()));
      statuses.put(
          new UnitId.OfContainer(application.name()),
          UnitStatus.of(Phase.SETTLED, "", InstantSource.system().instant()));
      return report();
    }

    /** It no longer has a container, and nothing to say of it. */
    Agent lacks(Application application) {
      containers.remove(application.name());
      statuses.remove(new UnitId.OfContainer(application.name()));
      return report();
    }

    /** It has a container, which may have stopped. */
    Agent has(String container, boolean running) {
      containers.put(
          new ApplicationName(container),
          new ObservedContainer(
              new ApplicationName(container),
              ImageReference.parse("nginx"),
              running,
              false,
              new TreeSet<>(),
              new RestartPolicy.Never(),
              new TreeMap<>(),
              List.of()));
      return report();
    }

    /** This is how far it is with a dataset. */
    Agent says(DatasetId dataset, UnitStatus status) {
      return says(new UnitId.OfDataset(dataset), status);
    }

    /** This is how far it is with a unit. */
    Agent says(UnitId unit, UnitStatus status) {
      statuses.put(unit, status);
      return report();
    }

    private Agent report() {
      cluster.report(
          node,
          connection,
          ReportDelta.complete(
              ++revision,
              new NodeReport(Optional.empty(), volumes, containers, NodeFacts.NONE, statuses)));
      return this;
    }
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
