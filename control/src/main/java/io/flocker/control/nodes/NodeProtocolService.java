package io.flocker.control.nodes;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.core.problem.ProblemException;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.NodeProtocolGrpc;
import io.flocker.protocol.v1.RenewalRequest;
import io.flocker.protocol.v1.RenewedCertificate;
import io.flocker.wire.CertificateState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC service: finds out who calls and makes a connection of each stream. */
final class NodeProtocolService extends NodeProtocolGrpc.NodeProtocolImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProtocolService.class);

  private final Tls tls;
  private final Connections connections;
  private final NodeRenewals renewals;
  private final Executor worker;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<AgentConnection, SSLSession> sessions = new ConcurrentHashMap<>();

  /**
   * A service that holds no thread.
   *
   * @param worker does what waits for the disk
   */
  NodeProtocolService(Tls tls, Connections connections, NodeRenewals renewals, Executor worker) {
    this.tls = tls;
    this.connections = connections;
    this.renewals = renewals;
    this.worker = worker;
  }

  @Override
  public StreamObserver<AgentMessage> connect(StreamObserver<ControlMessage> responses) {
    ServiceRequestContext context = ServiceRequestContext.current();
    SSLSession session = context.sslSession();
    AgentConnection connection =
        new AgentConnection(
            numbers.incrementAndGet(),
            peer(session).node(),
            certificate(session),
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

  @Override
  public void renew(RenewalRequest request, StreamObserver<RenewedCertificate> responses) {
    Identity.Node caller = peer(ServiceRequestContext.current().sslSession());
    worker.execute(() -> {
      try {
        SigningRequest wanted = SigningRequest.read(request.getSigningRequest());
        byte[] signed = IssuedFiles.certificates(renewals.renew(caller, wanted));
        responses.onNext(
            RenewedCertificate.newBuilder()
                .setCertificates(new String(signed, StandardCharsets.US_ASCII))
                .build());
        responses.onCompleted();
      } catch (RuntimeException e) {
        responses.onError(refusal(caller, e));
      }
    });
  }

  /** Without the place, which is a file of this machine. */
  private static StatusRuntimeException refusal(Identity.Node caller, RuntimeException why) {
    return switch (why) {
      case ProblemException problem ->
          Status.FAILED_PRECONDITION
              .withDescription(
                  problem.problems().stream()
                      .map(one -> one.what() + " — " + one.remedy())
                      .collect(Collectors.joining("; ")))
              .asRuntimeException();
      case IllegalArgumentException bad ->
          Status.INVALID_ARGUMENT
              .withDescription("the signing request is refused: " + bad.getMessage())
              .asRuntimeException();
      default -> {
        LOG.error("a defect, while renewing the certificate of {}", caller.commonName(), why);
        yield Status.INTERNAL
            .withDescription("a defect of Flocker; the control service's log tells more")
            .asRuntimeException();
      }
    };
  }

  /** How the certificate is that an agent has shown, for agents that do not say it. */
  private static Optional<CertificateState> certificate(@Nullable SSLSession session) {
    try {
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? Optional.of(new CertificateState(shown.getNotAfter().toInstant(), Optional.empty()))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      throw unauthenticated(e);
    }
  }

  private Identity.Node peer(@Nullable SSLSession session) {
    try {
      if (session != null && tls.peer(session) instanceof Identity.Node node) {
        return node;
      }
      throw Status.PERMISSION_DENIED
          .withDescription("only a node may speak the node protocol")
          .asRuntimeException();
    } catch (SSLPeerUnverifiedException e) {
      throw unauthenticated(e);
    }
  }

  private static StatusRuntimeException unauthenticated(SSLPeerUnverifiedException e) {
    return Status.UNAUTHENTICATED.withDescription(e.getMessage()).withCause(e).asRuntimeException();
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
