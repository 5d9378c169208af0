package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.TestControl.Agent;
import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.DatasetId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code flockerctl} as a person types it, against a real control service with two nodes. */
abstract class FlockerctlFixture {

  static final DatasetId D = DatasetId.parse("d0000000-0000-4000-8000-000000000001");

  static final DatasetId E = DatasetId.parse("d0000000-0000-4000-8000-000000000002");

  static final DatasetId F = DatasetId.parse("f0000000-0000-4000-8000-000000000003");

  @TempDir private Path folder;

  TestControl control;

  Agent a;

  Agent b;

  @BeforeEach
  void start() throws IOException {
    control = new TestControl(folder);
    a = control.join(A, "10.0.0.1");
    b = control.join(B, "10.0.0.2");
  }

  @AfterEach
  void stop() {
    control.close();
  }

  Result done(Object... arguments) {
    Result result = control.ctl(arguments);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result;
  }

  static void assertFails(Result result, String... parts) {
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.err()).contains(parts).contains("ERROR: ").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  Dataset wanted(DatasetId id) {
    return control.dataset(id).orElseThrow();
  }
}
