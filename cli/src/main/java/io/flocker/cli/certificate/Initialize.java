package io.flocker.cli.certificate;

import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.Validity;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flocker-ca initialize}. */
@Command(name = "initialize", description = "Makes the certificate authority of a new cluster.")
public final class Initialize extends CertificateOptions implements Callable<Integer> {

  private static final int LONGEST = 64;

  @Parameters(paramLabel = "NAME", description = "What the cluster is called.")
  private String name = "";

  @Override
  public Integer call() {
    if (name.isBlank() || name.length() > LONGEST) {
      throw misuse("the cluster's name is \"" + name + "\" (expected: 1 to 64 characters)");
    }
    AuthorityFolder made =
        AuthorityFolder.initialize(
            output(), name, keys(), duration(Validity.AUTHORITY), InstantSource.system());
    say("Created cluster.key and cluster.crt for cluster " + made.cluster() + ".");
    say(
        "Whoever has cluster.key can speak for anyone in this cluster: keep it secret, keep a"
            + " backup, and never copy it to a node.");
    return 0;
  }
}
