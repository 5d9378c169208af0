package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.Command;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code --wait}. */
class FlockerctlWaitTest extends FlockerctlFixture {

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
  void a_move_goes_on_being_waited_for_while_the_service_is_away() {
    control.create(D, A, "apples");
    StringWriter err = new StringWriter();
    CompletableFuture<Result> waiting =
        CompletableFuture.supplyAsync(
            () -> control.ctl(err, "move", "-d", "d0", "-t", "bb", "--wait", "-o", "json"));
    // The first word on how far it is: only who has got the answer to the move waits.
    await().until(() -> err.toString().contains("d0000000 ") || waiting.isDone());
    assertThat(waiting).isNotDone();
    assertThat(wanted(D).primary()).isEqualTo(B);

    control.goAway();
    control.comeBack();
    b.owns(D, 2, Optional.empty());

    Result result = waiting.join();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).contains("\"path\" : \"/flocker/" + D + "\"");
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
}
