package io.flocker.api.certificate;

import java.security.cert.CertPathValidatorException.BasicReason;

/** What comes of checking a peer's certificate. */
public sealed interface Verdict {

  /** It is the identity. */
  record Accepted(Identity identity) implements Verdict {}

  /**
   * It is refused.
   *
   * @param why a clause about the certificate, such as "it expired at …"
   * @param reason which alert a refused server gets; to a refused client Java sends "certificate
   *     unknown" whatever the reason
   */
  record Refused(String why, BasicReason reason) implements Verdict {}
}
