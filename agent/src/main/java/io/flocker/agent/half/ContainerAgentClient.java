package io.flocker.agent.half;

import io.flocker.core.json.Json;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dataset agent's way to the container agent of the same node. Safe for several threads. */
public final class ContainerAgentClient {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerAgentClient.class);

  private final Path file;

  /** Connects to nothing before it is asked. */
  public ContainerAgentClient(Path file) {
    this.file = file;
  }

  /** Says that this node's copy of a dataset has changed. Neither waits nor fails. */
  public void tellOf(DatasetId dataset) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            ask(new ContainerRequest.Look(dataset));
          } catch (ProblemException e) {
            // One that is not there looks at everything when it starts.
            LOG.debug("the container agent does not hear of dataset {}", dataset, e);
          }
        });
  }

  /**
   * Asks, and waits until it is done.
   *
   * @return what the answer's {@code ran} says
   * @throws ProblemException if it could not be done, or nobody is there to do it
   */
  boolean ask(ContainerRequest request) {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(file));
        BufferedReader lines =
            new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
      Channels.newOutputStream(connection)
          .write((Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
      String line = lines.readLine();
      if (line == null) {
        throw new EOFException("it ended before it answered");
      }
      ContainerRequest.Answer answer = Json.read(line, ContainerRequest.Answer.class);
      if (!answer.problems().isEmpty()) {
        throw new ProblemException(answer.problems());
      }
      return answer.ran();
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              "container agent",
              "the container agent of this node does not answer on " + file + ": " + e.getMessage(),
              "start it beside the dataset agent (systemctl start flocker-container-agent): only"
                  + " it stops and creates containers"),
          e);
    }
  }
}
