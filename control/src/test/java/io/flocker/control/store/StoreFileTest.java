package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The file: whose it is, and which ones are refused. */
class StoreFileTest extends StoreFixture {

  @Test
  void a_new_store_is_empty_and_its_owners_alone() throws IOException {
    try (ConfigurationStore store = open()) {
      assertSame(store.snapshot(), ClusterConfiguration.EMPTY);
      try (var files = Files.list(folder)) {
        assertThat(files)
            .hasSizeGreaterThanOrEqualTo(3)
            .allSatisfy(file ->
                assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
      }
    }
  }

  @Test
  void a_store_of_a_newer_release_is_refused() throws SQLException {
    open().close();
    execute(file(), "PRAGMA user_version = 99");
    assertThatThrownBy(this::open)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("newer Flocker: its schema is version 99, this one knows up to 3");
  }

  @Test
  void someone_elses_database_is_refused() throws SQLException {
    execute(file(), "CREATE TABLE precious (x)");
    assertThatThrownBy(this::open).hasMessageContaining("but not Flocker's");
  }

  @Test
  void a_damaged_store_is_refused() throws IOException, SQLException {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
    }
    execute(file(), "UPDATE object SET document = '{\"id\":1}'");
    assertThatThrownBy(this::open).hasMessageContaining("the store is damaged: node aaaaaaaa");

    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, 4096 + 100, Math.min(bytes.length, 4096 * 6), (byte) 0x5a);
    Files.write(file(), bytes);
    assertThatThrownBy(this::open).isInstanceOf(ProblemException.class);

    Files.writeString(file(), "this is no database at all, only some text that lies in its place");
    assertThatThrownBy(this::open).hasMessageContaining("restore a backup");
  }

  @Test
  void two_control_services_do_not_share_a_store() {
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().revision()).isZero();
      assertThatThrownBy(this::open).hasMessageContaining("another control service uses");
    }
    open().close();
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = Database.connect(file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
