package io.flocker.agent.uplink;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.DurableFile;
import io.flocker.protocol.v1.Neighbours;
import io.flocker.protocol.v1.Wishes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the control service wanted last, on the disk in its own words: an agent that starts while
 * the control service is away goes on with it. It has what containers are told in their
 * environment, so it is for root alone. It grants nothing, see {@link WishBook#kept}.
 *
 * @param wishes all of them
 * @param neighbours all nodes that they mention
 */
public record KeptWishes(Wishes wishes, Neighbours neighbours) {

  /** Durable when this returns; throws ProblemException when it cannot be written. */
  public void write(Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      wishes.writeDelimitedTo(bytes);
      neighbours.writeDelimitedTo(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    DurableFile.write(file, bytes.toByteArray(), "rw-------");
  }

  /**
   * What was written last; empty on a new node.
   *
   * @throws ProblemException when it cannot be read: then only the control service knows it
   */
  public static Optional<KeptWishes> read(Path file) {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      Wishes wishes = Wishes.parseDelimitedFrom(bytes);
      Neighbours neighbours = Neighbours.parseDelimitedFrom(bytes);
      if (wishes == null || neighbours == null) {
        throw new IOException("it ends too early");
      }
      return Optional.of(new KeptWishes(wishes, neighbours));
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "what was wanted last cannot be read: " + e.getMessage(),
              "nothing: the control service says it again; until then containers stay as they are"),
          e);
    }
  }
}
