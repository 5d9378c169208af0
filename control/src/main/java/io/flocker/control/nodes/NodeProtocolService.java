package io.flocker.control.nodes;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.control.volumes.VolumeCalls;
import io.flocker.core.problem.ProblemException;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.LeftVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.NodeProtocolGrpc;
import io.flocker.protocol.v1.RenewalRequest;
import io.flocker.protocol.v1.RenewedCertificate;
import io.flocker.protocol.v1.TakenVolume;
import io.flocker.protocol.v1.VolumeLeft;
import io.flocker.protocol.v1.VolumeList;
import io.flocker.protocol.v1.VolumeName;
import io.flocker.protocol.v1.VolumeQuery;
import io.flocker.protocol.v1.VolumeRemoved;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC service: finds out who calls, makes a connection of each stream and has calls answered.
 */
final class NodeProtocolService extends NodeProtocolGrpc.NodeProtocolImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProtocolService.class);

  private final Tls tls;
  private final Connections connections;
  private final NodeCalls calls;
  private final Executor worker;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<AgentConnection, SSLSession> sessions = new ConcurrentHashMap<>();

  /**
   * A service that holds no thread.
   *
   * @param worker does what waits for the disk
   */
  NodeProtocolService(Tls tls, Connections connections, NodeCalls calls, Executor worker) {
    this.tls = tls;
    this.connections = connections;
    this.calls = calls;
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
    answer(
        responses,
        caller -> {
          byte[] signed =
              IssuedFiles.certificates(calls.renewals().renew(caller, signingRequest(request)));
          return RenewedCertificate.newBuilder()
              .setCertificates(new String(signed, StandardCharsets.US_ASCII))
              .build();
        });
  }

  private static SigningRequest signingRequest(RenewalRequest request) {
    try {
      return SigningRequest.read(request.getSigningRequest());
    } catch (IllegalArgumentException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription("the signing request is refused: " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }

  @Override
  public void listVolumes(VolumeQuery request, StreamObserver<VolumeList> responses) {
    answer(responses, caller -> volumes().list(caller, request));
  }

  @Override
  public void createVolume(NewVolume request, StreamObserver<NamedVolume> responses) {
    answer(responses, caller -> volumes().create(caller, request));
  }

  @Override
  public void takeVolume(TakenVolume request, StreamObserver<NamedVolume> responses) {
    answer(responses, caller -> volumes().take(caller, request));
  }

  @Override
  public void leaveVolume(LeftVolume request, StreamObserver<VolumeLeft> responses) {
    answer(responses, caller -> volumes().leave(caller, request));
  }

  @Override
  public void removeVolume(VolumeName request, StreamObserver<VolumeRemoved> responses) {
    answer(responses, caller -> volumes().remove(caller, request));
  }

  private VolumeCalls volumes() {
    return calls.volumes().orElseThrow(Status.UNIMPLEMENTED::asRuntimeException);
  }

  /** Answers a call of the node whose certificate was shown, on a thread that may wait. */
  private <T> void answer(StreamObserver<T> responses, Function<Identity.Node, T> work) {
    Identity.Node caller = peer(ServiceRequestContext.current().sslSession());
    worker.execute(() -> {
      T answer;
      try {
        answer = work.apply(caller);
      } catch (RuntimeException e) {
        responses.onError(refusal(caller, e));
        return;
      }
      responses.onNext(answer);
      responses.onCompleted();
    });
  }

  /** Without the place, which is a file of this machine. */
  private static StatusRuntimeException refusal(Identity.Node caller, RuntimeException why) {
    return switch (why) {
      case StatusRuntimeException told -> told;
      case ProblemException problem ->
          Status.FAILED_PRECONDITION
              .withDescription(
                  problem.problems().stream()
                      .map(one -> one.what() + " — " + one.remedy())
                      .collect(Collectors.joining("; ")))
              .asRuntimeException();
      default -> {
        LOG.error("a defect, while answering a call of {}", caller.commonName(), why);
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
