package io.flocker.control.volumes;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes whose plugins call. */
abstract class VolumeCallsFixture {

  private static final VolumeSettings SETTINGS =
      new VolumeSettings(
          Optional.of(Size.mebibytes(2048)), Optional.of(Size.mebibytes(512)), Duration.ofDays(7));

  @TempDir private Path folder;
  TestNodes nodes;
  TestAgent agentA;
  TestAgent agentB;
  VolumePlugin a;
  VolumePlugin b;

  @BeforeEach
  void start() throws IOException {
    nodes = new TestNodes(folder, SETTINGS);
    agentA = TestAgent.join(nodes.cluster, A, "10.0.0.1").report();
    agentB = TestAgent.join(nodes.cluster, B, "10.0.0.2").report();
    a = nodes.plugin(A);
    b = nodes.plugin(B);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  static NewVolume.Builder volume(String name) {
    return NewVolume.newBuilder().setName(name);
  }

  static void refused(Status status, ThrowingCallable call, String... parts) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.getStatus().getCode())
        .as(refusal.getStatus().toString())
        .isEqualTo(status.getCode());
    assertThat(refusal.getStatus().getDescription()).contains(parts);
  }

  Dataset dataset(NamedVolume volume) {
    return nodes.store.snapshot().dataset(DatasetId.parse(volume.getDataset())).orElseThrow();
  }

  static DatasetId id(NamedVolume volume) {
    return DatasetId.parse(volume.getDataset());
  }
}
