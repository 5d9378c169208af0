package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.TestControl.Agent;
import io.flocker.cli.TestControl.Result;
import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flocker-deploy CONTROL DEPLOYMENT APPLICATION} against a real control service. */
class DeployToControlTest {

  private static final DatasetId D = DatasetId.parse("d0000000-0000-4000-8000-000000000001");

  @TempDir private Path folder;
  private TestControl control;
  private Agent a;
  private Agent b;

  @BeforeEach
  void start() throws IOException {
    control = new TestControl(folder);
    a = control.join(A, "10.0.0.1");
    b = control.join(B, "10.0.0.2");
    Files.writeString(
        folder.resolve("app.yml"),
        """
        version: 1
        applications:
          db:
            image: postgres:17
            volume: {mountpoint: /data, dataset_id: %s}
        """
            .formatted(D));
    place("10.0.0.1");
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private void place(String node) throws IOException {
    Files.writeString(
        folder.resolve("dep.yml"), "version: 1\nnodes: {\"%s\": [db]}\n".formatted(node));
  }

  private Result deploy(Object... options) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                "--port",
                control.port(),
                "--cacert",
                control.folder().resolve("cluster.crt"),
                "--cert",
                control.folder().resolve("alice.crt"),
                "--key",
                control.folder().resolve("alice.key")));
    all.addAll(Arrays.asList(options));
    all.addAll(List.of("127.0.0.1", folder.resolve("dep.yml"), folder.resolve("app.yml")));
    return TestControl.run("flocker-deploy", all.toArray());
  }

  private static void assertFails(Result result, String... parts) {
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.err()).contains(parts).contains("ERROR: ").doesNotContain("\tat ");
  }

  /** Both agents do what they are asked for, as soon as they are. */
  private void obey() {
    control.watch(() ->
        control
            .container("db")
            .ifPresent(container -> {
              Agent there = container.node().equals(A) ? a : b;
              Agent elsewhere = container.node().equals(A) ? b : a;
              elsewhere.lacks(D).lacks(container.application());
              there.owns(D, 1, Optional.empty()).runs(container.application());
            }));
  }

  @Test
  void it_ends_when_everything_is_as_wanted() throws IOException {
    obey();
    Result first = deploy();
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("Dataset " + D + " is made on node " + A)
        .contains("Container db is made on node " + A + " (10.0.0.1), from image postgres:17.")
        .endsWith("Everything is as wanted.\n");

    place("10.0.0.2");
    Result second = deploy();
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out())
        .contains("Dataset " + D + ", which holds 4 KiB, moves from node " + A)
        .contains("Container db moves from node " + A);
    assertThat(control.container("db").orElseThrow().node()).isEqualTo(B);

    assertThat(deploy().out())
        .isEqualTo(
            """
            Nothing to change: this is what the cluster was asked for already.
            Everything is as wanted.
            """);
  }

  @Test
  void a_plan_changes_nothing() {
    Result plan = deploy("--plan");
    assertThat(plan.status()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("Container db is made").doesNotContain("Everything");
    assertThat(control.container("db")).isEmpty();
    assertThat(deploy("--plan", "--json").out())
        .startsWith("{\"")
        .contains("\"event\":\"plan\"", "\"action\":\"create\"");
  }

  @Test
  void a_changed_container_is_not_taken_for_reached_before_it_was_made_anew() throws IOException {
    obey();
    assertThat(deploy().status()).isZero();
    Application before = control.container("db").orElseThrow().application();
    control.close();
    start();
    a.owns(D, 1, Optional.empty()).runs(before);
    Files.writeString(
        folder.resolve("app.yml"),
        Files.readString(folder.resolve("app.yml")).replace("postgres:17", "postgres:18"));
    assertFails(deploy("--timeout", "1"), "container db", "nothing has changed for 1 s");
  }

  @Test
  void what_does_not_come_about_is_told_with_its_state() {
    assertFails(
        deploy("--timeout", "1"),
        "container db: it is not as the deployment wants it",
        "has not taken it up yet",
        "dataset " + D);
  }

  @Test
  void the_files_are_checked_before_anyone_is_asked() throws IOException {
    Files.writeString(folder.resolve("app.yml"), "version: 1\napplications: {db: {imagee: x}}\n");
    control.goAway();
    assertFails(deploy(), "app.yml:2:", "imagee");
  }

  @Test
  void a_node_that_the_cluster_does_not_have_is_refused_with_those_it_has() throws IOException {
    place("10.0.0.9");
    assertFails(deploy(), "10.0.0.9", "10.0.0.1, 10.0.0.2");
  }

  @Test
  void an_env_file_is_read_here_and_sent() throws IOException {
    Files.writeString(folder.resolve("db.env"), "COLOUR=blue\n");
    Files.writeString(
        folder.resolve("app.yml"), "services: {db: {image: x, env_file: [db.env]}}\n");
    obey();
    Result result = deploy();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(control.container("db").orElseThrow().application().environment())
        .containsEntry("COLOUR", "blue");
  }

  @Test
  void options_of_the_other_way_are_refused() {
    assertFails(deploy("--identity", "/k", "--strict-host-keys"), "--identity, --strict-host-keys");
    assertFails(
        TestControl.run("flocker-deploy", "--cert", "x", "dep.yml", "app.yml"),
        "--cert: of no use");
    assertFails(
        TestControl.run("flocker-deploy", "127.0.0.1", "dep.yml", "app.yml", "more"), "more");
    assertFails(
        TestControl.run(
            "flocker-deploy",
            "--cert",
            folder.resolve("nobody.crt"),
            "127.0.0.1",
            folder.resolve("dep.yml"),
            folder.resolve("app.yml")),
        "nobody.crt",
        "--cacert, --cert and --key");
  }
}
