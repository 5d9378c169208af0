package io.flocker.control.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Scenario;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Requests generated from the OpenAPI document, valid and broken ones. {@code
 * -Dflocker.fuzz.seed=N} repeats a run, {@code -Dflocker.fuzz.requests=N} makes it longer.
 */
class FuzzTest {

  private static final long SEED = Long.getLong("flocker.fuzz.seed", System.nanoTime());
  private static final int REQUESTS = Integer.getInteger("flocker.fuzz.requests", 20_000);

  @RegisterExtension private final TestApi api = new TestApi();

  @Test
  void no_request_meets_a_defect_and_every_answer_is_as_documented() {
    GeneratedRequests requests = new GeneratedRequests(SEED);
    Map<Integer, Integer> answers = new TreeMap<>();
    // Otherwise no new volume could be composed.
    var _ = api.join(Scenario.A, "10.0.0.1").report();
    var _ = api.join(Scenario.B, "10.0.0.2").report();
    for (int n = 0; n < REQUESTS; n++) {
      GeneratedRequests.Generated request = requests.next();
      try {
        answers.merge(check(request), 1, Integer::sum);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed %d, request %d: %s".formatted(SEED, n, request), e);
      }
    }
    System.out.println("Generated requests, seed " + SEED + ": answers " + answers);
    // It is of no use if all are refused, or none.
    assertThat(answers.getOrDefault(200, 0)).isGreaterThan(REQUESTS / 10);
    // Where a request has had a node leave early, only half as much is made.
    assertThat(answers.getOrDefault(201, 0)).isGreaterThan(REQUESTS / 400);
    assertThat(answers.getOrDefault(400, 0)).isGreaterThan(REQUESTS / 20);
  }

  private int check(GeneratedRequests.Generated request) {
    Answer answer =
        api.answer(
            request.role(),
            request.method(),
            request.target(),
            request.body(),
            request.headers().toArray(String[]::new));
    assertThat(answer.status()).isLessThan(500);
    if (answer instanceof Response response) {
      Documented.check(request.method(), request.target().replaceFirst("\\?.*", ""), response);
      assertThat(response.body().toString())
          .doesNotContain("Exception", "io.flocker", "java.", "SQL", api.folder().toString());
    }
    return answer.status();
  }
}
