package io.flocker.control.service;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Tls;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.model.Change;
import io.flocker.control.model.Node;
import io.flocker.control.nodes.NodeCalls;
import io.flocker.control.nodes.NodeRenewals;
import io.flocker.control.nodes.NodeServer;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.control.nodes.WishBoard;
import io.flocker.control.rest.Api;
import io.flocker.control.server.ControlServer;
import io.flocker.control.steward.Steward;
import io.flocker.control.store.Committed;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.volumes.VolumeCalls;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control service: keeps what is wanted, tells agents, answers users. Safe for use by several
 * threads.
 */
public final class ControlService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlService.class);

  private final ConfigurationStore store;
  private final Steward steward;
  private final NodeServer nodes;
  private final ControlServer users;
  private final Housekeeping housekeeping;

  private ControlService(
      ConfigurationStore store,
      Steward steward,
      NodeServer nodes,
      ControlServer users,
      Housekeeping housekeeping) {
    this.store = store;
    this.steward = steward;
    this.nodes = nodes;
    this.users = users;
    this.housekeeping = housekeeping;
  }

  /**
   * Listens when this returns.
   *
   * @throws ProblemException when the store, the certificate or a port cannot be had; then nothing
   *     is left behind
   */
  public static ControlService start(ControlOptions options, InstantSource clock) {
    Tls forUsers = tls(options, Identity.Kind.USER, clock);
    Tls forAgents = tls(options, Identity.Kind.NODE, clock);
    try (Undo undo = new Undo()) {
      ConfigurationStore store = undo.with(open(options, clock));
      Cluster cluster = new Cluster(clock);
      WishBoard board = new WishBoard();
      Predicate<NodeId> decommissioned =
          node -> store.snapshot().node(node).filter(known -> !known.isUsable()).isPresent();
      Steward steward = undo.with(Steward.start(store, cluster, board));
      NodeServer nodes =
          undo.with(
              NodeServer.start(
                  options.agents(),
                  forAgents,
                  clusterId(options),
                  cluster,
                  board,
                  decommissioned,
                  new NodeCalls(
                      new NodeRenewals(
                          options.files(),
                          options.issued(),
                          options.nodeValidity(),
                          cluster,
                          decommissioned,
                          clock),
                      Optional.of(new VolumeCalls(store, cluster, options.volumes(), clock))),
                  NodeSettings.STANDARD,
                  clock));
      var _ = store.watch(committed -> letGo(committed, nodes));
      ControlServer users =
          undo.with(
              ControlServer.start(
                  options.users(),
                  forUsers,
                  new Api(
                      new Api.Parts(
                          store, cluster, clock, options.version(), ControlService::defect)),
                  ControlService::defect));
      Housekeeping housekeeping = Housekeeping.start(store, cluster, options.retention(), clock);
      undo.nothing();
      return new ControlService(store, steward, nodes, users, housekeeping);
    }
  }

  /** The agents of a node that has left are told so, and what they said is forgotten. */
  private static void letGo(Committed committed, NodeServer nodes) {
    for (Change change : committed.changes()) {
      if (change.entity() instanceof Node node && !node.isUsable()) {
        nodes.decommission(node.id());
      }
    }
  }

  private static Tls tls(ControlOptions options, Identity.Kind callers, InstantSource clock) {
    return Tls.server(
        options.files(), Set.of(callers), clock, problem -> LOG.warn("{}", problem.getMessage()));
  }

  private static ClusterId clusterId(ControlOptions options) {
    return Certificates.identity(Pem.certificate(options.files().certificate())).cluster();
  }

  private static ConfigurationStore open(ControlOptions options, InstantSource clock) {
    try {
      Files.createDirectories(options.data());
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              options.data().toString(),
              "the folder for the configuration cannot be made: " + e.getMessage(),
              "run as root, or name another folder"),
          e);
    }
    return ConfigurationStore.open(
        ControlOptions.store(options.data()),
        clock,
        failure -> LOG.error("the configuration store", failure));
  }

  private static void defect(String incident, Exception problem) {
    LOG.error("a defect of Flocker, told to a user as {}", incident, problem);
  }

  /** The port for users of the REST API. */
  public int userPort() {
    return users.port();
  }

  /** The port for agents. */
  public int agentPort() {
    return nodes.port();
  }

  /** Ends what is under way and lets go of the store. */
  @Override
  public void close() {
    housekeeping.close();
    users.close();
    nodes.close();
    steward.close();
    store.close();
  }
}
