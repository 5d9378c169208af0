package io.flocker.cli;

import io.flocker.api.certificate.TlsFiles;
import io.flocker.cli.rest.Access;
import io.flocker.cli.rest.ServiceAddress;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who asks a control service, and how firmly; the files as the original {@code flocker-deploy}. */
final class ControlOptions {

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "With CONTROL: the cluster's certificate (default: cluster.crt).")
  private @Nullable Path authority;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "With CONTROL: your certificate (default: user.crt).")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "With CONTROL: your private key (default: user.key).")
  private @Nullable Path key;

  @Option(
      names = "--force",
      description =
          "With CONTROL, for an admin: go on even though a lease, or a node that is not heard from,"
              + " speaks against it. That can lose what is being written.")
  private boolean force;

  boolean force() {
    return force;
  }

  Access access(String host, Optional<Integer> port) {
    Path cluster = Objects.requireNonNullElse(authority, Path.of("cluster.crt"));
    return new Access(
        address(host, port),
        new TlsFiles(
            cluster,
            Objects.requireNonNullElse(certificate, Path.of("user.crt")),
            Objects.requireNonNullElse(key, Path.of("user.key")),
            cluster.resolveSibling("cluster.crl")),
        "say with --cacert, --cert and --key where your certificates are");
  }

  private static ServiceAddress address(String host, Optional<Integer> port) {
    try {
      return new ServiceAddress(host, port.orElse(ServiceAddress.STANDARD_PORT));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              "",
              "the control service's address is not one: " + e.getMessage(),
              "three arguments are the control service, the deployment file and the application"
                  + " file; two are the files alone"));
    }
  }
}
