package io.flocker.agent.renewal;

import io.flocker.agent.uplink.RenewalAnswer;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.PeerCheck;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.RevocationList;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.Verdict;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.RenewedFiles;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.core.problem.ProblemException;
import io.flocker.wire.CertificateState;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the node's certificate: makes a new key, has the control service sign it, and puts both in
 * the place of the old ones when everyone would believe them. Connections that are open go on with
 * the old one. For one thread.
 */
public final class CertificateRenewal {

  /** The control service, as far as it matters here. */
  public interface ControlService {

    /** Whether it can be asked at the moment. */
    boolean isThere();

    /** Has a new key signed; waits for the answer. */
    RenewalAnswer renew(String signingRequest);

    /** Tells how the certificate is; does not wait. */
    void tell(CertificateState state);
  }

  /** A renewal did not come about, for a reason to be told to people. */
  private static final class NotRenewed extends Exception {

    private static final long serialVersionUID = 1L;

    NotRenewed(String why) {
      super(why);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

  private final TlsFiles files;
  private final ControlService control;
  private final boolean atOnce;
  private final InstantSource clock;
  private final RandomGenerator random;
  private Optional<CertificateState> told = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private int failures;
  private Instant notBefore = Instant.MIN;

  /**
   * Does nothing yet: see {@link #step}.
   *
   * @param files the node's own
   * @param atOnce whether a certificate that the cluster's authority itself has signed is replaced
   *     before it is time to
   */
  public CertificateRenewal(
      TlsFiles files,
      ControlService control,
      boolean atOnce,
      InstantSource clock,
      RandomGenerator random) {
    this.files = files;
    this.control = control;
    this.atOnce = atOnce;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Looks at the certificate, and renews it if it is time to. What is in the way is logged once and
   * told to the control service.
   *
   * @return after how long to look again
   */
  public Duration step() {
    try {
      return look();
    } catch (ProblemException e) {
      failed(String.valueOf(e.getMessage()));
      return pause(Duration.ZERO);
    }
  }

  private Duration look() {
    RenewedFiles.finish(files);
    Credential present = Credential.read(files.certificate(), files.key());
    Instant now = clock.instant();
    Instant due = due(present);
    if (now.isBefore(due)) {
      succeeded();
      tell(present);
      return until(now, due);
    }
    if (now.isBefore(notBefore) || !control.isThere()) {
      tell(present);
      return now.isBefore(notBefore) ? until(now, notBefore) : RenewalTimes.SHORTEST;
    }
    Duration left = Duration.between(now, present.certificate().getNotAfter().toInstant());
    try {
      Credential renewed = renew(present);
      RenewedFiles.replace(files, renewed);
      LOG.info(
          "the certificate of this node is renewed until {}",
          renewed.certificate().getNotAfter().toInstant());
      succeeded();
      tell(renewed);
      return RenewalTimes.SHORTEST;
    } catch (NotRenewed | ProblemException e) {
      failed(String.valueOf(e.getMessage()));
      tell(present);
      Duration pause = pause(left);
      notBefore = now.plus(pause);
      return until(now, notBefore);
    }
  }

  private Instant due(Credential present) {
    return atOnce && present.chain().size() == 1
        ? Instant.MIN
        : RenewalTimes.due(present.certificate());
  }

  private static Duration until(Instant now, Instant then) {
    return RenewalTimes.min(Duration.between(now, then), RenewalTimes.LONGEST);
  }

  private Duration pause(Duration left) {
    return RenewalTimes.pause(Math.max(failures, 1), left, random.nextDouble());
  }

  private void failed(String why) {
    failures++;
    if (!problem.equals(Optional.of(why))) {
      LOG.warn("the certificate of this node is not renewed, and it is tried again: {}", why);
      problem = Optional.of(why);
    }
  }

  private void succeeded() {
    failures = 0;
    problem = Optional.empty();
    notBefore = Instant.MIN;
  }

  private void tell(Credential present) {
    CertificateState state =
        new CertificateState(present.certificate().getNotAfter().toInstant(), problem);
    if (!told.equals(Optional.of(state))) {
      control.tell(state);
      told = Optional.of(state);
    }
  }

  private Credential renew(Credential present) throws NotRenewed {
    Identity self = Certificates.identity(present.certificate());
    KeyPair pair = KeyKind.valueOf(present.key().getAlgorithm()).generate();
    return switch (control.renew(SigningRequest.write(self, pair))) {
      case RenewalAnswer.Signed(String certificates) -> checked(certificates, pair, self);
      case RenewalAnswer.Declined(String why) -> throw new NotRenewed(why);
      case RenewalAnswer.Lost(String why) -> throw new NotRenewed(why);
    };
  }

  /** Nothing takes the place of a good certificate that is not as good. */
  private Credential checked(String certificates, KeyPair pair, Identity self) throws NotRenewed {
    Credential renewed = new Credential(parsed(certificates), pair.getPrivate());
    if (!renewed.belongTogether()) {
      throw new NotRenewed("the control service has signed another key than this node's");
    }
    X509Certificate authority = Pem.certificate(files.authority());
    RevocationList revocations =
        Files.exists(files.revocations())
            ? RevocationList.read(files.revocations(), authority)
            : RevocationList.EMPTY;
    Verdict verdict =
        new PeerCheck(authority, Set.of(Identity.Kind.NODE))
            .check(renewed.chain(), PeerCheck.Side.CLIENT, revocations, clock.instant());
    return switch (verdict) {
      case Verdict.Refused refused ->
          throw new NotRenewed(
              "others would refuse the certificate that the control service has signed: "
                  + refused.why());
      case Verdict.Accepted(Identity identity) -> {
        if (!identity.equals(self)) {
          throw new NotRenewed(
              "the control service has signed for "
                  + identity.commonName()
                  + ", not for this node");
        }
        yield renewed;
      }
    };
  }

  private static List<X509Certificate> parsed(String certificates) throws NotRenewed {
    try {
      List<X509Certificate> chain = Pem.certificates(certificates);
      if (!chain.isEmpty()) {
        return chain;
      }
      throw new NotRenewed("the control service has sent no certificate");
    } catch (CertificateException e) {
      throw new NotRenewed("the control service has sent a damaged certificate");
    }
  }
}
