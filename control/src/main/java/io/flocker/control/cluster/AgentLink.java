package io.flocker.control.cluster;

import io.flocker.wire.AgentHello;
import io.flocker.wire.CertificateState;
import io.flocker.wire.WishRevision;
import java.util.Optional;
import java.util.UUID;

/**
 * One agent of a node: the agent of both halves, or of one.
 *
 * @param connection the number of its connection, unique in this process
 * @param seenAs the address that it connects from
 * @param certificate how its certificate is, as far as it is known
 * @param revision of its last report; 0 while there is none
 * @param wishes which wishes it had in full when it made that report
 */
public record AgentLink(
    long connection,
    AgentHello hello,
    String seenAs,
    Presence presence,
    Optional<CertificateState> certificate,
    long revision,
    Optional<WishRevision> wishes) {

  /** The random id of this start of the agent. */
  public UUID process() {
    return hello.processId();
  }

  /** Whether it is connected now. */
  public boolean isConnected() {
    return presence instanceof Presence.Connected;
  }

  /** Whether it has said everything that it has to say since it started. */
  public boolean hasReported() {
    return revision > 0;
  }

  /** Where other nodes reach it. */
  public String host() {
    return hello.host().orElse(seenAs);
  }

  AgentLink with(Presence newPresence) {
    return new AgentLink(connection, hello, seenAs, newPresence, certificate, revision, wishes);
  }

  AgentLink with(CertificateState newCertificate) {
    return new AgentLink(
        connection, hello, seenAs, presence, Optional.of(newCertificate), revision, wishes);
  }

  AgentLink reported(long newRevision, Optional<WishRevision> newWishes) {
    return new AgentLink(connection, hello, seenAs, presence, certificate, newRevision, newWishes);
  }
}
