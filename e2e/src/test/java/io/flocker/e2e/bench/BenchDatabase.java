package io.flocker.e2e.bench;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL with as much data as wanted, on btrfs. */
final class BenchDatabase {

  static final String CONTAINER = "flocker--postgres";

  private static final String APPLICATION =
      """
      version: 1
      applications:
        postgres:
          image: postgres
          ports: [{internal: 5432, external: 5432}]
          volumes: [{mountpoint: /data}]
      """;

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);
  private String host = "h1";

  /** One on h1 with about this much in its volume. */
  static BenchDatabase ofSize(int mebibytes) {
    BenchDatabase database = new BenchDatabase();
    database.moveTo("h1");
    // The database itself brings some 40 MiB.
    int filler = Math.max(24, mebibytes - 40);
    database.shell(
        "dd if=/dev/urandom of="
            + database.data()
            + "/filler bs=1M count="
            + filler
            + " 2>&1; sync");
    return database;
  }

  /** Where it is. */
  String host() {
    return host;
  }

  String other() {
    return host.equals("h1") ? "h2" : "h1";
  }

  TimedDeployment moveTo(String to) {
    String placing =
        to.equals("h1") ? Cluster.placing("postgres", "", "") : Cluster.placing("", "postgres", "");
    TimedDeployment deployed =
        TimedDeployment.run(cluster.deployCommand(placing, APPLICATION, "--json"));
    host = to;
    return deployed;
  }

  /** The folder of its volume, on its host. */
  String data() {
    return shell("docker inspect -f '{{(index .Mounts 0).Source}}' " + CONTAINER).strip();
  }

  /** Runs a line where it is. */
  String shell(String line) {
    return Lab.shell(host, line).orFail();
  }

  /** Changes a few hundred KiB of it. */
  void changeLittle() {
    List<String> psql = new ArrayList<>(List.of("docker", "exec", CONTAINER, "psql", "-qc"));
    psql.add(
        "create table if not exists t (n int, x text);"
            + " insert into t select n, repeat('x', 100) from generate_series(1, 1000) n");
    Lab.on(host, psql.toArray(String[]::new)).orFail();
  }
}
