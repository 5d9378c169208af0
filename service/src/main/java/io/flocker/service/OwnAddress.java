package io.flocker.service;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.DurableFile;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address by which other nodes reach this one: that of its way to the control service. The last
 * one is kept, so that an agent starts without a network or a name server too, and what is on its
 * node can be used.
 */
final class OwnAddress {

  private static final Logger LOG = LoggerFactory.getLogger(OwnAddress.class);

  private OwnAddress() {}

  /**
   * The address.
   *
   * @param control where the control service is, resolved if that could be done
   * @param kept the file that has the last one
   * @throws ProblemException if there is none
   */
  static NodeName towards(InetSocketAddress control, Path kept) {
    String where = "control service " + control.getHostString();
    if (control.isUnresolved()) {
      return before(
          kept,
          new Problem(
              Problem.Kind.ENVIRONMENT,
              where,
              "the name cannot be resolved",
              "see that the node's name server or /etc/hosts has it, or write an address"));
    }
    InetAddress here;
    try (DatagramSocket socket = new DatagramSocket()) {
      // Sends nothing: it only makes the kernel choose a way.
      socket.connect(control);
      here = socket.getLocalAddress();
    } catch (IOException e) {
      return before(
          kept,
          new Problem(
              Problem.Kind.ENVIRONMENT,
              where,
              "there is no way to it from this node: " + e.getMessage(),
              "see that the node has a network, and a route there"));
    }
    if (here.isLoopbackAddress() || here.isAnyLocalAddress()) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              where,
              "this node reaches it by " + here.getHostAddress() + ", where no other node is",
              "name it in agent.yml by an address that all nodes reach"));
    }
    keep(here.getHostAddress(), kept);
    return new NodeName(here.getHostAddress());
  }

  private static NodeName before(Path kept, Problem problem) {
    if (Files.notExists(kept)) {
      throw new ProblemException(problem);
    }
    try {
      NodeName address = new NodeName(Files.readString(kept).strip());
      LOG.warn("{}; the agent goes on, for other nodes at {} as before", problem, address);
      return address;
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read: {}", kept, e.getMessage());
      throw new ProblemException(problem, e);
    }
  }

  private static void keep(String address, Path kept) {
    try {
      if (Files.notExists(kept) || !Files.readString(kept).strip().equals(address)) {
        DurableFile.write(kept, address + "\n", "rw-r--r--");
      }
    } catch (IOException | ProblemException e) {
      LOG.warn(
          "an agent that starts without a network will not know its address: {}", e.getMessage());
    }
  }
}
