package io.flocker.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flocker.agent.half.Half;
import io.flocker.agent.plugin.PluginOptions;
import io.flocker.agent.service.AgentOptions;
import io.flocker.agent.service.AgentParts;
import io.flocker.agent.service.AgentService;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.cli.rest.Access;
import io.flocker.cli.rest.RestClient;
import io.flocker.cli.rest.ServiceAddress;
import io.flocker.cli.training.CannedEngine;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.service.ControlService;
import io.flocker.core.model.AgentSettings.ControlAddress;
import io.flocker.core.model.Backend;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.KnownDatasets;
import io.flocker.node.NodeFiles;
import io.flocker.node.Router;
import io.flocker.node.docker.DockerEvents;
import io.flocker.node.docker.DockerRuntime;
import io.flocker.storage.VolumeLocks;
import io.flocker.storage.open.VolumeDrivers;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * A control service, or an agent: two processes that find each other in a folder, without touching
 * the machine. {@code ./build} records which classes one of them takes, and such services start
 * from the record.
 */
@Command(name = "train-service", description = "Used by the build to record a start-up cache.")
final class ServiceTraining implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String HERE = "127.0.0.1";
  private static final NodeId NODE = new NodeId(new UUID(0x4000L, 0x8000_0000_0000_0001L));

  /** What a process is. */
  enum Side {
    CONTROL,
    AGENT
  }

  @Parameters(index = "0", description = "control, or agent.")
  private Side side = Side.CONTROL;

  @Parameters(
      index = "1",
      description = "A folder that both know, empty at first; its path must be short.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (side) {
      case CONTROL -> control();
      case AGENT -> agent();
    }
    return 0;
  }

  private void control() throws IOException, InterruptedException {
    AuthorityFolder authority =
        AuthorityFolder.initialize(
            folder, "training", KeyKind.EC, Validity.AUTHORITY, InstantSource.system());
    TlsFiles files =
        issue(authority, "control-service", new Identity.ControlService(authority.cluster()));
    TlsFiles _ = issue(authority, "node", new Identity.Node(authority.cluster(), NODE));
    TlsFiles _ =
        issue(authority, "admin", new Identity.User(authority.cluster(), "admin", Role.ADMIN));
    try (ControlService service = ControlService.start(control(files), InstantSource.system())) {
      tell("port", String.valueOf(service.agentPort()));
      String _ = hear("joined");
      ask(service.userPort());
      tell("asked", "");
      String _ = hear("left");
    }
  }

  private void agent() throws IOException, InterruptedException {
    int port = Integer.parseInt(hear("port"));
    try (CannedEngine _ = new CannedEngine(folder.resolve("engine.sock"));
        DockerRuntime containers = new DockerRuntime(folder.resolve("engine.sock"));
        AgentService agent =
            AgentService.start(
                parts(containers),
                agent(TlsFiles.in(folder, "node"), port),
                InstantSource.system())) {
      if (!agent.awaitJoined(PATIENCE)) {
        throw new IllegalStateException("the agent has not joined in " + PATIENCE);
      }
      tell("joined", "");
      String _ = hear("asked");
    }
    tell("left", "");
  }

  private void tell(String what, String text) throws IOException {
    Path whole = folder.resolve(what);
    Files.move(
        Files.writeString(folder.resolve(what + ".new"), text),
        whole,
        StandardCopyOption.ATOMIC_MOVE);
  }

  private String hear(String what) throws IOException, InterruptedException {
    Path file = folder.resolve(what);
    try (WatchService news = folder.getFileSystem().newWatchService()) {
      WatchKey key = folder.register(news, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(file)) {
        if (news.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) == null) {
          throw new IllegalStateException("the other side has not said '" + what + "'");
        }
        key.pollEvents();
        boolean _ = key.reset();
      }
    }
    return Files.readString(file);
  }

  private TlsFiles issue(AuthorityFolder authority, String name, Identity identity)
      throws IOException {
    TlsFiles files = TlsFiles.in(folder, name);
    KeyPair pair = KeyKind.EC.generate();
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(
        files.certificate(),
        IssuedFiles.certificate(
            authority.issue(identity, List.of(HERE), pair.getPublic(), Validity.NODE)));
    return files;
  }

  private ControlOptions control(TlsFiles files) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ControlOptions(
        folder.resolve("data"),
        files,
        free,
        free,
        "training",
        Duration.ofDays(1),
        Validity.RENEWED_NODE);
  }

  private AgentParts parts(DockerRuntime containers) {
    NodeFiles files =
        new NodeFiles(folder.resolve("etc"), folder.resolve("var"), folder.resolve("run"));
    return new AgentParts(
        NODE,
        VolumeDrivers.open(
            new Backend.Loopback(folder.resolve("volumes").toString(), "ext4"), new Commands()),
        new VolumeLocks(files.volumeLocks()),
        containers,
        new DockerEvents(folder.resolve("engine.sock")),
        new NoRouter(),
        new KnownDatasets(files),
        TreeSet::new,
        () -> true);
  }

  private AgentOptions agent(TlsFiles files, int port) {
    return new AgentOptions(
        Half.BOTH,
        new ControlAddress(HERE, port),
        new NodeName(HERE),
        files,
        0,
        "training",
        "training",
        folder.resolve("wanted"),
        folder.resolve("container-agent.sock"),
        Duration.ofMinutes(1),
        false,
        new PluginOptions(
            folder.resolve("mounts.json"), List.of(folder.resolve("p.sock")), Optional.empty()));
  }

  /** What a service answers first; nothing that would change this machine. */
  private void ask(int port) {
    try (RestClient client =
        RestClient.open(
            new Access(new ServiceAddress(HERE, port), TlsFiles.in(folder, "admin"), ""))) {
      for (String path :
          List.of("version", "state/nodes", "state/datasets", "status", "status/nodes")) {
        client.get("/v1/" + path);
      }
      client.post(
          "/v1/configuration/leases",
          null,
          JsonNodeFactory.instance
              .objectNode()
              .put("dataset_id", UUID.randomUUID().toString())
              .put("node_uuid", NODE.toString())
              .putNull("expires"));
    } catch (ProblemException e) {
      // Refused: that is what can be asked for without consequences.
      System.out.println(e.getMessage());
    }
  }

  private static final class NoRouter implements Router {

    @Override
    public Rules observe() {
      return new Rules(new TreeSet<>(), new TreeSet<>());
    }

    @Override
    public void change(UnaryOperator<Rules> change) {
      Rules _ = change.apply(observe());
    }
  }
}
