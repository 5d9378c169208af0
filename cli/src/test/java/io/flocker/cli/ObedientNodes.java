package io.flocker.cli;

import io.flocker.cli.TestControl.Agent;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.NodeId;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Nodes that have at once what is wanted of them. */
final class ObedientNodes implements AutoCloseable {

  private final TestControl control;
  private final Map<NodeId, Agent> agents;
  private final Semaphore changed = new Semaphore(0);
  private final Thread thread;

  ObedientNodes(TestControl control, Map<NodeId, Agent> agents) {
    this.control = control;
    this.agents = agents;
    control.watch(changed::release);
    thread = Thread.ofVirtual().start(this::obey);
  }

  private void obey() {
    try {
      while (true) {
        changed.acquire();
        control.datasets().forEach(this::bringAbout);
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  private void bringAbout(Dataset dataset) {
    agents.forEach((node, agent) -> {
      if (dataset.primary().equals(node) && !dataset.isDeleted()) {
        agent.holds(dataset.id(), dataset.version(), dataset.maximumSize());
      } else {
        agent.lacks(dataset.id());
      }
    });
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
