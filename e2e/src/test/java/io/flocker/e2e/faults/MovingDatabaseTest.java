package io.flocker.e2e.faults;

import io.flocker.e2e.lab.Backend;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Tests that share one moving database on a filesystem, with a client that writes all along. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MovingDatabaseTest {

  @Parameter Backend backend = Backend.BTRFS;

  private Optional<MovingDatabase> database = Optional.empty();

  // Not @BeforeAll, which comes once for all filesystems.
  @BeforeParameterizedClassInvocation
  final void startDatabase() {
    database = Optional.of(MovingDatabase.on(backend));
  }

  @AfterParameterizedClassInvocation
  final void stopDatabase() {
    database.ifPresent(MovingDatabase::close);
  }

  final Backend backend() {
    return backend;
  }

  final MovingDatabase database() {
    return database.orElseThrow();
  }
}
