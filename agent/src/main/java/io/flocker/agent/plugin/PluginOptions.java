package io.flocker.agent.plugin;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether and where Docker finds the plugin.
 *
 * @param ledger the file with what Docker has mounted
 * @param sockets to be opened, if none was handed over; none: there is no plugin
 * @param handedOver a socket that whoever started this process has opened
 */
public record PluginOptions(
    Path ledger, List<Path> sockets, Optional<ServerSocketChannel> handedOver) {

  /** Where Docker looks for a plugin called flocker, and where the original's was. */
  public static final List<Path> STANDARD_SOCKETS =
      List.of(
          Path.of("/run/docker/plugins/flocker.sock"),
          Path.of("/run/docker/plugins/flocker/flocker.sock"));

  public PluginOptions {
    sockets = List.copyOf(sockets);
  }

  /** No plugin; what was mounted while there was one is protected. */
  public static PluginOptions none(Path ledger) {
    return new PluginOptions(ledger, List.of(), Optional.empty());
  }
}
