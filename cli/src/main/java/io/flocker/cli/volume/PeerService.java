package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.node.peer.PeerPolicy;
import io.flocker.node.peer.PeerServer;
import io.flocker.node.session.Node;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flocker-volume peer}: the only thing that another node's key can run here. */
@Command(
    name = "peer",
    description = "Takes volumes in from another node, over standard input and output.")
public final class PeerService implements Callable<Integer> {

  @Override
  public Integer call() throws IOException {
    Node node = Nodes.open();
    // Whatever else prints to standard output would break the protocol.
    try (OutputStream out = new FileOutputStream(FileDescriptor.out);
        PeerServer server =
            new PeerServer(
                node.id(), node.driver(), node.containers(), node.locks(), PeerPolicy.TRUSTING)) {
      System.setOut(System.err);
      server.serve(new BufferedInputStream(System.in, 1 << 16), out);
    }
    return 0;
  }
}
