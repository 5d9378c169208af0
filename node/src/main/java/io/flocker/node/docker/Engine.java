package io.flocker.node.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one Docker Engine, made when it is first needed, and the translation of what
 * goes wrong with it. Safe for use by several threads.
 */
final class Engine implements AutoCloseable {

  /** One or more requests that may be sent again when the engine goes away in their midst. */
  interface Request<T> {
    T send(DockerClientImpl client) throws InterruptedException;
  }

  /** A {@link Request} that has no answer. */
  interface Command {
    void send(DockerClientImpl client) throws InterruptedException;
  }

  private final EngineConfig config;
  private @Nullable DockerClientImpl client;

  Engine(Path socket) {
    this.config = new EngineConfig(socket);
  }

  EngineConfig config() {
    return config;
  }

  /**
   * Sends {@code request}; once more over a new connection if the one that is kept turns out to be
   * dead, as it is after the engine was restarted.
   *
   * @param object the container or image that it is about
   * @param wish what it shall do, to complete the sentence "could not ..."
   */
  <T> T ask(String object, String wish, Request<T> request) {
    boolean kept = isConnected();
    try {
      return attempt(object, wish, request);
    } catch (UncheckedIOException e) {
      if (!kept) {
        throw unreachable(object, wish, e);
      }
    }
    close();
    try {
      return attempt(object, wish, request);
    } catch (UncheckedIOException e) {
      throw unreachable(object, wish, e);
    }
  }

  /** As {@link #ask}, for what has no answer. */
  void tell(String object, String wish, Command command) {
    ask(
        object,
        wish,
        client -> {
          command.send(client);
          return true;
        });
  }

  private <T> T attempt(String object, String wish, Request<T> request) {
    try {
      return request.send(client());
    } catch (DockerException e) {
      throw Refusal.of(e).problem(object, wish, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONTAINER, object, "could not " + wish + ": interrupted", "try again"),
          e);
    } catch (RuntimeException e) {
      throw ioCause(e).map(io -> (RuntimeException) new UncheckedIOException(io)).orElse(e);
    }
  }

  /** The client wraps what the socket says in one or more exceptions of its own. */
  private static Optional<IOException> ioCause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return Optional.of(io);
      }
    }
    return Optional.empty();
  }

  private ProblemException unreachable(String object, String wish, UncheckedIOException e) {
    IOException cause = ioCause(e).orElseThrow();
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            object,
            "could not "
                + wish
                + ": the Docker Engine does not answer on "
                + config.socket()
                + ": "
                + Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName()),
            "check that the engine runs (systemctl status docker) and that this user may open its"
                + " socket (root or the group docker)"),
        cause);
  }

  private synchronized boolean isConnected() {
    return client != null;
  }

  private synchronized DockerClientImpl client() {
    if (client == null) {
      client =
          (DockerClientImpl)
              DockerClientImpl.getInstance(
                  config,
                  new ApacheDockerHttpClient.Builder()
                      .dockerHost(config.getDockerHost())
                      .connectionTimeout(Duration.ofSeconds(10))
                      .build());
    }
    return client;
  }

  @Override
  public synchronized void close() {
    DockerClientImpl old = client;
    client = null;
    if (old != null) {
      try {
        old.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing the connection to " + config.socket(), e);
      }
    }
  }
}
