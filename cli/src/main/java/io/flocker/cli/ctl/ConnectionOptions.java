package io.flocker.cli.ctl;

import io.flocker.api.certificate.TlsFiles;
import io.flocker.cli.rest.Access;
import io.flocker.cli.rest.ServiceAddress;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the control service is and who asks; understood before and after a command's name. */
@Command
public final class ConnectionOptions {

  @Option(
      names = "--control-service",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST",
      description =
          "Name or address of the control service (default: $$FLOCKER_CONTROL_SERVICE, else"
              + " control_node in cluster.yml).")
  private @Nullable String controlService;

  @Option(
      names = "--control-port",
      scope = ScopeType.INHERIT,
      paramLabel = "PORT",
      description = "Its port (default: 4523).")
  private int port = ServiceAddress.STANDARD_PORT;

  @Option(
      names = "--certs-path",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      description =
          "Where your certificates are (default: $$FLOCKER_CERTS_PATH, else the current folder).")
  private @Nullable Path certificates;

  @Option(
      names = "--user",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description =
          "Who you are: NAME.crt and NAME.key are shown (default: $$FLOCKER_USER, else user).")
  private @Nullable String user;

  @Option(
      names = "--cluster-crt",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "The cluster's certificate, in that folder (default: cluster.crt).")
  private String authority = "cluster.crt";

  @Option(
      names = "--cluster-yml",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "A file whose control_node says where it is (default: ./cluster.yml).")
  private Path clusterFile = Path.of("cluster.yml");

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "How to print: table (default), wide, json or yaml.")
  private Format format = Format.TABLE;

  Format format() {
    return format;
  }

  /** An option counts before the environment, the environment before the file. */
  Access access(Map<String, String> environment) {
    String host =
        Optional.ofNullable(controlService)
            .or(() -> variable(environment, "FLOCKER_CONTROL_SERVICE"))
            .or(() -> ClusterFile.controlNode(clusterFile))
            .orElseThrow(() ->
                problem(
                    "where the control service is was not said",
                    "name it with --control-service HOST or FLOCKER_CONTROL_SERVICE"));
    Path folder =
        Optional.ofNullable(certificates)
            .or(() -> variable(environment, "FLOCKER_CERTS_PATH").map(Path::of))
            .orElse(Path.of(""));
    String name =
        Optional.ofNullable(user).or(() -> variable(environment, "FLOCKER_USER")).orElse("user");
    return new Access(
        address(host),
        new TlsFiles(
            folder.resolve(authority),
            folder.resolve(name + ".crt"),
            folder.resolve(name + ".key"),
            folder.resolve("cluster.crl")),
        "say with --certs-path (or FLOCKER_CERTS_PATH) where your certificates are and with --user"
            + " (or FLOCKER_USER) what you are called");
  }

  /** A variable that is set to nothing is as good as none. */
  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private ServiceAddress address(String host) {
    try {
      return new ServiceAddress(host, port);
    } catch (IllegalArgumentException e) {
      throw problem(
          "the control service's address is not one: " + e.getMessage(),
          "name it with --control-service HOST, and its port with --control-port");
    }
  }

  private static ProblemException problem(String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.CONFIGURATION, "", what, remedy));
  }
}
