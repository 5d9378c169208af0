package io.flocker.cli;

import io.flocker.node.ssh.SshSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How nodes are reached over SSH. */
final class SshOptions {

  private static final int STANDARD_PORT = 22;

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "Private key for SSH; by default what your agent and configuration offer.")
  private @Nullable Path identity;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Login name on the nodes (default: root); others need sudo without a password.")
  private @Nullable String user;

  @Option(
      names = "--known-hosts",
      paramLabel = "FILE",
      description = "Where host keys are looked up and recorded; by default your own file.")
  private @Nullable Path knownHosts;

  @Option(
      names = "--strict-host-keys",
      description = "Refuse nodes whose host key is not recorded yet, rather than record it.")
  private boolean strict;

  SshSettings settings(Optional<Integer> port) {
    return new SshSettings(
        user == null ? "root" : user,
        port.orElse(STANDARD_PORT),
        Optional.ofNullable(identity),
        Optional.ofNullable(knownHosts),
        strict,
        Optional.empty());
  }
}
