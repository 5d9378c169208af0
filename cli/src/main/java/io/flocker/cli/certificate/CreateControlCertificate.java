package io.flocker.cli.certificate;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.Validity;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flocker-ca create-control-certificate}. */
@Command(
    name = "create-control-certificate",
    description = "Makes a key and a certificate for the control service.")
public final class CreateControlCertificate extends SigningOptions implements Callable<Integer> {

  private static final Pattern HOST =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  @Parameters(
      paramLabel = "HOST",
      description = "The name or address by which clients reach the control service.")
  private String host = "";

  @Override
  public Integer call() {
    if (!HOST.matcher(host).matches()) {
      throw misuse("\"" + host + "\" is neither a host's name nor an address");
    }
    AuthorityFolder authority = authority();
    String name = "control-" + host;
    issue(
        authority,
        new Identity.ControlService(authority.cluster()),
        List.of(host),
        duration(Validity.CONTROL_SERVICE),
        name);
    say("Created %1$s.crt and %1$s.key.".formatted(name));
    say(
        "Copy them to /etc/flocker/control-service.crt and /etc/flocker/control-service.key on the"
            + " control service's host, and cluster.crt beside them; chmod 0600 all three.");
    return 0;
  }
}
