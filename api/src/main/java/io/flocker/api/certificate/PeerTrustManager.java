package io.flocker.api.certificate;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets a handshake go on only with a peer that {@link PeerCheck} accepts. Host names do not matter:
 * who a peer is says its certificate. Safe for use by several threads.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {

  private final PeerCheck check;
  private final WatchedFiles<RevocationList> revocations;
  private final InstantSource clock;
  private final Consumer<ProblemException> report;

  PeerTrustManager(
      PeerCheck check,
      WatchedFiles<RevocationList> revocations,
      InstantSource clock,
      Consumer<ProblemException> report) {
    this.check = check;
    this.revocations = revocations;
    this.clock = clock;
    this.report = report;
  }

  /**
   * Who the first certificate of a chain speaks for; throws a CertificateException that says why it
   * is refused.
   */
  Identity require(List<X509Certificate> chain, PeerCheck.Side side, String peer)
      throws CertificateException {
    switch (verdict(chain, side)) {
      case Verdict.Accepted accepted -> {
        return accepted.identity();
      }
      case Verdict.Refused refused -> {
        String what =
            "certificate "
                + chain.getFirst().getSubjectX500Principal().getName()
                + " is refused: "
                + refused.why();
        report.accept(problem(peer, what));
        // The cause decides which alert a server is sent.
        throw new CertificateException(
            what, new CertPathValidatorException(refused.why(), null, null, -1, refused.reason()));
      }
    }
  }

  /** A list that cannot be read stops everyone: whom it names is not known. */
  private Verdict verdict(List<X509Certificate> chain, PeerCheck.Side side)
      throws CertificateException {
    RevocationList list;
    try {
      list = revocations.get();
    } catch (ProblemException e) {
      report.accept(e);
      throw new CertificateException("what is revoked cannot be told: " + e.getMessage(), e);
    }
    return check.check(chain, side, list, clock.instant());
  }

  private static ProblemException problem(String peer, String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.TRANSPORT,
            peer,
            what,
            "make the peer a certificate of this cluster with flocker-ca, or renew its own"));
  }

  private void handshake(X509Certificate @Nullable [] chain, PeerCheck.Side side, String peer)
      throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("the peer has shown no certificate");
    }
    require(List.of(chain), side, peer);
  }

  /**
   * A resumed session skips the certificate, and with it the look at the revocation list: what was
   * checked once must be checked again on the next connection. In TLS 1.2 Java has promised a
   * ticket before it comes here and would break the handshake; there {@link Tls#peer} is what stops
   * a resumed session.
   */
  private static void onlyOnce(@Nullable SSLSession session) {
    if (session != null && session.getProtocol().equals("TLSv1.3")) {
      session.invalidate();
    }
  }

  private static String peer(@Nullable Socket socket) {
    return socket == null ? "" : String.valueOf(socket.getRemoteSocketAddress());
  }

  private static String peer(@Nullable SSLEngine engine) {
    return engine == null || engine.getPeerHost() == null
        ? ""
        : engine.getPeerHost() + ":" + engine.getPeerPort();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    handshake(chain, PeerCheck.Side.CLIENT, "");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    handshake(chain, PeerCheck.Side.CLIENT, peer(socket));
    onlyOnce(socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    handshake(chain, PeerCheck.Side.CLIENT, peer(engine));
    onlyOnce(engine == null ? null : engine.getHandshakeSession());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    handshake(chain, PeerCheck.Side.SERVER, "");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    handshake(chain, PeerCheck.Side.SERVER, peer(socket));
    onlyOnce(socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    handshake(chain, PeerCheck.Side.SERVER, peer(engine));
    onlyOnce(engine == null ? null : engine.getHandshakeSession());
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {check.authority()};
  }
}
