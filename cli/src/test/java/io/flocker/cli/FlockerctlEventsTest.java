package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.Command;
import io.flocker.core.model.DatasetId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flockerctl events}. */
class FlockerctlEventsTest {

  private static final DatasetId D = DatasetId.parse("d0000000-0000-4000-8000-000000000001");
  private static final DatasetId E = DatasetId.parse("d0000000-0000-4000-8000-000000000002");

  @TempDir private Path folder;
  private TestControl control;
  private final List<Following> started = new ArrayList<>();

  /** Where a command that has no end prints to, until nobody reads it any more. */
  private static final class Output extends Writer {

    private final LinkedBlockingQueue<String> written = new LinkedBlockingQueue<>();
    private volatile boolean gone;

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      if (gone) {
        throw new IOException("nobody reads this");
      }
      written.add(new String(text, from, length));
    }

    String text() {
      return String.join("", written);
    }

    @Override
    public void flush() throws IOException {
      if (gone) {
        throw new IOException("nobody reads this");
      }
    }

    @Override
    public void close() {}
  }

  private final class Following {

    private final Output out = new Output();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> status;

    Following(Object... arguments) {
      List<Object> all = new ArrayList<>(control.access("alice"));
      all.addAll(Arrays.asList(arguments));
      status =
          CompletableFuture.supplyAsync(() ->
              Main.run(
                  new PrintWriter(out),
                  new PrintWriter(err),
                  "flockerctl",
                  all.stream().map(Object::toString).toArray(String[]::new)));
    }

    /** Makes datasets until the first one is told: from then on everything is. */
    void begin() {
      long[] made = {0x1000};
      await()
          .until(() -> {
            control.create(
                DatasetId.parse("e0000000-0000-4000-8000-00000000" + Long.toHexString(made[0]++)),
                A,
                "first");
            return out.text().contains("dataset.created");
          });
    }

    void expect(String... parts) {
      await().untilAsserted(() -> assertThat(out.text()).as(err.toString()).contains(parts));
    }
  }

  @BeforeEach
  void start() throws IOException {
    control = new TestControl(folder);
    assertThat(control.join(A, "10.0.0.1")).isNotNull();
  }

  @AfterEach
  void stop() {
    started.forEach(following -> following.out.gone = true);
    // The next thing that happens is what they can no longer print.
    control.create(DatasetId.parse("e0000000-0000-4000-8000-ffffffffffff"), A, "last");
    started.forEach(following -> await().until(following.status::isDone));
    control.close();
  }

  private Following follow(Object... arguments) {
    Following following = new Following(arguments);
    started.add(following);
    return following;
  }

  @Test
  void who_follows_sees_what_happens_and_who_did_it() {
    Following following = follow("events", "--follow");
    following.begin();

    control.create(D, A, "apples");
    assertThat(control.ctl("destroy", "-d", D).status()).isZero();

    following.expect(
        "  dataset.created  " + D + "  by tester\n",
        "  dataset.deleted  " + D + "  by user-alice\n");
  }

  @Test
  void who_follows_goes_on_where_it_was_when_the_service_is_back() {
    Following following = follow("events", "-f", "-o", "json");
    following.begin();

    control.goAway();
    control.create(D, A, "apples");
    control.comeBack();
    control.create(E, A, "pears");

    following.expect(D.toString(), E.toString());
    assertThat(following.err.toString()).contains("control service 127.0.0.1:", "trying again");
    assertThat(following.out.text().split(D.toString(), -1)).hasSize(2);
  }

  @Test
  void what_happened_since_an_event_is_shown_and_then_it_ends() throws IOException {
    Following following = follow("events", "-f", "-o", "json");
    following.begin();
    JsonNode first =
        new ObjectMapper().readTree(following.out.text().lines().findFirst().orElseThrow());
    control.create(D, A, "apples");
    following.expect(D.toString());

    Result since = control.ctl("events", "--since", first.path("id").asText(), "-o", "wide");

    assertThat(since.status()).as(since.err()).isZero();
    assertThat(since.out()).contains("dataset.created  " + D).doesNotContain("begin");
    String last = since.out().strip().replaceAll("(?s).* ", "");
    assertThat(control.ctl("events", "--since", last).out()).isEmpty();
  }

  @Test
  void an_event_that_the_service_does_not_remember_is_an_error() {
    control.submit(new Command.SeeNode(A, "10.0.0.9"));

    Result since = control.ctl("events", "--since", "00000000-1");

    assertThat(since.status()).isEqualTo(1);
    assertThat(since.err()).contains("event 00000000-1", "no longer kept");
  }
}
