package io.flocker.cli.host;

import io.flocker.core.model.AgentSettings;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.AgentSettingsReader;
import io.flocker.core.read.SourceFile;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.KnownDatasets;
import io.flocker.node.NodeDiscovery;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.node.Router;
import io.flocker.node.docker.DockerRuntime;
import io.flocker.node.route.IptablesRouter;
import io.flocker.node.route.UsedPorts;
import io.flocker.node.session.Node;
import io.flocker.node.ssh.PeerKeys;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import io.flocker.storage.open.VolumeDrivers;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Puts together the node that this program runs on, as its settings say. */
public final class Nodes {

  private static final int HOME_FIELD = 5;

  private Nodes() {}

  /** The driver that the settings name, checked to be usable here. */
  public static VolumeDriver driver(NodeFiles files) {
    Commands commands = new Commands();
    return VolumeDrivers.open(
        Files.exists(files.settings())
            ? settings(files.settings()).backend()
            : VolumeDrivers.detect(commands),
        commands);
  }

  /** What a file says; throws {@link ProblemException} with all that is wrong with it. */
  public static AgentSettings settings(Path settings) {
    try {
      return AgentSettingsReader.read(
          new SourceFile(settings.toString(), Files.readString(settings)));
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              settings.toString(),
              "the node's settings cannot be read: " + e.getMessage(),
              "run as root, and check the file's permissions"),
          e);
    }
  }

  /** Everything; nothing is connected to before it is needed. */
  public static Node open() {
    NodeFiles files = NodeFiles.standard();
    NodeId id = NodeIdentity.of(files);
    VolumeDriver driver = driver(files);
    ContainerRuntime containers = new DockerRuntime(DockerRuntime.DEFAULT_SOCKET);
    Router router = new IptablesRouter();
    KnownDatasets known = new KnownDatasets(files);
    NodeDiscovery discovery =
        new NodeDiscovery(id, driver, containers, router, known, UsedPorts::read);
    return new Node(
        id,
        files,
        driver,
        new VolumeLocks(files.volumeLocks()),
        containers,
        router,
        known,
        new PeerKeys(files, home()),
        discovery,
        peerCommand());
  }

  /** Of the user as whom others log in: the one who asked sudo, if that is how we got here. */
  private static Path home() {
    String user = Optional.ofNullable(System.getenv("SUDO_USER")).orElse("root");
    if (user.equals("root")) {
      return Path.of("/root");
    }
    // Not from /etc/passwd, which does not have the users of a directory service.
    String entry =
        new Commands()
            .check(
                new Command(
                    List.of("getent", "passwd", user),
                    Problem.Kind.ENVIRONMENT,
                    "user " + user,
                    Optional.of(Duration.ofSeconds(10)),
                    ""));
    return Path.of(entry.strip().split(":", -1)[HOME_FIELD]);
  }

  private static String peerCommand() {
    String program =
        Optional.ofNullable(System.getProperty("flocker.home")).orElse("/opt/flocker")
            + "/bin/flocker-volume peer";
    return System.getenv("SUDO_USER") == null ? program : "sudo -n " + program;
  }
}
