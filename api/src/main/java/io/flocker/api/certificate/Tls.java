package io.flocker.api.certificate;

import io.flocker.core.problem.ProblemException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One end of the cluster's connections: TLS 1.2 and 1.3, both ends with a certificate, and a
 * handshake that fails unless the peer is of this cluster, of a wanted kind, in force and not
 * revoked. A renewed certificate and a longer revocation list count from the next handshake on,
 * without a restart. Safe for use by several threads.
 *
 * <p>Who uses {@link #context} must also use {@link #parameters}: a context alone cannot demand a
 * certificate. Who serves must ask {@link #peer} before the first answer: a resumed session of TLS
 * 1.2 was not checked in its handshake.
 */
public final class Tls {

  /** The only versions of the protocol. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final PeerCheck.Side peers;
  private final OwnKeyManager keys;
  private final PeerTrustManager trust;
  private final SSLContext context;

  private Tls(PeerCheck.Side peers, OwnKeyManager keys, PeerTrustManager trust) {
    this.peers = peers;
    this.keys = keys;
    this.trust = trust;
    this.context = context(keys, trust);
  }

  /**
   * The end that listens.
   *
   * @param callers who may call
   * @param report told about every refused peer and about files that have become bad; by several
   *     threads, inside the handshake
   * @throws ProblemException when the own files are not good
   */
  public static Tls server(
      TlsFiles files,
      Set<Identity.Kind> callers,
      InstantSource clock,
      Consumer<ProblemException> report) {
    return open(files, PeerCheck.Side.CLIENT, callers, clock, report);
  }

  /**
   * The end that calls.
   *
   * @param called whom it means to reach
   * @param report as for a server
   * @throws ProblemException when the own files are not good
   */
  public static Tls client(
      TlsFiles files,
      Set<Identity.Kind> called,
      InstantSource clock,
      Consumer<ProblemException> report) {
    return open(files, PeerCheck.Side.SERVER, called, clock, report);
  }

  private static Tls open(
      TlsFiles files,
      PeerCheck.Side peers,
      Set<Identity.Kind> wanted,
      InstantSource clock,
      Consumer<ProblemException> report) {
    X509Certificate authority = Pem.certificate(files.authority());
    WatchedFiles<Credential> own =
        new WatchedFiles<>(
            List.of(files.certificate(), files.key()),
            () -> Credential.read(files.certificate(), files.key()));
    WatchedFiles<RevocationList> revocations = RevocationList.watch(files.revocations(), authority);
    checkOwn(files, own.get(), authority, peers, revocations.get(), clock);
    return new Tls(
        peers,
        new OwnKeyManager(own, report),
        new PeerTrustManager(new PeerCheck(authority, wanted), revocations, clock, report));
  }

  /** What every peer would refuse is told at once, by the file's name. */
  private static void checkOwn(
      TlsFiles files,
      Credential own,
      X509Certificate authority,
      PeerCheck.Side peers,
      RevocationList revocations,
      InstantSource clock) {
    PeerCheck.Side self =
        peers == PeerCheck.Side.CLIENT ? PeerCheck.Side.SERVER : PeerCheck.Side.CLIENT;
    Verdict verdict =
        new PeerCheck(authority, Set.of(Identity.Kind.values()))
            .check(own.chain(), self, revocations, clock.instant());
    if (verdict instanceof Verdict.Refused refused) {
      throw CertificateProblems.wrong(
          files.certificate(),
          "every peer would refuse this certificate: " + refused.why(),
          "renew it with flocker-ca, and see that "
              + files.authority()
              + " is the cluster.crt of the same cluster");
    }
  }

  private static SSLContext context(KeyManager keys, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS: " + e.getMessage(), e);
    }
  }

  /** Makes engines and sockets; to be used with {@link #parameters}. */
  public SSLContext context() {
    return context;
  }

  /** A fresh copy of the settings that every engine and socket of {@link #context} needs. */
  public SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
    parameters.setNeedClientAuth(true);
    return parameters;
  }

  /** For libraries that make a context of their own. */
  public X509ExtendedKeyManager keyManager() {
    return keys;
  }

  /** For libraries that make a context of their own. */
  public X509ExtendedTrustManager trustManager() {
    return trust;
  }

  /**
   * Who is at the other end of a connection, checked again as of now: a long connection can outlive
   * its certificate, and a resumed session was not checked when it began.
   *
   * @throws SSLPeerUnverifiedException when the peer is not, or no longer, good
   */
  public Identity peer(SSLSession session) throws SSLPeerUnverifiedException {
    List<X509Certificate> chain =
        Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
    try {
      return trust.require(chain, peers, session.getPeerHost() + ":" + session.getPeerPort());
    } catch (CertificateException e) {
      SSLPeerUnverifiedException refused = new SSLPeerUnverifiedException(e.getMessage());
      refused.initCause(e);
      throw refused;
    }
  }
}
