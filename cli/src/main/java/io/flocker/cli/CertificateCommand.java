package io.flocker.cli;

import io.flocker.cli.certificate.CreateApiCertificate;
import io.flocker.cli.certificate.CreateControlCertificate;
import io.flocker.cli.certificate.CreateNodeAuthority;
import io.flocker.cli.certificate.CreateNodeCertificate;
import io.flocker.cli.certificate.Initialize;
import io.flocker.cli.certificate.Renew;
import io.flocker.cli.certificate.Revoke;
import io.flocker.cli.certificate.Show;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code flocker-ca}: the certificates by which a cluster's processes and users know each other.
 */
@Command(
    name = "ca",
    description = "Makes, renews, revokes and shows the certificates of a cluster.",
    subcommands = {
      Initialize.class,
      CreateControlCertificate.class,
      CreateNodeCertificate.class,
      CreateNodeAuthority.class,
      CreateApiCertificate.class,
      Renew.class,
      Revoke.class,
      Show.class,
    })
final class CertificateCommand extends CommonOptions implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  /** Without a command the help, as the original did. */
  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
