package io.flocker.node;

import java.nio.file.Path;

/**
 * Where a node keeps what is its own.
 *
 * @param configuration {@code /etc/flocker}: settings, identity, keys
 * @param state {@code /var/lib/flocker}: what must survive a reboot and cannot be observed
 * @param runtime {@code /run/flocker}: locks; gone after a reboot
 */
public record NodeFiles(Path configuration, Path state, Path runtime) {

  /** The usual places. */
  public static NodeFiles standard() {
    return new NodeFiles(
        Path.of("/etc/flocker"), Path.of("/var/lib/flocker"), Path.of("/run/flocker"));
  }

  /** The node's settings. */
  public Path settings() {
    return configuration.resolve("agent.yml");
  }

  /** Who the node is. */
  public Path identity() {
    return configuration.resolve("volume.json");
  }

  /** The node's own SSH key; the private half never leaves the node. */
  public Path key() {
    return configuration.resolve("id_ed25519_flocker");
  }

  /** The host keys of the node's peers, by node id. */
  public Path knownHosts() {
    return configuration.resolve("known_hosts");
  }

  /** Where datasets were last known to live. */
  public Path knownDatasets() {
    return state.resolve("known_datasets.json");
  }

  /** The lock of the one deployment that may work on this node. */
  public Path deploymentLock() {
    return runtime.resolve("deployment.lock");
  }

  /** The locks of datasets. */
  public Path volumeLocks() {
    return runtime.resolve("locks");
  }
}
