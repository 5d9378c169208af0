package io.flocker.node.ssh;

import io.flocker.core.model.NodeName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to reach machines with the system's {@code ssh}.
 *
 * @param identity a private key; empty for what the user's agent and configuration offer
 * @param knownHosts where host keys are looked up and recorded; empty for the user's own file
 * @param strict whether a host whose key is not recorded is refused rather than trusted this once
 *     and recorded
 * @param hostKeyAlias the name under which a host's key is recorded, in place of its address
 */
public record SshSettings(
    String user,
    int port,
    Optional<Path> identity,
    Optional<Path> knownHosts,
    boolean strict,
    Optional<String> hostKeyAlias) {

  /** The program and arguments that run {@code remoteCommand} on {@code node}. */
  public List<String> command(NodeName node, String remoteCommand) {
    List<String> command = new ArrayList<>(List.of("ssh", "-T", "-x", "-a"));
    option(command, "BatchMode=yes");
    option(command, "ClearAllForwardings=yes");
    // For the other end's first words too, which a host with much to do keeps one waiting for.
    option(command, "ConnectTimeout=30");
    option(command, "ServerAliveInterval=5");
    option(command, "ServerAliveCountMax=3");
    option(command, "StrictHostKeyChecking=" + (strict ? "yes" : "accept-new"));
    // Faster than the default wherever the processor helps with AES, which is nearly everywhere.
    option(command, "Ciphers=^aes128-gcm@openssh.com");
    option(command, "LogLevel=ERROR");
    knownHosts.ifPresent(file -> option(command, "UserKnownHostsFile=\"" + file + "\""));
    hostKeyAlias.ifPresent(alias -> option(command, "HostKeyAlias=" + alias));
    identity.ifPresent(file -> {
      option(command, "IdentitiesOnly=yes");
      command.addAll(List.of("-i", file.toString()));
    });
    command.addAll(List.of("-l", user, "-p", String.valueOf(port), "--", node.value()));
    command.add(remoteCommand);
    return command;
  }

  private static void option(List<String> command, String option) {
    command.add("-o");
    command.add(option);
  }
}
