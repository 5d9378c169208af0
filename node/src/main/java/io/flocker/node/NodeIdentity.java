package io.flocker.node;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flocker.core.json.Json;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Who this node is: {@code {"uuid": …, "version": 1}} in the file that the original product used
 * too, made at first use.
 */
public final class NodeIdentity {

  private NodeIdentity() {}

  private record Document(
      @JsonProperty("uuid") String uuid, @JsonProperty("version") int version) {}

  /** Reads the identity, or makes and keeps a new one if there is none. */
  public static NodeId of(NodeFiles files) {
    Path file = files.identity();
    if (!Files.exists(file)) {
      String fresh = UUID.randomUUID().toString();
      DurableFile.write(file, Json.write(new Document(fresh, 1)) + "\n", "rw-r--r--");
    }
    try {
      Document document = Json.read(Files.readString(file), Document.class);
      if (document.version() != 1) {
        throw unreadable(file, "version " + document.version() + " (expected: 1)");
      }
      return NodeId.parse(document.uuid());
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes sure that the node is who its certificate says; a node that was nobody yet becomes it.
   *
   * @throws ProblemException if the node is somebody else
   */
  public static void require(NodeFiles files, NodeId certified) {
    Path file = files.identity();
    if (!Files.exists(file)) {
      DurableFile.write(
          file, Json.write(new Document(certified.toString(), 1)) + "\n", "rw-r--r--");
    }
    NodeId known = of(files);
    if (!known.equals(certified)) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "this node is "
                  + known
                  + ", which its volumes say too, but its certificate is for node "
                  + certified,
              "make a certificate for this node with: flocker-ca create-node-certificate --node "
                  + known));
    }
  }

  private static ProblemException unreadable(Path file, String why) {
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            file.toString(),
            "the node's identity cannot be read: " + why,
            "restore the file; a new identity would make the node a stranger to its own volumes"));
  }
}
