package io.flocker.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Command;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flocker-control backup} and {@code restore}. */
class BackupAndRestoreTest {

  private static final NodeId A = NodeId.parse("aaaaaaaa-0000-4000-8000-000000000001");
  private static final DatasetId D = DatasetId.parse("d0000000-0000-4000-8000-000000000001");
  private static final DatasetId E = DatasetId.parse("d0000000-0000-4000-8000-000000000002");

  @TempDir private Path folder;
  private ControlProgram control;
  private Path backup;

  @BeforeEach
  void wantADataset() {
    control = new ControlProgram(folder.resolve("data"));
    backup = folder.resolve("backup.db");
    control.submit(new Command.SeeNode(A, "10.0.0.1"), newDataset(D));
  }

  private static Command newDataset(DatasetId id) {
    return new Command.CreateDataset(id, A, Optional.empty(), Map.of());
  }

  private List<String> files(Path of) throws IOException {
    try (var files = Files.list(of)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void what_was_wanted_then_is_wanted_again_and_nobody_may_make_an_empty_volume_for_it() {
    control.run("backup", backup).done(backup + " is a whole copy of " + control.store() + ".\n");
    control.submit(new Command.DeleteDataset(D, false), newDataset(E));

    control
        .run("restore", backup)
        .done(
            "What was there before is kept as " + control.store() + ".replaced-2",
            "Restored. No node makes an empty volume for any of its datasets");

    assertThat(control.configuration().datasets()).containsOnlyKeys(D);
    assertThat(control.configuration().dataset(D).orElseThrow().isDeleted()).isFalse();
    assertThat(control.configuration().home(D).orElseThrow().allowsCreationOn(A)).isFalse();
  }

  @Test
  void what_is_replaced_can_be_restored_in_turn() throws IOException {
    control.run("backup", backup).done();
    control.submit(newDataset(E));
    control.run("restore", backup).done();
    Path kept =
        control
            .data()
            .resolve(
                files(control.data()).stream()
                    .filter(name -> name.contains(".replaced-") && name.endsWith("Z"))
                    .findFirst()
                    .orElseThrow());

    control.run("restore", kept).done();

    assertThat(control.configuration().datasets()).containsOnlyKeys(D, E);
  }

  @Test
  void a_backup_is_made_while_the_service_runs_and_restored_only_when_it_does_not()
      throws IOException {
    Path certificates = Files.createDirectory(folder.resolve("certificates"));
    try (RunningControl _ = new RunningControl(control.data(), certificates)) {
      control.run("backup", backup).done();
      control
          .run("restore", backup)
          .refused(
              control.store() + ": another control service uses this store — stop that one first");
    }
    control.run("restore", backup).done("Restored.");
    assertThat(control.configuration().datasets()).containsOnlyKeys(D);
  }

  @Test
  void a_file_that_is_there_is_not_overwritten() throws IOException {
    control.run("backup", backup).done();
    byte[] before = Files.readAllBytes(backup);
    control.submit(newDataset(E));

    control
        .run("backup", backup)
        .refused(backup + ": this file exists already — name one that does not exist");

    assertThat(Files.readAllBytes(backup)).isEqualTo(before);
    assertThat(files(folder)).containsExactly("backup.db", "data");
  }

  @Test
  void a_backup_that_cannot_be_made_leaves_nothing() throws IOException {
    ControlProgram empty = new ControlProgram(folder.resolve("empty"));
    empty
        .run("backup", backup)
        .refused(empty.store() + ": there is no such file", "keeps its configuration");
    Path file = Files.writeString(folder.resolve("file"), "");
    control
        .run("backup", file.resolve("backup.db"))
        .refused(file + "/backup.db: cannot be used: Not a directory");

    assertThat(files(folder)).containsExactly("data", "file");
  }

  @Test
  void what_is_no_backup_is_not_restored_and_changes_nothing() throws IOException, SQLException {
    control.run("backup", backup).done();
    byte[] whole = Files.readAllBytes(backup);
    Path half = folder.resolve("half.db");
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    Path text = Files.writeString(folder.resolve("text.db"), "precious text, but no backup at all");
    Path foreign = folder.resolve("foreign.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE precious (x)");
    }
    Path absent = folder.resolve("absent.db");

    control.run("restore", absent).refused(absent + ": there is no such file");
    control.run("restore", folder).refused(folder + ": there is no such file");
    control.run("restore", text).refused(text + ": the store cannot be opened");
    control.run("restore", half).refused(half + ": ");
    control.run("restore", foreign).refused(foreign + ": this is a database, but not Flocker's");

    assertThat(control.configuration().datasets()).containsOnlyKeys(D);
    assertThat(files(control.data())).noneMatch(name -> name.contains("replaced"));
    assertThat(text).hasContent("precious text, but no backup at all");
  }

  @Test
  void a_new_control_service_begins_with_a_backup() {
    control.run("backup", backup).done();
    ControlProgram other = new ControlProgram(folder.resolve("new").resolve("data"));

    assertThat(other.run("restore", backup).done("Restored.").out()).doesNotContain("kept");

    assertThat(other.configuration().datasets()).containsOnlyKeys(D);
  }

  @Test
  void the_folder_counts_before_the_commands_name_too() {
    ControlProgram.runAs("-d", control.data(), "backup", backup)
        .done(backup + " is a whole copy of " + control.store());
    control.submit(newDataset(E));

    ControlProgram.runAs("--data-path", control.data(), "restore", backup).done("Restored.");

    assertThat(control.configuration().datasets()).containsOnlyKeys(D);
  }

  @Test
  void without_a_file_there_is_nothing_to_do() {
    control.run("backup").refused("Usage: flocker-control backup", "FILE");
    control.run("restore").refused("Usage: flocker-control restore", "FILE");
  }

  @Test
  void a_process_ends_with_the_status_and_the_reason() throws Exception {
    assertThat(process("backup", "-d", control.data().toString(), backup.toString()))
        .isEqualTo("0: " + backup + " is a whole copy of " + control.store() + ".\n");
    assertThat(process("backup", "-d", control.data().toString(), backup.toString()))
        .isEqualTo(
            "1: ERROR: " + backup + ": this file exists already — name one that does not exist\n");
  }

  /** The program in a process of its own, with the options that its launcher gives it. */
  private static String process(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dslf4j.internal.verbosity=WARN",
            "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
            "-cp",
            System.getProperty("java.class.path"),
            "io.flocker.service.Main",
            "flocker-control");
    builder.command().addAll(Arrays.asList(arguments));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() + ": " + out;
  }
}
