package io.flocker.control.service;

import io.flocker.api.certificate.TlsFiles;
import io.flocker.control.volumes.VolumeSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a control service keeps its data and listens.
 *
 * @param data a folder; made if there is none
 * @param files the service's certificate
 * @param users where users of the REST API come in; port 0 for any that is free
 * @param agents where agents come in; likewise
 * @param version of the product, for people
 * @param retention how long deleted datasets and what was changed are remembered
 * @param nodeValidity for how long a certificate is valid that a node is given in place of its own
 * @param volumes what volumes that Docker asks for are like
 */
public record ControlOptions(
    Path data,
    TlsFiles files,
    InetSocketAddress users,
    InetSocketAddress agents,
    String version,
    Duration retention,
    Duration nodeValidity,
    VolumeSettings volumes) {

  /** With volumes as they are unless somebody says otherwise. */
  public ControlOptions(
      Path data,
      TlsFiles files,
      InetSocketAddress users,
      InetSocketAddress agents,
      String version,
      Duration retention,
      Duration nodeValidity) {
    this(data, files, users, agents, version, retention, nodeValidity, VolumeSettings.STANDARD);
  }

  /** The list of what was signed for nodes. */
  Path issued() {
    return data.resolve("node-authority.issued");
  }

  /** The store in a folder of data. */
  public static Path store(Path data) {
    return data.resolve("configuration.db");
  }
}
