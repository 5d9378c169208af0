package io.flocker.node.imaginary;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.node.Router;
import io.flocker.node.peer.Peer;
import io.flocker.node.peer.PeerClient;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerPolicy;
import io.flocker.node.peer.PeerServer;
import io.flocker.storage.VolumeLocks;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** One host in memory, with the real peer protocol between it and others. */
final class ImaginaryHost {

  final NodeName name;
  final NodeId id;
  final Fault.Trigger fault = new Fault.Trigger();
  final ImaginaryDriver driver = new ImaginaryDriver(fault);
  final ImaginaryRuntime containers = new ImaginaryRuntime(fault);
  final VolumeLocks locks;
  final List<KnownDataset> known = new ArrayList<>();

  /** Whether a fault takes the whole host down, so that it cannot even be asked. */
  boolean losesPower;

  private Router.Rules rules = new Router.Rules(new TreeSet<>(), new TreeSet<>());
  private final List<Thread> servers = new ArrayList<>();

  ImaginaryHost(String name, long number, Path locks) {
    this.name = new NodeName(name);
    this.id = new NodeId(new UUID(number << 32, number));
    this.locks = new VolumeLocks(locks.resolve(name));
  }

  final Router router =
      new Router() {
        @Override
        public Rules observe() {
          return rules;
        }

        @Override
        public void change(UnaryOperator<Rules> change) {
          fault.step("change rules");
          rules = change.apply(rules);
        }
      };

  NodeState state() {
    return new NodeState(
        id,
        driver.name(),
        true,
        containers.haveIpv6(),
        containers.list(),
        driver.list(),
        containers.images(),
        rules.routes(),
        rules.openPorts(),
        new TreeSet<>(),
        known);
  }

  /** Every running container writes a row; returns those that were acknowledged. */
  List<String> writeRows(int number) {
    List<String> acknowledged = new ArrayList<>();
    for (Application application : containers.running()) {
      for (Volume volume : application.volumes()) {
        String row = name + "-" + number;
        if (driver.append(volume.dataset(), row)) {
          acknowledged.add(row);
        }
      }
    }
    return acknowledged;
  }

  boolean isWritable(DatasetId dataset) {
    return driver.isWritable(dataset);
  }

  /** A connection to this host's peer server, as another host opens it. */
  Peer connect(PeerMessage.Hello caller) {
    if (losesPower && fault.isDead()) {
      throw new ProblemException(
          new Problem(Problem.Kind.TRANSPORT, "node " + name, "it does not answer", ""));
    }
    try {
      PipedInputStream requests = new PipedInputStream(1 << 16);
      PipedOutputStream toServer = new PipedOutputStream(requests);
      PipedInputStream answers = new PipedInputStream(1 << 16);
      PipedOutputStream toClient = new PipedOutputStream(answers);
      Thread server =
          Thread.ofPlatform()
              .start(() -> {
                try (toClient;
                    requests;
                    PeerServer serving =
                        new PeerServer(id, driver, containers, locks, PeerPolicy.TRUSTING)) {
                  serving.serve(requests, toClient);
                } catch (IOException | Fault e) {
                  // The process is gone; the other side sees its streams end.
                  return;
                }
              });
      servers.add(server);
      return new PeerClient(name, answers, toServer, caller, () -> "", () -> {});
    } catch (IOException e) {
      throw new IllegalStateException("pipes", e);
    }
  }

  /** Waits until nothing of an earlier deployment is left here. */
  void settle() throws InterruptedException {
    for (Thread server : servers) {
      server.join();
    }
    servers.clear();
  }
}
