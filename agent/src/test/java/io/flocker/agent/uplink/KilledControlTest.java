package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control service in a process of its own that is killed, kill -9, again and again. */
class KilledControlTest {

  @TempDir private Path temporary;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts it; returns the port when it listens. */
  private int start(TestCluster cluster, int port) throws IOException {
    Process process = ControlProcess.start(cluster.folder(), port);
    processes.add(process);
    return ControlProcess.port(process);
  }

  @Test
  void agentsAreBackInAMoment() throws Exception {
    TestCluster cluster = new TestCluster(temporary);
    int port = start(cluster, 0);
    try (TestAgent agent = new TestAgent(cluster, new NodeId(UUID.randomUUID()), port, "a")) {
      await().until(agent::isJoined);
      for (int kill = 0; kill < 3; kill++) {
        processes.getLast().destroyForcibly().waitFor();
        await().until(() -> !agent.isJoined());

        assertThat(start(cluster, port)).isEqualTo(port);
        // Who waited for the longest pause would not be back by then.
        await().until(agent::isJoined);
      }
    }
  }
}
