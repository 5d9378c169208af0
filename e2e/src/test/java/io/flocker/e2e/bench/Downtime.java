package io.flocker.e2e.bench;

import io.flocker.e2e.bench.Polling.Gap;
import java.util.ArrayList;
import java.util.List;

/** How long a client has to do without its database while that moves. */
final class Downtime {

  private static final List<String> HOSTS = List.of("h1", "h2", "h3");

  /** What was measured for one size; milliseconds. */
  private record Row(
      int mebibytes,
      double direct,
      double routed,
      double restart,
      double openIncrement,
      double newIncrement) {

    double own() {
      return direct - restart - openIncrement;
    }

    String line() {
      return "| %d MiB | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |%n"
          .formatted(mebibytes, direct, routed, restart, openIncrement, newIncrement, own());
    }
  }

  private Downtime() {}

  static String measure(List<Integer> mebibytes, int repetitions) {
    List<Row> rows = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int size : mebibytes) {
      rows.add(measure(size, repetitions, text));
    }
    StringBuilder table = new StringBuilder("## Downtime of a move, in milliseconds\n\n");
    table.append(
        "| volume | at the target's address | through a third host | raw: docker stop + run |");
    table.append(
        " raw: last increment, open connection | the same, new connection | our own share |\n");
    table.append("|---|---|---|---|---|---|---|\n");
    rows.forEach(row -> table.append(row.line()));
    double flat = rows.getLast().direct() / rows.getFirst().direct();
    table.append("\nLargest to smallest: %.2f (wanted: at most 1.3)%n%n".formatted(flat));
    return table + "Where the time went in the last move of each size:\n\n" + text;
  }

  private static Row measure(int mebibytes, int repetitions, StringBuilder breakdown) {
    BenchDatabase database = BenchDatabase.ofSize(mebibytes);
    List<Double> direct = new ArrayList<>();
    List<Double> routed = new ArrayList<>();
    List<Double> restart = new ArrayList<>();
    List<Double> open = new ArrayList<>();
    List<Double> fresh = new ArrayList<>();
    try (Polling polling = Polling.start(HOSTS)) {
      polling.awaitAnswers(HOSTS);
      // The first move carries everything and is not counted.
      database.moveTo(database.other());
      String last = "";
      for (int n = 0; n < repetitions; n++) {
        polling.awaitAnswers(HOSTS);
        restart.add(restart(database, polling));
        RawIncrement raw = RawIncrement.between(database);
        fresh.add(raw.overNewConnection());
        open.add(raw.overOpenConnection());
        database.changeLittle();
        long start = TimedDeployment.now();
        String target = database.other();
        TimedDeployment deployed = database.moveTo(target);
        Gap gap = polling.longest(target, start);
        direct.add(gap.millis());
        routed.add(polling.longest("h3", start).millis());
        last = deployed.within(gap);
        System.out.printf(
            "%d MiB: direct %s routed %s restart %s open %s fresh %s%n",
            mebibytes, direct, routed, restart, open, fresh);
      }
      breakdown.append(mebibytes).append(" MiB:\n\n").append(last).append('\n');
    }
    return new Row(
        mebibytes,
        Bench.median(direct),
        Bench.median(routed),
        Bench.median(restart),
        Bench.median(open),
        Bench.median(fresh));
  }

  /** Stops the container and runs one like it on the same data, and afterwards the first again. */
  private static double restart(BenchDatabase database, Polling polling) {
    String run =
        "docker run -d --name raw -p 5432:5432 -v %s:/data postgres".formatted(database.data());
    long start = TimedDeployment.now();
    database.shell("docker stop " + BenchDatabase.CONTAINER + " && " + run);
    double millis = polling.longest(database.host(), start).millis();
    database.shell("docker stop raw && docker rm raw && docker start " + BenchDatabase.CONTAINER);
    // The client must have found it again everywhere before the next thing is measured.
    polling.awaitAnswers(HOSTS);
    return millis;
  }
}
