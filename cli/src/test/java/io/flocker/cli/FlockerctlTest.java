package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.Size;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code flockerctl} changes, and what it refuses. */
class FlockerctlTest extends FlockerctlFixture {

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
  void a_dataset_is_moved_by_its_name_and_the_beginning_of_the_nodes_id() {
    control.create(D, A, "apples");

    assertThat(done("move", "--dataset", "apples", "--destination", "bbbb").out())
        .startsWith("initiated move of dataset " + D + " (apples) to node " + B);
    assertThat(wanted(D).primary()).isEqualTo(B);
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
  void a_limit_is_changed_and_taken_away() {
    control.create(D, A, "apples");

    assertThat(done("resize", "-d", "apples", "-s", "2G").out()).contains("up to 2 GiB");
    assertThat(wanted(D).maximumSize()).contains(Size.mebibytes(2048));

    a.owns(D, 1, Optional.empty());
    assertThat(done("resize", "-d", "apples", "-s", "none").out()).contains("as much as");
    assertThat(wanted(D).maximumSize()).isEmpty();
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
        .matches("DATASET    SERVER     EXPIRES +TAKEN BY\nd0000000   aaaaaaaa   in .* a user\n");
    assertThat(done("lease", "renew", "-d", "apples").out()).contains("expires never");
    assertThat(done("lease", "release", "-d", "apples").out())
        .isEqualTo("released the lease of node " + A + " on dataset " + D + " (apples)\n");
    assertThat(done("lease", "ls", "-o", "json").out()).isEqualTo("[ ]\n");
    assertFails(control.ctl("lease", "release", "-d", "apples"), "nobody holds one");
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
