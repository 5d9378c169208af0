package io.flocker.agent.plugin;

import io.flocker.agent.socket.Acceptor;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Docker finds the plugin: sockets that only root may open. Safe for several threads. */
final class PluginServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PluginServer.class);

  private final DockerPlugin plugin;
  private final PluginConnection.Limits limits;
  private final List<Acceptor<SocketChannel>> acceptors = new ArrayList<>();
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("plugin watch").daemon(true).factory());

  private PluginServer(DockerPlugin plugin, PluginConnection.Limits limits) {
    this.plugin = plugin;
    this.limits = limits;
    watch.setRemoveOnCancelPolicy(true);
  }

  /**
   * Serves on a socket that somebody else has opened, and minds its file.
   *
   * @param socket is closed with this
   */
  static PluginServer on(
      ServerSocketChannel socket, DockerPlugin plugin, PluginConnection.Limits limits) {
    PluginServer server = new PluginServer(plugin, limits);
    server.listen(socket);
    return server;
  }

  /**
   * Opens sockets and serves on them.
   *
   * @param files a socket that an earlier process left is replaced, so that at no time there is
   *     none; they stay when this is closed, for Docker to wait at
   */
  static PluginServer at(List<Path> files, DockerPlugin plugin, PluginConnection.Limits limits) {
    PluginServer server = new PluginServer(plugin, limits);
    try {
      for (Path file : files) {
        server.listen(bound(file.toAbsolutePath()));
      }
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static ServerSocketChannel bound(Path file) {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("there is something else than a socket");
      }
      Files.deleteIfExists(fresh);
      ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        socket.bind(UnixDomainSocketAddress.of(fresh));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return socket;
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the socket for Docker cannot be had: " + e.getMessage(),
              "run as root, and check that the directory can be written to; or do without volumes"
                  + " for Docker: --no-docker-plugin"),
          e);
    }
  }

  private void listen(ServerSocketChannel socket) {
    Acceptor<SocketChannel> acceptor =
        new Acceptor<>(
            "plugin call",
            socket,
            socket::accept,
            connection -> new PluginConnection(connection, plugin, limits, watch).serve(),
            e -> LOG.error("a connection of Docker's could not be taken", e));
    acceptors.add(acceptor);
    acceptor.start();
  }

  /** Ends it, and all conversations. What Docker has mounted stays mounted. */
  @Override
  public void close() {
    watch.shutdownNow();
    acceptors.forEach(Acceptor::close);
  }
}
