package io.flocker.agent.half;

import io.flocker.agent.socket.Acceptor;
import io.flocker.core.json.Json;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.ContainerRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container agent's ear for the dataset agent of the same node: a socket that only root may
 * open. It decides nothing and takes no lock of a dataset, since who asks holds it. Safe for use by
 * several threads.
 */
public final class ContainerAgentServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerAgentServer.class);

  private final ContainerRuntime containers;
  private final Consumer<DatasetId> look;
  private final Acceptor<SocketChannel> acceptor;

  private ContainerAgentServer(
      ContainerRuntime containers, Consumer<DatasetId> look, ServerSocketChannel socket) {
    this.containers = containers;
    this.look = look;
    this.acceptor =
        new Acceptor<>(
            "dataset agent",
            socket,
            socket::accept,
            this::serve,
            e -> LOG.error("the dataset agent of this node is not heard at the moment", e));
  }

  /**
   * Listens from now on. Only one process may: see {@link HalfLock}.
   *
   * @param file the socket's; one that an earlier process left is replaced
   * @param look told of datasets whose copy here has changed; must not block
   */
  public static ContainerAgentServer start(
      Path file, ContainerRuntime containers, Consumer<DatasetId> look) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(file);
      ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      socket.bind(UnixDomainSocketAddress.of(file));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      ContainerAgentServer server = new ContainerAgentServer(containers, look, socket);
      server.acceptor.start();
      return server;
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the socket for the dataset agent cannot be had: " + e.getMessage(),
              "run as root, and check that the directory can be written to"),
          e);
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        BufferedReader lines =
            new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      if (line != null) {
        byte[] answer = (Json.write(answer(line)) + "\n").getBytes(StandardCharsets.UTF_8);
        Channels.newOutputStream(connection).write(answer);
      }
    } catch (IOException e) {
      LOG.debug("the dataset agent went away", e);
    }
  }

  private ContainerRequest.Answer answer(String line) {
    try {
      return new ContainerRequest.Answer(
          answer(Json.read(line, ContainerRequest.class)), List.of());
    } catch (ProblemException e) {
      return new ContainerRequest.Answer(false, e.problems());
    } catch (IOException | RuntimeException e) {
      LOG.error("a request of the dataset agent failed", e);
      return new ContainerRequest.Answer(
          false,
          List.of(
              new Problem(
                  Problem.Kind.INTERNAL,
                  "container agent",
                  "a request of the dataset agent failed: " + e,
                  "see that both agents of this node are of one release; if so, please report"
                      + " it")));
    }
  }

  private boolean answer(ContainerRequest request) {
    switch (request) {
      case ContainerRequest.Pull pull -> containers.pull(pull.image());
      case ContainerRequest.Create create -> {
        Map<DatasetId, Path> paths = new HashMap<>();
        create.volumes().forEach(volume -> paths.put(volume.dataset(), Path.of(volume.path())));
        containers.create(create.application(), create.node(), paths);
      }
      case ContainerRequest.Suspend suspend -> {
        LOG.info("container {} stops, because its volumes leave this node", suspend.application());
        return containers.suspend(suspend.application());
      }
      case ContainerRequest.Resume resume -> {
        LOG.info("container {} starts again: its volumes stay for now", resume.application());
        containers.resume(resume.application());
      }
      case ContainerRequest.Look(DatasetId dataset) -> look.accept(dataset);
    }
    return false;
  }

  /** Ends it, and all conversations: who asked is to ask again. */
  @Override
  public void close() {
    acceptor.close();
  }
}
