package io.flocker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flocker-control import}, with files as the original wrote them. */
class ImportTest {

  private static final NodeId NODE = NodeId.parse("8a92f64e-f6ab-46b8-bc83-50f1ac75bc0f");
  private static final DatasetId ORDERS = DatasetId.parse("8bcde111-d4ca-4ede-b244-bb551af11092");
  private static final DatasetId OLD = DatasetId.parse("11111111-d4ca-4ede-b244-bb551af11092");

  @TempDir private Path folder;
  private ControlProgram control;
  private Path file;

  @BeforeEach
  void name() {
    control = new ControlProgram(folder.resolve("data"));
    file = folder.resolve("current_configuration.json");
  }

  private static String version(int number) throws IOException {
    try (InputStream file = ImportTest.class.getResourceAsStream("version-" + number + ".json")) {
      assertThat(file).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void checkTakenOver() {
    ClusterConfiguration now = control.configuration();
    assertThat(now.nodes()).containsOnlyKeys(NODE);
    assertThat(now.datasets()).containsOnlyKeys(ORDERS, OLD);
    assertThat(now.dataset(ORDERS).orElseThrow().metadata()).isEqualTo(Map.of("name", "orders"));
    assertThat(now.dataset(OLD).orElseThrow().isDeleted()).isTrue();
    assertThat(now.containers()).containsOnlyKeys(new ApplicationName("db"));
    // A volume is somewhere already: nobody may make an empty one in its place.
    assertThat(now.home(ORDERS).orElseThrow().allowsCreationOn(NODE)).isFalse();
  }

  @Test
  void the_first_version_is_taken_over() throws IOException {
    Files.writeString(file, version(1));

    assertThat(control.run("import", file).done().out())
        .isEqualTo("Taken over: 2 datasets, 1 containers.\n");

    checkTakenOver();
    assertThat(control.configuration().leases()).isEmpty();
  }

  @Test
  void the_last_version_is_taken_over_and_what_has_no_place_here_is_named() throws IOException {
    Files.writeString(file, version(6));

    control
        .run("import", file)
        .done(
            "Taken over: 2 datasets, 1 containers.\n",
            "Not taken over: 1 records of which block device");

    checkTakenOver();
    assertThat(control.configuration().leases()).containsOnlyKeys(ORDERS);
  }

  @Test
  void a_file_with_mistakes_is_refused_with_all_of_them_and_nothing_is_taken_over()
      throws IOException {
    Files.writeString(
        file,
        version(6)
            .replace("\"maximum_retry_count\": 3", "\"maximum_retry_count\": \"three\"")
            .replace("\"external_port\": 15432", "\"external_port\": 99999")
            .replace("\"name\": \"db\"", "\"name\": \"d b\""));

    ControlProgram.Ended refused =
        control.run("import", file).refused("three", "99999", "d b", file.toString());

    assertThat(refused.err().lines()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(refused.err().lines()).allMatch(line -> line.startsWith("ERROR: " + file));
    assertThat(control.store()).doesNotExist();
  }

  @Test
  void what_is_no_such_file_is_refused() throws IOException {
    control.run("import", file).refused(file + ": there is no such file");
    control.run("import", folder).refused(folder + ": cannot be read");
    Files.writeString(file, "{\"version\": 6,\n oops");
    control.run("import", file).refused(file + ":2:", "this is not JSON");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    control.run("import", file).refused(file + ": it is not text");
    Files.writeString(file, version(6).replace("\"version\": 6", "\"version\": 7"));
    control.run("import", file).refused("7", "2 to 6");
    Files.writeString(file, "");
    control.run("import", file).refused(file + "");
    assertThat(control.store()).doesNotExist();
  }

  @Test
  void what_is_in_the_way_is_named_and_nothing_is_taken_over() throws IOException {
    Files.writeString(file, version(6));
    control.submit(
        new Command.SeeNode(NODE, "10.0.0.1"),
        new Command.CreateDataset(ORDERS, NODE, Optional.empty(), Map.of()));
    long revision = control.configuration().revision();

    control
        .run("import", file)
        .refused(ORDERS.toString(), "import into an empty configuration, or remove there");

    assertThat(control.configuration().revision()).isEqualTo(revision);
    assertThat(control.configuration().containers()).isEmpty();
  }

  @Test
  void a_second_import_of_the_same_file_changes_nothing() throws IOException {
    Files.writeString(file, version(6));
    control.run("import", file).done();
    long revision = control.configuration().revision();

    control.run("import", file).refused(ORDERS.toString());

    assertThat(control.configuration().revision()).isEqualTo(revision);
    checkTakenOver();
  }

  @Test
  void nothing_is_imported_while_the_service_runs() throws IOException {
    Files.writeString(file, version(6));
    Path certificates = Files.createDirectory(folder.resolve("certificates"));
    try (RunningControl _ = new RunningControl(control.data(), certificates)) {
      control.run("import", file).refused("another control service uses this store");
    }
    assertThat(control.configuration().datasets()).isEmpty();
  }
}
