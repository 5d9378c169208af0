package io.flocker.wire;

import io.flocker.protocol.v1.OwnCertificate;
import java.time.Instant;
import java.util.Optional;

/**
 * How the certificate of a node is.
 *
 * @param ends until when it is valid
 * @param problem why it could not be renewed though it is time to, in a sentence for people
 */
public record CertificateState(Instant ends, Optional<String> problem) {

  /** As a message. */
  public OwnCertificate write() {
    return OwnCertificate.newBuilder()
        .setEndsMs(ends.toEpochMilli())
        .setProblem(problem.orElse(""))
        .build();
  }

  /** From a message. */
  public static CertificateState read(OwnCertificate message) {
    return new CertificateState(
        Instant.ofEpochMilli(message.getEndsMs()), Texts.optional(message.getProblem()));
  }
}
