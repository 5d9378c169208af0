package io.flocker.cli.certificate;

import io.flocker.api.certificate.NodeAuthorities;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.Validity;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flocker-ca create-node-authority}. */
@Command(
    name = "create-node-authority",
    description =
        "Makes a key and a certificate by which the control service renews the certificates of"
            + " nodes. It is good for nodes only: never for a user or a control service.")
public final class CreateNodeAuthority extends SigningOptions implements Callable<Integer> {

  @Override
  public Integer call() {
    AuthorityFolder authority = authority();
    KeyPair pair = keys().generate();
    write(
        NodeAuthorities.COMMON_NAME,
        authority.issueNodeAuthority(pair.getPublic(), duration(Validity.NODE_AUTHORITY)),
        pair,
        Map.of());
    say("Created %1$s.crt and %1$s.key.".formatted(NodeAuthorities.COMMON_NAME));
    say(
        "Copy both to /etc/flocker/ on the control service's host; chmod 0600. It takes them up by"
            + " itself, and nodes renew their certificates there from then on.");
    return 0;
  }
}
