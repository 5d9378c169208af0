package io.flocker.control.nodes;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.RevocationList;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.NodeAuthority;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.wire.ProtocolVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the certificates of nodes by the node authority beside the control service's own
 * certificate, if there is one; it is looked for at each request. Safe for use by several threads;
 * waits for the disk.
 */
public final class NodeRenewals {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRenewals.class);

  /** A node that asks more often is told to wait: each certificate is a line of a list. */
  private static final Duration PAUSE = Duration.ofSeconds(20);

  /** How many of them a message names. */
  private static final int SOME = 3;

  private final TlsFiles files;
  private final Path issued;
  private final Duration validity;
  private final Cluster cluster;
  private final Predicate<NodeId> decommissioned;
  private final InstantSource clock;
  private final Map<NodeId, Instant> latest = new HashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param files the control service's own
   * @param issued the list of what was signed; made where it is missing
   * @param validity for how long a certificate is valid
   * @param decommissioned which nodes were taken out of the cluster; must not wait
   */
  public NodeRenewals(
      TlsFiles files,
      Path issued,
      Duration validity,
      Cluster cluster,
      Predicate<NodeId> decommissioned,
      InstantSource clock) {
    this.files = files;
    this.issued = issued;
    this.validity = validity;
    this.cluster = cluster;
    this.decommissioned = decommissioned;
    this.clock = clock;
  }

  /**
   * A certificate for the new key of a node, which is on the list of what was signed.
   *
   * @param node who asks, by the certificate that it has shown
   * @return the certificate, and after it that of the node authority
   * @throws ProblemException when there is to be none
   */
  synchronized List<X509Certificate> renew(Identity.Node node, SigningRequest request) {
    mayRenew(node.node());
    NodeAuthority authority =
        NodeAuthority.open(
            files.certificate().toAbsolutePath().resolveSibling(""),
            files.authority(),
            issued,
            clock);
    mustBeGood(authority);
    List<X509Certificate> signed = authority.issue(node, request.key(), validity);
    latest.put(node.node(), clock.instant());
    tell(node.node(), signed.getFirst(), authority);
    return signed;
  }

  private void mayRenew(NodeId node) {
    if (decommissioned.test(node)) {
      throw refused(
          "node " + node,
          "the node was taken out of the cluster",
          "uninstall the agent there, or give the machine a new node certificate");
    }
    Optional<Instant> again = Optional.ofNullable(latest.get(node)).map(time -> time.plus(PAUSE));
    if (again.filter(clock.instant()::isBefore).isPresent()) {
      throw refused(
          "node " + node,
          "the node was given a certificate a moment ago",
          "ask again at " + again.get());
    }
    List<NodeId> older = older();
    if (!older.isEmpty()) {
      throw refused(
          "node authority",
          "agents of an older release would refuse what a node authority signs; "
              + older.size()
              + " are connected, such as that of node "
              + older.stream().limit(SOME).map(NodeId::toString).collect(Collectors.joining(", ")),
          "install this release of Flocker there");
    }
  }

  /** Connected nodes whose agents let nobody in for whom a node authority vouches. */
  private List<NodeId> older() {
    return cluster.now().nodes().values().stream()
        .filter(node ->
            node.links().stream()
                .filter(AgentLink::isConnected)
                .anyMatch(link ->
                    link.hello().protocolMinor() < ProtocolVersion.MINOR_WITH_NODE_AUTHORITIES))
        .map(NodeSnapshot::id)
        .toList();
  }

  private void mustBeGood(NodeAuthority authority) {
    if (Files.exists(files.revocations())) {
      RevocationList.read(files.revocations(), Pem.certificate(files.authority()))
          .since(authority.certificate())
          .ifPresent(since -> {
            throw refused(
                "node authority",
                "the control service's node authority was revoked at " + since,
                "make another one with flocker-ca create-node-authority");
          });
    }
  }

  private void tell(NodeId node, X509Certificate signed, NodeAuthority authority) {
    LOG.info(
        "the certificate of node {} is renewed until {}: serial {}",
        node,
        signed.getNotAfter().toInstant(),
        signed.getSerialNumber().toString(16));
    if (clock.instant().plus(validity).isAfter(authority.until())) {
      LOG.warn(
          "the node authority ends at {}, and so does what it signs: put another one in its place"
              + " (flocker-ca create-node-authority)",
          authority.until());
    }
  }

  private static ProblemException refused(String where, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.CONFIGURATION, where, what, remedy));
  }
}
