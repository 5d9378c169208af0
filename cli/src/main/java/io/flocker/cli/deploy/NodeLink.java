package io.flocker.cli.deploy;

import io.flocker.core.json.Json;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.node.session.DeployMessage;
import io.flocker.node.session.NodeMessage;
import io.flocker.node.ssh.RemoteCommand;
import io.flocker.node.ssh.SshProcess;
import io.flocker.node.ssh.SshSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The line to one node's session. What the node says goes to one listener, by a thread of its own;
 * the last message is always {@link NodeMessage.Ended}, also when the line broke.
 */
final class NodeLink implements AutoCloseable {

  private final SshProcess process;
  private final String user;
  private final BiConsumer<NodeLink, NodeMessage> listener;

  private NodeLink(SshProcess process, String user, BiConsumer<NodeLink, NodeMessage> listener) {
    this.process = process;
    this.user = user;
    this.listener = listener;
  }

  static NodeLink open(
      SshSettings settings, NodeName node, BiConsumer<NodeLink, NodeMessage> listener) {
    String command = RemoteCommand.flocker(settings.user(), "flocker-changestate");
    NodeLink link =
        new NodeLink(SshProcess.start(settings, node, command), settings.user(), listener);
    Thread.ofVirtual().start(link::read);
    return link;
  }

  NodeName node() {
    return process.node();
  }

  /** Says something to the node; if the line is broken, that shows as the node's end. */
  synchronized void say(DeployMessage message) {
    try {
      process.input().write((Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8));
      process.input().flush();
    } catch (IOException e) {
      System.getLogger(NodeLink.class.getName())
          .log(System.Logger.Level.DEBUG, "node " + node() + " does not listen", e);
    }
  }

  private void read() {
    @Nullable NodeMessage message = null;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        message = Json.read(line, NodeMessage.class);
        listener.accept(this, message);
      }
    } catch (IOException e) {
      listener.accept(this, new NodeMessage.Ended(List.of(broken(e.getMessage()))));
      return;
    }
    if (!(message instanceof NodeMessage.Ended)) {
      listener.accept(this, new NodeMessage.Ended(List.of(broken(null))));
    }
  }

  private Problem broken(@Nullable String why) {
    String said = process.lastWords();
    return why == null
        ? BrokenLink.ended(node(), user, process.exitStatus(), said)
        : BrokenLink.unreadable(node(), why, said);
  }

  /** Hangs up. */
  @Override
  public void close() {
    process.close();
  }
}
