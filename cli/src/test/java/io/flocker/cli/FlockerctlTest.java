package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.cli.TestControl.Agent;
import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code flockerctl} as a person types it, against a real control service. */
class FlockerctlTest {

  private static final DatasetId D = DatasetId.parse("d0000000-0000-4000-8000-000000000001");
  private static final DatasetId E = DatasetId.parse("d0000000-0000-4000-8000-000000000002");
  private static final DatasetId F = DatasetId.parse("f0000000-0000-4000-8000-000000000003");

  @TempDir private Path folder;
  private TestControl control;
  private Agent a;
  private Agent b;

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

  private Result done(Object... arguments) {
    Result result = control.ctl(arguments);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result;
  }

  private static void assertFails(Result result, String... parts) {
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.err()).contains(parts).contains("ERROR: ").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  private Dataset wanted(DatasetId id) {
    return control.dataset(id).orElseThrow();
  }

  @Test
  void nodes_are_listed_in_the_columns_of_the_original_and_a_lost_one_is_marked() {
    b.leave();

    List<String> lines = done("list-nodes").out().lines().toList();

    assertThat(lines.subList(0, 2)).containsExactly("SERVER     ADDRESS", "aaaaaaaa   10.0.0.1");
    assertThat(lines.get(2)).startsWith("bbbbbbbb   10.0.0.2 (unreachable since 2");
    assertThat(done("status", "--long").out()).contains(A + "   10.0.0.1\n");
    assertThat(done("list-nodes", "-o", "wide").out())
        .contains("STATE", "connected since", "2.0.0");
  }

  @Test
  void datasets_are_listed_in_the_columns_of_the_original() {
    control.submit(
        new Command.CreateDataset(
            D, A, Optional.of(Size.mebibytes(30 << 10)), Map.of("name", "apples", "k", "v")));
    control.create(E, B, "pears");
    a.owns(D, 1, Optional.of(Size.mebibytes(30 << 10)));

    assertThat(done("list").out())
        .isEqualTo(
            """
            DATASET    SIZE         METADATA          STATUS        SERVER
            d0000000   30.00G       k=v,name=apples   attached ✅   aaaaaaaa (10.0.0.1)
            d0000000   <no quota>   name=pears        pending ⌛    bbbbbbbb (10.0.0.2)
            """);
    assertThat(done("ls", "-l", "-h").out()).contains(D.toString(), B + " (10.0.0.2)");
  }

  @Test
  void a_dataset_that_is_being_moved_is_not_called_attached() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    control.submit(new Command.MoveDataset(D, Optional.of(B), false));

    assertThat(done("list").out()).contains("pending ⌛   bbbbbbbb (10.0.0.2)");
    assertThat(done("list", "--output=wide").out()).contains("aaaaaaaa (10.0.0.1)   /flocker/" + D);
  }

  @Test
  void what_is_on_a_lost_node_is_not_called_attached() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    a.leave();

    assertThat(done("list").out()).contains("pending ⌛   aaaaaaaa (10.0.0.1, unreachable)");
    assertThat(done("list", "-o", "wide").out()).contains("is unreachable since");
  }

  @Test
  void a_deleted_dataset_is_listed_until_it_is_gone_and_then_on_demand_only() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    control.submit(new Command.RecordVolume(D, A, 1));
    control.submit(new Command.DeleteDataset(D, false));
    assertThat(done("list").out()).contains("deleting");

    a.lacks(D);

    assertThat(done("list").out()).doesNotContain("d0000000");
    assertThat(done("list", "--deleted").out()).contains("deleted");
  }

  @Test
  void programs_get_what_the_api_says_as_json_or_yaml() throws IOException {
    control.create(D, A, "no: \"yaml\" trick\n- x");
    a.owns(D, 1, Optional.empty());

    JsonNode json = new ObjectMapper().readTree(done("list", "-o", "json").out());
    Object yaml =
        new Load(LoadSettings.builder().build()).loadFromString(done("list", "-o", "yaml").out());

    assertThat(json.path(0).path("path").asText()).isEqualTo("/flocker/" + D);
    assertThat(json.path(0).path("phase").asText()).isEqualTo("settled");
    assertThat(new ObjectMapper().valueToTree(yaml).path(0).path("wanted"))
        .isEqualTo(json.path(0).path("wanted"));
  }

  @Test
  void the_service_tells_its_version() {
    assertThat(done("version").out()).isEqualTo("1.2.3\n");
    assertThat(done("version", "-o", "yaml").out()).isEqualTo("flocker: 1.2.3\n");
  }

  @Test
  void both_names_of_the_program_do_the_same() {
    Object[] arguments = control.access("alice").toArray();
    List<Object> version = new ArrayList<>(List.of("version"));
    version.addAll(List.of(arguments));

    // Also: what is said once for all commands may stand after the command's name.
    assertThat(TestControl.run("flocker-volumes", version.toArray()).out()).isEqualTo("1.2.3\n");
    assertThat(TestControl.run("flockerctl", "--version").out()).isNotBlank();
  }

  @Test
  void a_dataset_is_created_with_all_that_was_said() {
    Result created =
        done("create", "--node", "10.0.0.2", "-s", "1.5G", "-m", "name=apples,tier=gold");

    Dataset dataset = control.datasets().getFirst();
    assertThat(created.out())
        .startsWith("created dataset in configuration")
        .contains(dataset.id().toString());
    assertThat(dataset.primary()).isEqualTo(B);
    assertThat(dataset.maximumSize()).contains(Size.mebibytes(1536));
    assertThat(dataset.metadata()).isEqualTo(Map.of("name", "apples", "tier", "gold"));
  }

  @Test
  void who_waits_for_a_new_dataset_hears_where_it_is() {
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(() -> control.ctl("create", "-n", "a", "--wait"));
    await().until(() -> control.datasets().size() == 1);
    DatasetId id = control.datasets().getFirst().id();
    a.says(id, UnitStatus.of(Phase.WORKING, "create the volume", Instant.now()));
    a.owns(id, 1, Optional.empty());

    Result result = waiting.join();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualTo("dataset " + id + " is attached on node " + A + ", at /flocker/" + id + "\n");
    assertThat(result.err()).contains(id.toString().substring(0, 8) + " ");
  }

  @Test
  void who_waits_longer_than_he_wanted_hears_how_far_it_is() {
    control.create(D, A, "apples");
    a.says(
        D,
        new UnitStatus(
            Phase.FAILED,
            "create the volume",
            Optional.empty(),
            Optional.of(new Problem(Problem.Kind.STORAGE, "pool tank", "it is full", "make room")),
            3,
            Instant.now(),
            Optional.empty(),
            Optional.empty()));

    Result result = control.ctl("resize", "-d", "apples", "-s", "1G", "--wait", "--timeout", "1");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("dataset " + D, "not so after 1 s", "pool tank", "it is full", "make room")
        .contains("flockerctl explain -d " + D);
  }

  @Test
  void who_waits_for_what_is_refused_hears_why() {
    control.create(D, A, "apples");
    a.says(
        D,
        new UnitStatus(
            Phase.REFUSED,
            "",
            Optional.empty(),
            Optional.of(
                new Problem(Problem.Kind.OWNERSHIP, "", "there are two owners", "ask a person")),
            1,
            Instant.now(),
            Optional.empty(),
            Optional.empty()));

    Result result = control.ctl("move", "-d", D, "-t", "bb", "--wait");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("will not be so", "there are two owners", "ask a person");
  }

  @Test
  void a_dataset_is_moved_by_its_name_and_the_beginning_of_the_nodes_id() {
    control.create(D, A, "apples");

    assertThat(done("move", "--dataset", "apples", "--destination", "bbbb").out())
        .startsWith("initiated move of dataset " + D + " (apples) to node " + B);
    assertThat(wanted(D).primary()).isEqualTo(B);
  }

  @Test
  void a_move_goes_on_being_waited_for_while_the_service_is_away() {
    control.create(D, A, "apples");
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(
            () -> control.ctl("move", "-d", "d0", "-t", "bb", "--wait", "-o", "json"));
    await().until(() -> wanted(D).primary().equals(B));

    control.goAway();
    control.comeBack();
    b.owns(D, 2, Optional.empty());

    Result result = waiting.join();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains("\"path\" : \"/flocker/" + D + "\"");
  }

  @Test
  void what_is_leased_is_neither_moved_nor_destroyed_unless_an_administrator_forces_it() {
    control.create(D, A, "apples");
    control.user("olga", "operator");
    done("lease", "acquire", "-d", "apples", "-n", "aa");

    assertFails(
        control.ctl("move", "-d", "apples", "-t", "bb"),
        "The dataset " + D + " is in use: node " + A,
        "holds a lease");
    assertFails(control.ctl("destroy", "-d", "apples"), "is in use");
    assertFails(
        control.as("olga", "move", "-d", "apples", "-t", "bb", "--force"),
        "User olga is operator; this needs admin.");
    assertThat(wanted(D).primary()).isEqualTo(A);

    done("move", "-d", "apples", "-t", "bb", "--force");
    assertThat(wanted(D).primary()).isEqualTo(B);
  }

  @Test
  void a_dataset_is_destroyed_and_who_waits_hears_when_it_is_gone() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    control.submit(new Command.RecordVolume(D, A, 1));
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(() -> control.ctl("destroy", "-d", "apples", "--wait"));
    await().until(() -> wanted(D).isDeleted());
    assertThat(waiting).isNotDone();

    a.lacks(D);

    Result result = waiting.join();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("dataset " + D + " is destroyed\n");
  }

  @Test
  void a_limit_is_changed_and_taken_away() {
    control.create(D, A, "apples");

    assertThat(done("resize", "-d", "apples", "-s", "2G").out()).contains("up to 2 GiB");
    assertThat(wanted(D).maximumSize()).contains(Size.mebibytes(2048));

    a.owns(D, 1, Optional.empty());
    assertThat(done("resize", "-d", "apples", "-s", "none").out()).contains("as much as");
    assertThat(wanted(D).maximumSize()).isEmpty();
  }

  @Test
  void who_waits_for_a_new_limit_hears_when_the_volume_has_it() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(
            () -> control.ctl("resize", "-d", "apples", "-s", "1G", "--wait"));
    await().until(() -> wanted(D).maximumSize().isPresent());
    assertThat(waiting).isNotDone();

    a.owns(D, 1, Optional.of(Size.mebibytes(1024)));

    assertThat(waiting.join().out()).contains("is limited to 1073741824 bytes");
  }

  @Test
  void metadata_are_set_and_removed_one_by_one() {
    control.create(D, A, "apples");

    assertThat(done("metadata", "-d", "apples", "-m", "tier=gold,team=x").out())
        .isEqualTo("name=apples,team=x,tier=gold\n");
    assertThat(done("metadata", "-d", "apples", "-r", "tier", "-m", "name=pears").out())
        .isEqualTo("name=pears,team=x\n");
    assertThat(done("metadata", "-d", "pears").out()).isEqualTo("name=pears,team=x\n");
    assertThat(wanted(D).metadata()).isEqualTo(Map.of("name", "pears", "team", "x"));
  }

  @Test
  void leases_are_acquired_renewed_listed_and_released() {
    control.create(D, A, "apples");
    assertFails(
        control.ctl("lease", "renew", "-d", "apples"),
        "dataset " + D,
        "nobody holds a lease",
        "lease acquire");

    assertThat(done("lease", "acquire", "-d", "apples", "-n", "10.0.0.1", "-e", "60").out())
        .contains("node " + A + " holds the lease on dataset " + D + "; it expires in ");
    assertFails(
        control.ctl("lease", "acquire", "-d", "apples", "-n", "bb"),
        "Lease already held: node " + A);
    assertThat(done("lease", "list").out())
        .startsWith("DATASET    SERVER     EXPIRES\nd0000000   aaaaaaaa   in ");
    assertThat(done("lease", "renew", "-d", "apples").out()).contains("expires never");
    assertThat(done("lease", "release", "-d", "apples").out())
        .isEqualTo("released the lease of node " + A + " on dataset " + D + " (apples)\n");
    assertThat(done("lease", "ls", "-o", "json").out()).isEqualTo("[ ]\n");
    assertFails(control.ctl("lease", "release", "-d", "apples"), "nobody holds one");
  }

  @Test
  void a_dataset_is_explained() {
    control.create(D, A, "apples");

    assertThat(done("explain", "-d", "apples").out())
        .startsWith("dataset " + D + " (apples): waiting\n")
        .contains("It is wanted on node " + A, "No node has reported a copy of it.");
    assertThat(done("explain", "-d", "apples", "-o", "json").out()).contains("\"sentences\"");
  }

  @Test
  void a_prefix_that_is_not_unique_changes_nothing() {
    control.create(D, A, "apples");
    control.create(E, A, "pears");
    control.create(F, A, "plums");

    assertFails(
        control.ctl("destroy", "-d", "d00"),
        "d00 is ambiguous",
        D + " (apples)",
        E + " (pears)",
        "give more of the id");
    assertFails(control.ctl("destroy", "-d", "cherries"), "no dataset matches cherries");
    assertFails(control.ctl("destroy", "-d", ""), "no dataset is named");
    assertFails(control.ctl("move", "-d", "f", "-t", "c"), "no node matches c");
    assertThat(control.datasets()).noneMatch(Dataset::isDeleted);
    assertThat(wanted(F).primary()).isEqualTo(A);
  }

  @Test
  void a_refused_request_fails_with_every_reason_of_the_service() {
    control.user("eve", "viewer");
    control.create(D, A, "apples");

    assertFails(control.as("eve", "create", "-n", "a"), "User eve is viewer; this needs operator.");
    assertFails(
        control.ctl("create", "-n", "a", "-s", "1000", "-m", "x=" + "y".repeat(300)),
        "at least 67108864 bytes",
        "a multiple of 1024",
        "at most 256 characters");
    assertThat(control.as("eve", "list").status()).isZero();
    control.submit(new Command.DeleteDataset(D, false));
    assertFails(control.ctl("move", "-d", D, "-t", "b"), "has been deleted");
    assertThat(control.datasets()).hasSize(1);
  }

  @Test
  void wrong_arguments_are_usage_errors() {
    assertFails(control.ctl("create"), "Usage: ", "--node");
    assertFails(control.ctl("create", "-n", "a", "-s", "10X"), "--size: \"10X\" (expected");
    assertFails(control.ctl("create", "-n", "a", "-m", "x"), "--metadata: malformed metadata");
    assertFails(control.ctl("create", "-n", "a", "--timeout", "0"), "--timeout: 0 (expected");
    assertFails(control.ctl("lease", "acquire", "-d", "d", "-n", "a", "-e", "-1"), "--expires");
    assertFails(control.ctl("lease"), "say what to do");
    assertFails(control.ctl("list", "-o", "xml"), "--output", "table");
    assertFails(control.ctl(), "say what to do");
    assertFails(control.ctl("events"), "--follow", "--since");
    assertThat(control.datasets()).isEmpty();
  }
}
