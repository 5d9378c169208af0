package io.flocker.e2e.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A user of Docker with a volume of his own: a container after the other, now on this host and now
 * on that, writes the next number into it; sometimes he removes the volume and makes it anew.
 *
 * <p>A number is acknowledged when its container has ended well, and must be there from then on.
 * One whose container did not may be there or not. For one thread.
 */
final class VolumeUser {

  /**
   * Longer than the calls to the plugin that a command makes may take; Docker would wait longer.
   */
  private static final Duration LONGEST = Duration.ofMinutes(4);

  /** Each waits a quarter of a minute for who has just stopped to use it elsewhere. */
  private static final int MOST_LOOKS = 4;

  private static final int REMOVES_ONE_IN = 8;
  private static final String READ = "touch /data/numbers && cat /data/numbers";

  private final String volume;
  private final Random random;
  private final List<Integer> acknowledged = new ArrayList<>();
  private final List<Shell.Result> failures = new ArrayList<>();
  private Duration longest = Duration.ZERO;
  private String lastHost = "";
  private int next = 1;
  private final AtomicInteger written = new AtomicInteger();
  private int moves;
  private int removals;

  /** All smaller numbers are gone with a volume that was removed. */
  private int first = 1;

  /** All smaller numbers may be gone, if a removal has come to pass that nobody knows of. */
  private int perhapsFirst = 1;

  VolumeUser(String volume, long seed) {
    this.volume = volume;
    this.random = new Random(seed);
  }

  String volume() {
    return volume;
  }

  /** How many numbers were acknowledged; for any thread. */
  int written() {
    return written.get();
  }

  /** What could not be done, and why. */
  List<Shell.Result> failures() {
    return failures;
  }

  /** Does one thing with the volume. */
  void act() {
    String host = Cluster.HOSTS.get(random.nextInt(Cluster.HOSTS.size()));
    if (random.nextInt(REMOVES_ONE_IN) == 0) {
      makeAnew(host);
    } else {
      append(host);
    }
  }

  private void append(String host) {
    int number = next++;
    Shell.Result run =
        timed(() ->
            Docker.with(
                host,
                volume,
                READ + " && echo " + number + " >> /data/numbers && sync -f /data/numbers"));
    assertThat(run.status()).as("%s", run).isIn(0, Docker.NOT_RUN);
    if (run.status() == 0) {
      check(run);
      acknowledged.add(number);
      written.incrementAndGet();
      moves += lastHost.equals(host) ? 0 : 1;
      lastHost = host;
    }
  }

  private void makeAnew(String host) {
    perhapsFirst = next;
    Shell.Result removed = timed(() -> Docker.docker(host, "volume", "rm", volume));
    if (removed.status() == 0) {
      first = next;
      acknowledged.clear();
      removals++;
    }
    String rule = "on-remove=" + (random.nextBoolean() ? "trash" : "delete");
    var _ =
        timed(() -> Docker.docker(host, "volume", "create", "-d", "flocker", "-o", rule, volume));
  }

  /** Looks at the volume from a host, again while it cannot come there; it has to succeed. */
  void look(String host) {
    Supplier<Shell.Result> read = () -> Docker.with(host, volume, READ);
    Shell.Result run = timed(read);
    for (int again = 1; again < MOST_LOOKS && run.status() == Docker.NOT_RUN; again++) {
      run = timed(read);
    }
    run.orFail();
    check(run);
  }

  private void check(Shell.Result run) {
    List<Integer> found = run.output().lines().map(Integer::valueOf).toList();
    if (found.stream().allMatch(number -> number >= perhapsFirst)) {
      acknowledged.removeIf(number -> number < perhapsFirst);
    } else {
      perhapsFirst = first;
    }
    assertThat(found)
        .as("acknowledged: %s, first %d, next %d, by %s", acknowledged, first, next, run)
        .doesNotHaveDuplicates()
        .isSorted()
        .containsAll(acknowledged)
        .allMatch(number -> number >= first && number < next);
  }

  private Shell.Result timed(Supplier<Shell.Result> command) {
    long start = System.nanoTime();
    Shell.Result result = Cluster.spoken(command.get());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).as("%s", result).isLessThan(LONGEST);
    longest = took.compareTo(longest) > 0 ? took : longest;
    if (result.status() != 0) {
      assertThat(result.errors())
          .as("%s", result)
          .isNotBlank()
          .doesNotContain("Exception", "a defect");
      failures.add(result);
    }
    return result;
  }

  @Override
  public String toString() {
    return "%s: %d numbers acknowledged, %d times on another host than before, removed %d times, %d commands failed, the longest took %d ms"
        .formatted(volume, written(), moves, removals, failures.size(), longest.toMillis());
  }
}
