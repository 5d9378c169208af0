package io.flocker.service;

import io.flocker.agent.half.Half;
import io.flocker.agent.half.HalfLock;
import io.flocker.agent.plugin.PluginOptions;
import io.flocker.agent.service.AgentOptions;
import io.flocker.agent.service.AgentParts;
import io.flocker.agent.service.AgentService;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.cli.CommonOptions;
import io.flocker.cli.Version;
import io.flocker.cli.host.Nodes;
import io.flocker.core.model.AgentSettings.ControlAddress;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.KnownDatasets;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.node.docker.DockerEvents;
import io.flocker.node.docker.DockerRuntime;
import io.flocker.node.route.IptablesRouter;
import io.flocker.node.route.UsedPorts;
import io.flocker.storage.VolumeLocks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flocker-agent}, {@code flocker-dataset-agent} and {@code flocker-container-agent}. */
@Command(name = "flocker-agent", description = AgentCommand.DESCRIPTION)
final class AgentCommand extends CommonOptions implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);
  private static final Duration SCAN_AGAIN = Duration.ofMinutes(1);
  static final String DESCRIPTION =
      "Brings about on this node what the control service wants. flocker-agent does all of it; in"
          + " its place flocker-dataset-agent works on volumes only, and flocker-container-agent on"
          + " containers and traffic, as two processes of one node.";

  private final Half half;

  AgentCommand(Half half) {
    this.half = half;
  }

  @Option(
      names = {"-c", "--agent-config"},
      paramLabel = "FILE",
      description =
          "The node's settings; cluster.crt, node.crt and node.key lie beside it (default:"
              + " ${DEFAULT-VALUE}).")
  private Path config = Path.of("/etc/flocker/agent.yml");

  @Option(
      names = "--peer-port",
      paramLabel = "PORT",
      description =
          "Where agents of other nodes bring volumes (default: ${DEFAULT-VALUE}); not used by"
              + " flocker-container-agent.")
  private int peerPort = 4525;

  @Option(
      names = "--renew-certificate",
      description =
          "Ask the control service at once for a short-lived certificate in place of one that"
              + " flocker-ca made; otherwise when a third of its time is left.")
  private boolean renewCertificate;

  @Option(
      names = "--no-docker-plugin",
      description =
          "Do not serve Docker's volume plugin; flocker-container-agent never does. Volumes that"
              + " Docker has mounted stay protected.")
  private boolean noPlugin;

  @Option(
      names = "--docker-plugin-socket",
      paramLabel = "FILE",
      description =
          "Where Docker finds the volume plugin, unless systemd hands a socket over; can be given"
              + " several times (default: /run/docker/plugins/flocker.sock and, for clients of the"
              + " original, /run/docker/plugins/flocker/flocker.sock).")
  private List<Path> pluginSockets = PluginOptions.STANDARD_SOCKETS;

  @Override
  public Integer call() throws InterruptedException {
    ControlAddress control =
        Nodes.settings(config)
            .control()
            .orElseThrow(() ->
                problem(
                    config.toString(),
                    "it does not say where the control service is",
                    "write control-service: {hostname: NAME, port: 4524}"));
    Path folder = config.toAbsolutePath().resolveSibling("");
    NodeFiles standard = NodeFiles.standard();
    NodeFiles files = new NodeFiles(folder, standard.state(), standard.runtime());
    TlsFiles certificate = TlsFiles.in(folder, "node");
    Identity.Node identity = certified(certificate);
    NodeId id = identity.node();
    NodeIdentity.require(files, id);
    HalfLock lock = HalfLock.take(files.runtime(), half);
    AgentService agent =
        AgentService.start(
            new AgentParts(
                id,
                Nodes.driver(files),
                new VolumeLocks(files.volumeLocks()),
                new DockerRuntime(DockerRuntime.DEFAULT_SOCKET),
                new DockerEvents(DockerRuntime.DEFAULT_SOCKET),
                new IptablesRouter(),
                new KnownDatasets(files),
                UsedPorts::read,
                () -> Files.exists(DockerRuntime.DEFAULT_SOCKET)),
            new AgentOptions(
                half,
                control,
                OwnAddress.towards(
                    new InetSocketAddress(control.hostname(), control.port()),
                    files.state().resolve("address")),
                certificate,
                peerPort,
                Version.current(),
                bootId(),
                files.state().resolve("wanted-" + identity.cluster() + suffix()),
                files.runtime().resolve("container-agent.sock"),
                SCAN_AGAIN,
                renewCertificate,
                plugin(files)),
            InstantSource.system());
    LOG.info(
        "Flocker {}: {} of node {}, other nodes at port {}",
        Version.current(),
        half,
        id,
        agent.peerPort());
    SmallHeap.keep();
    UntilToldToEnd.run(() -> {
      try (lock) {
        agent.close();
      }
    });
    return 0;
  }

  private PluginOptions plugin(NodeFiles files) {
    Path ledger = files.state().resolve("docker-mounts.json");
    return noPlugin
        ? PluginOptions.none(ledger)
        : new PluginOptions(
            ledger, pluginSockets, half.datasets() ? handedOver() : Optional.empty());
  }

  /** systemd opens the socket before Docker starts, and hands it over as standard input. */
  private static Optional<ServerSocketChannel> handedOver() {
    try {
      return System.inheritedChannel() instanceof ServerSocketChannel socket
              && socket.getLocalAddress() instanceof UnixDomainSocketAddress
          ? Optional.of(socket)
          : Optional.empty();
    } catch (IOException e) {
      throw problem(
          "standard input",
          "the socket that was handed over cannot be used: " + e.getMessage(),
          "see flocker-docker-plugin.socket");
    }
  }

  /** Each process has a file of its own. */
  private String suffix() {
    return switch (half) {
      case BOTH -> "";
      case DATASETS -> "-datasets";
      case CONTAINERS -> "-containers";
    };
  }

  private static Identity.Node certified(TlsFiles files) {
    Identity identity = Certificates.identity(Pem.certificate(files.certificate()));
    if (identity instanceof Identity.Node node) {
      return node;
    }
    throw problem(
        files.certificate().toString(),
        "it is the certificate of " + identity + ", not of a node",
        "make one with flocker-ca create-node-certificate and put it there");
  }

  private static String bootId() {
    Path file = Path.of("/proc/sys/kernel/random/boot_id");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw problem(file.toString(), "cannot be read: " + e.getMessage(), "run on Linux, as root");
    }
  }

  private static ProblemException problem(String where, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.ENVIRONMENT, where, what, remedy));
  }
}
