package io.flocker.core.plan;

import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.ImaginaryHost.Container;
import io.flocker.core.plan.ImaginaryHost.Copy;
import io.flocker.core.plan.ImaginaryStep.Progress;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hosts that exist in memory only, the network between them, and everything at work on them. All
 * that happens is chosen by one seeded source of chance, one small piece at a time.
 */
final class ImaginaryCluster {

  /** How many steps a request may be under way while everything else goes on. */
  private static final int LATE = 800;

  final SortedMap<NodeName, ImaginaryHost> hosts = new TreeMap<>();
  final List<ImaginaryProcess> processes = new ArrayList<>();
  final List<ImaginaryDeploy> deploys = new ArrayList<>();
  final ImaginaryInvariants invariants = new ImaginaryInvariants(this);

  /** Whether hosts honour fences; off only to show that the simulation notices. */
  boolean fencing = true;

  private final Random random;
  private final List<ImaginaryCall> network = new ArrayList<>();
  private final Map<DatasetId, ImaginaryHistory> histories = new HashMap<>();
  private int unique;
  private int failures;
  private long now;
  private int misfortune;

  ImaginaryCluster(int size, Random random) {
    this.random = random;
    for (int i = 0; i < size; i++) {
      ImaginaryHost host = new ImaginaryHost("" + (char) ('a' + i));
      hosts.put(host.name, host);
    }
  }

  ImaginaryHost host(NodeName name) {
    return java.util.Objects.requireNonNull(hosts.get(name));
  }

  Collection<ImaginaryHost> hosts() {
    return hosts.values();
  }

  ImaginaryHistory history(DatasetId dataset) {
    return histories.computeIfAbsent(dataset, ImaginaryHistory::new);
  }

  int unique() {
    return unique++;
  }

  ImaginaryCall send(ImaginaryCall call) {
    boolean slow = random.nextInt(200) < misfortune;
    call.due = slow ? now + random.nextInt(LATE) : now;
    network.add(call);
    return call;
  }

  ImaginaryDeploy deploy(Configuration configuration) {
    ImaginaryDeploy deploy = new ImaginaryDeploy(this, configuration, random);
    deploys.add(deploy);
    return deploy;
  }

  /** What all hosts of a configuration would report at this moment. */
  ClusterState report(Configuration configuration) {
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    configuration.nodes().keySet().forEach(name -> states.put(name, host(name).report()));
    return new ClusterState(states);
  }

  /** One piece of anything, and with some chance a misfortune. */
  void turbulentStep(int perMille) {
    misfortune = perMille;
    if (random.nextInt(1000) < misfortune) {
      misfortune();
    } else {
      ordinaryStep();
    }
    invariants.check();
  }

  /** One piece of ordinary work; false if everything waits and nothing is under way. */
  boolean ordinaryStep() {
    now++;
    int choice = random.nextInt(10);
    if (choice == 0) {
      write();
    }
    if (choice < 3 && deliver(false)) {
      return true;
    }
    if (choice < 5 && stepDeploy()) {
      return true;
    }
    return stepAnyProcess() || stepDeploy() || deliver(false);
  }

  private boolean deliver(boolean loseReply) {
    int first = network.isEmpty() ? 0 : random.nextInt(network.size());
    for (int i = 0; i < network.size(); i++) {
      ImaginaryCall call = network.get((first + i) % network.size());
      if (call.due <= now) {
        network.remove(call);
        call.deliver(loseReply);
        return true;
      }
    }
    return false;
  }

  private boolean stepDeploy() {
    for (ImaginaryDeploy deploy : deploys) {
      if (deploy.next(false) == Progress.MORE) {
        return true;
      }
    }
    return false;
  }

  private boolean stepAnyProcess() {
    int first = processes.isEmpty() ? 0 : random.nextInt(processes.size());
    for (int i = 0; i < processes.size(); i++) {
      ImaginaryProcess process = processes.get((first + i) % processes.size());
      if (step(process, false) != Progress.WAITING) {
        return true;
      }
    }
    return false;
  }

  private Progress step(ImaginaryProcess process, boolean impatient) {
    Progress progress = process.next(impatient);
    if (progress == Progress.DONE || progress == Progress.FAILED) {
      failures += progress == Progress.FAILED ? 1 : 0;
      processes.remove(process);
      process.host.release(process);
    }
    return progress;
  }

  private void misfortune() {
    switch (random.nextInt(8)) {
      case 0 -> powerCut(anyHost());
      case 1, 2 -> hosts.values().forEach(host -> host.up = true);
      case 3 -> {
        if (!processes.isEmpty()) {
          kill(processes.get(random.nextInt(processes.size())));
        }
      }
      case 4 -> {
        if (!network.isEmpty()) {
          network.remove(random.nextInt(network.size())).drop();
        }
      }
      case 5, 6 -> deliver(true);
      default -> {
        if (!processes.isEmpty()) {
          step(processes.get(random.nextInt(processes.size())), true);
        }
      }
    }
  }

  private ImaginaryHost anyHost() {
    return new ArrayList<>(hosts.values()).get(random.nextInt(hosts.size()));
  }

  private void kill(ImaginaryProcess process) {
    processes.remove(process);
    process.host.release(process);
  }

  private void powerCut(ImaginaryHost host) {
    host.up = false;
    List.copyOf(processes).stream().filter(p -> p.host.equals(host)).forEach(this::kill);
    host.loseMemory();
  }

  /** All hosts are up again and whatever was at work has ended; requests may still be under way. */
  void calmDown() {
    misfortune = 0;
    hosts.values().forEach(host -> host.up = true);
    while (!processes.isEmpty() || deploys.stream().anyMatch(ImaginaryDeploy::isActive)) {
      if (!ordinaryStep()) {
        step(processes.getFirst(), true);
      }
      invariants.check();
    }
    deploys.clear();
  }

  /** Everything that is still under way arrives, however late. */
  void deliverAll() {
    now += LATE;
    while (deliver(false)) {
      invariants.check();
    }
  }

  /**
   * Deploys without new misfortune; says whether every step of every node succeeded. Where nodes
   * wait for each other for ever, because something failed or in a circle, they fail.
   */
  boolean deployCalmly(Configuration configuration) {
    misfortune = 0;
    failures = 0;
    ImaginaryDeploy deploy = deploy(configuration);
    while (deploy.isActive()) {
      if (!ordinaryStep()) {
        step(processes.getFirst(), true);
      }
      invariants.check();
    }
    deploys.clear();
    return failures == 0;
  }

  /** A client writes to what runs. */
  private void write() {
    for (ImaginaryHost host : hosts.values()) {
      for (Container container : host.containers.values()) {
        if (container.running) {
          container.application.volumes().forEach(volume -> write(host, volume));
        }
      }
    }
  }

  private void write(ImaginaryHost host, Volume volume) {
    Copy copy = host.copies.get(volume.dataset());
    if (copy != null && copy.writable) {
      ImaginaryHistory history = history(volume.dataset());
      history.checkComplete(copy.content, "before a write on node " + host.name);
      copy.content++;
      history.acknowledge();
    }
  }
}
