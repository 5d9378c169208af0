package io.flocker.node.peer;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** The asking side of the peer protocol over any pair of streams. Used by one thread. */
public final class PeerClient implements Peer {

  private final NodeName name;
  private final FrameChannel channel;
  private final Supplier<String> lastWords;
  private final AutoCloseable connection;
  private final NodeId id;

  /**
   * Greets the other side.
   *
   * @param lastWords what the transport said when it broke, such as ssh's error output
   * @param connection closed together with this peer
   */
  public PeerClient(
      NodeName name,
      InputStream in,
      OutputStream out,
      PeerMessage.Hello self,
      Supplier<String> lastWords,
      AutoCloseable connection) {
    this.name = name;
    this.channel = new FrameChannel(in, out);
    this.lastWords = lastWords;
    this.connection = connection;
    PeerMessage.Hello hello = ask(self, PeerMessage.Hello.class);
    if (hello.protocol() != PeerMessage.PROTOCOL) {
      throw refusal(
          "speaks version "
              + hello.protocol()
              + " of the transfer protocol, this node "
              + PeerMessage.PROTOCOL,
          "install the same release of Flocker on both");
    }
    if (!hello.driver().equals(self.driver())) {
      throw refusal(
          "keeps volumes on " + hello.driver() + ", this node on " + self.driver(),
          "a volume moves only between nodes with the same backend in /etc/flocker/agent.yml");
    }
    this.id = hello.node();
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public void prepare(ImageReference image) {
    ask(new PeerMessage.Prepare(image), PeerMessage.Done.class);
  }

  @Override
  public PeerMessage.Copy begin(VolumeRecord record) {
    return ask(new PeerMessage.Begin(record), PeerMessage.Copy.class);
  }

  @Override
  public Snapshot send(PeerMessage.Receive request, Outgoing source, LongConsumer progress) {
    Snapshot sent;
    try {
      channel.send(request);
      channel.sendStream(source.stream(), progress);
      sent = source.finish();
      channel.send(new PeerMessage.Received(sent));
    } catch (IOException e) {
      throw reasonFor(e);
    }
    Snapshot received = expect(PeerMessage.Received.class).snapshot();
    if (!received.equals(sent)) {
      throw refusal(
          "holds "
              + received
              + " of dataset "
              + request.record().dataset()
              + " after "
              + sent
              + " was sent",
          "nothing was handed over; run the deployment again");
    }
    return received;
  }

  @Override
  public void create(Application application, NodeName node) {
    ask(new PeerMessage.Create(application, node), PeerMessage.Done.class);
  }

  @Override
  public void commit(DatasetId dataset, long epoch, Snapshot content, Optional<Size> maximumSize) {
    ask(new PeerMessage.Commit(dataset, epoch, content, maximumSize), PeerMessage.Done.class);
  }

  @Override
  public Optional<VolumeRecord> fence(DatasetId dataset, long epoch) {
    return ask(new PeerMessage.Fence(dataset, epoch), PeerMessage.Settled.class).owner();
  }

  private <T extends PeerMessage> T ask(PeerMessage request, Class<T> answer) {
    try {
      channel.send(request);
    } catch (IOException e) {
      throw reasonFor(e);
    }
    return expect(answer);
  }

  private <T extends PeerMessage> T expect(Class<T> answer) {
    PeerMessage message;
    try {
      message = channel.receive();
    } catch (IOException e) {
      throw lost(e);
    }
    if (message instanceof PeerMessage.Failed failed) {
      throw new ProblemException(failed.problems());
    }
    if (!answer.isInstance(message)) {
      throw lost(new IOException("answered with " + message.getClass().getSimpleName()));
    }
    return answer.cast(message);
  }

  /** When writing broke, the other side may have said why before it hung up. */
  private ProblemException reasonFor(IOException broken) {
    try {
      if (channel.receive() instanceof PeerMessage.Failed failed) {
        return new ProblemException(failed.problems());
      }
    } catch (IOException e) {
      broken.addSuppressed(e);
    }
    return lost(broken);
  }

  private ProblemException lost(IOException e) {
    String said = lastWords.get();
    return new ProblemException(
        new Problem(
            Problem.Kind.TRANSPORT,
            "node " + name,
            "the connection broke: " + (said.isEmpty() ? e.getMessage() : said),
            "check that the node is up and reachable over SSH, then run the deployment again"),
        e);
  }

  private ProblemException refusal(String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.OWNERSHIP, "node " + name, what, remedy));
  }

  @Override
  public void close() {
    try (connection) {
      channel.close();
    } catch (Exception e) {
      // The far side is gone or going; whatever was agreed before is durable there already.
      System.getLogger(PeerClient.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
    }
  }
}
