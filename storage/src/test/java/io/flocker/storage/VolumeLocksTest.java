package io.flocker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeLocksTest {

  private static final DatasetId DATASET = DatasetId.ofName("postgres");
  private static final NodeId ONE = NodeId.parse("00000000-0000-0000-0000-000000000001");
  private static final NodeId OTHER = NodeId.parse("00000000-0000-0000-0000-000000000002");

  @TempDir private Path directory;

  /** A process that takes a lock on behalf of a node, says so and keeps it. */
  static final class Keeper {

    private Keeper() {}

    /** Arguments: directory, node. */
    public static void main(String[] arguments) throws IOException {
      try (VolumeLocks.Held _ =
          new VolumeLocks(Path.of(arguments[0])).holdFor(NodeId.parse(arguments[1]), DATASET)) {
        System.out.println("held");
        System.in.readAllBytes();
      }
    }
  }

  private Process keeperFor(NodeId node) throws IOException {
    Process keeper = keeper(node);
    assertThat(keeper.inputReader().readLine()).isEqualTo("held");
    return keeper;
  }

  private Process keeper(NodeId node) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Keeper.class.getName(),
            directory.toString(),
            node.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void anOlderConversationWithTheSameNodeIsEndedByANewerOne() throws Exception {
    Process older = keeperFor(ONE);
    try (VolumeLocks.Held _ = new VolumeLocks(directory).holdFor(ONE, DATASET)) {
      assertThat(older.waitFor()).isNotZero();
    }
  }

  @Test
  void aConversationWithAnotherNodeAndLocalWorkAreNotEnded() throws Exception {
    Process older = keeperFor(OTHER);
    VolumeLocks locks = new VolumeLocks(directory);
    assertThatThrownBy(() -> locks.holdFor(ONE, DATASET)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> locks.hold(DATASET)).isInstanceOf(ProblemException.class);
    assertThat(older.isAlive()).isTrue();
    older.getOutputStream().close();
    assertThat(older.waitFor()).isZero();
  }

  @Test
  void aThreadThatTriesInVainLetsNoOtherProcessIn() throws Exception {
    VolumeLocks locks = new VolumeLocks(directory);
    try (VolumeLocks.Held _ = locks.hold(DATASET)) {
      assertThatThrownBy(() -> locks.hold(DATASET, Duration.ofMillis(20)))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("another operation is at work");
      Process other = keeper(OTHER);
      assertThat(other.inputReader().readLine()).isNull();
      assertThat(other.waitFor()).isNotZero();
    }
  }

  @Test
  void closingTwiceLetsOnlyOneIn() {
    VolumeLocks locks = new VolumeLocks(directory);
    VolumeLocks.Held first = locks.hold(DATASET);
    first.close();
    first.close();
    try (VolumeLocks.Held _ = locks.hold(DATASET)) {
      assertThatThrownBy(() -> locks.hold(DATASET, Duration.ofMillis(20)))
          .isInstanceOf(ProblemException.class);
    }
  }
}
