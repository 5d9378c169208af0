package io.flocker.wire;

import java.util.Optional;
import java.util.UUID;

/**
 * How an agent introduces itself.
 *
 * @param protocolMajor the protocol's major version that it speaks
 * @param protocolMinor the newest minor version that it speaks
 * @param productVersion its release, for people
 * @param bootId the kernel's boot id
 * @param processId of this start of the agent
 * @param host where other nodes reach this one; empty: where its connection comes from
 * @param peerPort where it serves other nodes; 0: it serves none
 * @param driver the volume driver's name; may be empty
 * @param liveTransfer whether the driver can copy a volume while it is written to
 * @param shrink whether the driver can make a volume's limit smaller in place
 * @param datasets whether it works on datasets
 * @param containers whether it works on containers
 * @param wishes the last wishes that this process has in full
 */
public record AgentHello(
    int protocolMajor,
    int protocolMinor,
    String productVersion,
    String bootId,
    UUID processId,
    Optional<String> host,
    int peerPort,
    String driver,
    boolean liveTransfer,
    boolean shrink,
    boolean datasets,
    boolean containers,
    Optional<WishRevision> wishes) {

  /** Whether both work on the same half of a node. */
  public boolean overlaps(AgentHello other) {
    return (datasets && other.datasets) || (containers && other.containers);
  }

  /** The same agent with other wishes. */
  public AgentHello withWishes(Optional<WishRevision> newWishes) {
    return new AgentHello(
        protocolMajor,
        protocolMinor,
        productVersion,
        bootId,
        processId,
        host,
        peerPort,
        driver,
        liveTransfer,
        shrink,
        datasets,
        containers,
        newWishes);
  }
}
