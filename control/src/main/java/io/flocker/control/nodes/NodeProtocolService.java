package io.flocker.control.nodes;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.NodeProtocolGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The gRPC service: finds out who calls and makes a connection of each stream. */
final class NodeProtocolService extends NodeProtocolGrpc.NodeProtocolImplBase {

  private final Tls tls;
  private final Connections connections;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<AgentConnection, SSLSession> sessions = new ConcurrentHashMap<>();

  NodeProtocolService(Tls tls, Connections connections) {
    this.tls = tls;
    this.connections = connections;
  }

  @Override
  public StreamObserver<AgentMessage> connect(StreamObserver<ControlMessage> responses) {
    ServiceRequestContext context = ServiceRequestContext.current();
    SSLSession session = context.sslSession();
    AgentConnection connection =
        new AgentConnection(
            numbers.incrementAndGet(),
            peer(session),
            context.remoteAddress().getAddress().getHostAddress(),
            (ServerCallStreamObserver<ControlMessage>) responses,
            context.eventLoop().withoutContext(),
            connections);
    connections.opened(connection);
    if (session != null) {
      sessions.put(connection, session);
    }
    return connection;
  }

  private NodeId peer(@Nullable SSLSession session) {
    try {
      if (session != null && tls.peer(session) instanceof Identity.Node node) {
        return node.node();
      }
      throw Status.PERMISSION_DENIED
          .withDescription("only a node may speak the node protocol")
          .asRuntimeException();
    } catch (SSLPeerUnverifiedException e) {
      throw Status.UNAUTHENTICATED
          .withDescription(e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }

  /** Ends the connections whose certificates are no longer good. */
  void recheck() {
    sessions.keySet().removeIf(AgentConnection::hasEnded);
    sessions.forEach((connection, session) -> {
      try {
        tls.peer(session);
      } catch (SSLPeerUnverifiedException e) {
        connection.drop("its certificate is no longer good: " + e.getMessage());
      }
    });
  }
}
