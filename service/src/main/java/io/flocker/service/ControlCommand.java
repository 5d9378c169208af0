package io.flocker.service;

import io.flocker.api.certificate.TlsFiles;
import io.flocker.cli.CommonOptions;
import io.flocker.cli.Version;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.service.ControlService;
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
                Duration.ofDays(retention)),
            InstantSource.system());
    LOG.info(
        "Flocker {}: users at port {}, agents at port {}",
        Version.current(),
        service.userPort(),
        service.agentPort());
    UntilToldToEnd.run(service);
    return 0;
  }
}
