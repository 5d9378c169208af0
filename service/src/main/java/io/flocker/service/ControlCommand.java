package io.flocker.service;

import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.cli.CommonOptions;
import io.flocker.cli.Version;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.service.ControlService;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flocker-control}. */
@Command(
    name = "flocker-control",
    description = "Keeps what is wanted, tells the agents of the nodes, and answers users.",
    subcommands = {BackupCommand.class, RestoreCommand.class, ImportCommand.class})
final class ControlCommand extends CommonOptions implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ControlCommand.class);

  /** What is longer is not short-lived: flocker-ca makes such. */
  private static final long MOST_DAYS = 365;

  @Mixin private DataFolder data = new DataFolder();

  @Option(
      names = {"-c", "--certificates-directory"},
      paramLabel = "FOLDER",
      description =
          "Where cluster.crt, control-service.crt and control-service.key are (default:"
              + " ${DEFAULT-VALUE}).")
  private Path certificates = Path.of("/etc/flocker");

  @Option(
      names = {"-p", "--port"},
      paramLabel = "ADDRESS",
      converter = ListenAddress.Converter.class,
      description =
          "Where users of the REST API come in: PORT, ADDRESS:PORT or tcp:PORT (default:"
              + " ${DEFAULT-VALUE}).")
  private ListenAddress users = ListenAddress.of(4523);

  @Option(
      names = {"-a", "--agent-port"},
      paramLabel = "ADDRESS",
      converter = ListenAddress.Converter.class,
      description = "Where agents come in; likewise (default: ${DEFAULT-VALUE}).")
  private ListenAddress agents = ListenAddress.of(4524);

  @Option(
      names = "--retention",
      paramLabel = "DAYS",
      description =
          "How long deleted datasets and who changed what are remembered (default:"
              + " ${DEFAULT-VALUE}).")
  private long retention = 30;

  @Option(
      names = "--node-certificate-days",
      paramLabel = "DAYS",
      description =
          "How long a certificate is valid that a node is given in place of its own, by"
              + " node-authority.crt and node-authority.key beside the service's certificate"
              + " (default: ${DEFAULT-VALUE}).")
  private long nodeCertificateDays = Validity.RENEWED_NODE.toDays();

  @Mixin private VolumeOptions volumes = new VolumeOptions();

  /** Where the configuration is. */
  Path store() {
    return data.store();
  }

  @Override
  public Integer call() throws InterruptedException {
    ControlService service =
        ControlService.start(
            new ControlOptions(
                data.path(),
                TlsFiles.in(certificates, "control-service"),
                users.socket(),
                agents.socket(),
                Version.current(),
                Duration.ofDays(retention),
                nodeValidity(),
                volumes.settings()),
            InstantSource.system());
    LOG.info(
        "Flocker {}: users at port {}, agents at port {}",
        Version.current(),
        service.userPort(),
        service.agentPort());
    UntilToldToEnd.run(service);
    return 0;
  }

  private Duration nodeValidity() {
    if (nodeCertificateDays < 1 || nodeCertificateDays > MOST_DAYS) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              "--node-certificate-days",
              "it is " + nodeCertificateDays + " (expected: 1 to " + MOST_DAYS + ")",
              "write the number of days for which a node's certificate shall be valid"));
    }
    return Duration.ofDays(nodeCertificateDays);
  }
}
