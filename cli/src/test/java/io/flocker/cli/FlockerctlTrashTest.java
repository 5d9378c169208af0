package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.VolumeCommand;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlockerctlTrashTest extends FlockerctlFixture {

  @BeforeEach
  void remove() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    control.submit(new VolumeCommand.RemoveNamedDataset("apples", Duration.ofDays(7)));
  }

  @Test
  void what_is_in_the_trash_is_listed_there_and_nowhere_else() {
    control.create(E, A, "pears");
    String since = wanted(D).trash().orElseThrow().since().toString();
    String until = wanted(D).trash().orElseThrow().until().toString();

    assertThat(done("list", "--long").out()).contains(E.toString()).doesNotContain(D.toString());
    assertThat(done("list", "--deleted").out()).doesNotContain("apples");
    assertThat(done("list", "--trash").out())
        .contains("TRASHED", "UNTIL", "d0000000", "name=apples", since, until, "10.0.0.1")
        .doesNotContain("pears");
    assertThat(done("list", "--trash", "-o", "json").out()).contains("\"trashed_until\"");
  }

  @Test
  void it_is_restored_by_the_name_that_it_had() {
    assertThat(done("restore", "apples").out()).isEqualTo("restored dataset " + D + " as apples\n");
    assertThat(wanted(D).isTrashed()).isFalse();
    assertThat(done("list").out()).contains("apples");
    assertFails(control.ctl("restore", "apples"), "no dataset in the trash matches apples");
  }

  @Test
  void it_is_restored_by_its_id_under_another_name_and_waited_for() {
    control.create(E, A, "apples");

    assertFails(control.ctl("restore", "apples"), "has the name apples now", "--name");
    Result waited = control.ctl("restore", D, "--name", "old-apples", "--wait");
    assertThat(waited.status()).as(waited.err()).isZero();
    assertThat(waited.out())
        .isEqualTo("dataset " + D + " is attached on node " + A + ", at /flocker/" + D + "\n");
    assertThat(wanted(D).metadata()).isEqualTo(Map.of("name", "old-apples"));
  }

  @Test
  void its_name_means_nothing_to_other_commands_but_its_id_does() {
    assertFails(control.ctl("move", "-d", "apples", "-t", B), "no dataset matches apples");
    assertFails(control.ctl("move", "-d", D, "-t", B), "is in the trash", "restore it first");
    done("destroy", "-d", D);
    assertThat(wanted(D).isDeleted()).isTrue();
    assertThat(done("list", "--trash").out().lines()).hasSize(1);
  }

  @Test
  void what_nobody_has_used_yet_is_on_no_server() {
    control.submit(
        new VolumeCommand.CreateNamedDataset(
            E, "pears", A, Optional.empty(), Optional.empty(), Map.of()));
    assertThat(done("list").out()).contains("name=pears   detached\n").doesNotContain("pending");
    assertThat(done("list", "-o", "wide").out())
        .contains("No node has it yet: it is made where it is first used.");
  }
}
