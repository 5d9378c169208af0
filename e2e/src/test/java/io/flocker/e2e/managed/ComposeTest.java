package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.page;
import static io.flocker.e2e.lab.Clients.postgres;
import static io.flocker.e2e.managed.Docker.compose;
import static io.flocker.e2e.managed.Docker.docker;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.UsuallyOn;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Projects of Compose that are taken down on one host and brought up on another. */
@UsuallyOn(Backend.BTRFS)
class ComposeTest extends ManagedStory {

  /** A web page with rows and a counter of its visits. */
  private static final String SHOP =
      """
      version: "3.7"
      services:
        web:
          image: web
          ports: ["80:80"]
          stop_grace_period: 1s
          environment:
            PG_PORT_5432_TCP_ADDR: db
            PG_PORT_5432_TCP_PORT: "5432"
            REDIS_PORT_6379_TCP_ADDR: counter
            REDIS_PORT_6379_TCP_PORT: "6379"
        db:
          image: postgres
          ports: ["5432:5432"]
          volumes: ["pgdata:/data"]
        counter:
          image: redis
          volumes: ["visits:/data"]
      volumes:
        pgdata:
          driver: flocker
          driver_opts: {size: 512MiB}
        visits:
          driver: flocker
      """;

  private static final String LEDGER =
      """
      version: "3.7"
      services:
        db:
          image: postgres
          ports: ["5432:5432"]
          volumes: ["pgdata:/data"]
      volumes:
        pgdata: {external: true}
      """;

  private static final Pattern VISITS = Pattern.compile("visits .*: (\\d+)\n");

  private int visits;

  private static String database(String host, String sql) {
    return postgres(Lab.address(host), 5432, sql);
  }

  private static void awaitDatabase(String host) {
    eventually().untilAsserted(() -> database(host, "select 1"));
  }

  /** Visits the page and returns the how many-th visit that was. */
  private static int visit(String host) {
    Matcher page = VISITS.matcher(page(Lab.address(host), "/cgi-bin/rows"));
    assertThat(page.find()).isTrue();
    return Integer.parseInt(page.group(1));
  }

  @Test
  @Order(1)
  void aProjectMakesItsVolumesWhereItIsBroughtUp() {
    Docker.write("shop", SHOP);
    Docker.up("h1", "shop");
    awaitDatabase("h1");
    database("h1", "create table notes (id serial, note text)");
    database("h1", "insert into notes (note) values ('made on h1')");
    eventually().until(() -> (visits = visit("h1")) > 0);
    eventually()
        .untilAsserted(
            () -> assertThat(page(Lab.address("h1"), "/cgi-bin/rows")).contains("1: made on h1"));
    assertThat(docker("h1", "volume", "inspect", "-f", "{{.Status.size}}", "shop_pgdata").orFail())
        .isEqualTo("512 MiB\n");
    compose("h1", "shop", "down").orFail();
  }

  /**
   * Compose 1 compares the options in the file with those that this engine was told when it made
   * the volume, so this engine is told them, too.
   */
  @Test
  @Order(2)
  void onAnotherHostTheSameFileFindsTheData() {
    docker("h2", "volume", "create", "-d", "flocker", "-o", "size=512MiB", "shop_pgdata").orFail();
    assertThat(Docker.node("h2", "shop_pgdata")).contains(Lab.address("h1"));
    Docker.up("h2", "shop");
    awaitDatabase("h2");
    assertThat(database("h2", "select note from notes")).isEqualTo("made on h1");
    database("h2", "insert into notes (note) values ('made on h2')");
    eventually().until(() -> visit("h2") > visits);
    assertThat(Docker.node("h1", "shop_pgdata")).contains(Lab.address("h2"));
    assertThat(Docker.node("h1", "shop_visits")).contains(Lab.address("h2"));
    compose("h2", "shop", "down").orFail();
  }

  @Test
  @Order(3)
  void backOnTheFirstHostItHasWhatWasWrittenOnTheOther() {
    Docker.up("h1", "shop");
    awaitDatabase("h1");
    assertThat(database("h1", "select note from notes order by id"))
        .isEqualTo("made on h1\nmade on h2");
  }

  @Test
  @Order(4)
  void takenDownWithItsVolumesItHasNoneAnywhere() {
    compose("h1", "shop", "down", "-v").orFail();
    for (String host : Cluster.HOSTS) {
      assertThat(docker(host, "volume", "ls", "-q").orFail()).doesNotContain("shop_");
    }
  }

  @Test
  @Order(5)
  void aVolumeThatWasMadeBeforeGoesFromHostToHost() {
    Docker.write("ledger", LEDGER);
    docker("h1", "volume", "create", "-d", "flocker", "-o", "size=512MiB", "pgdata").orFail();
    Docker.up("h2", "ledger");
    awaitDatabase("h2");
    database("h2", "create table people (name text)");
    database("h2", "insert into people values ('Ada')");
    compose("h2", "ledger", "down", "-v").orFail();

    Docker.up("h3", "ledger");
    awaitDatabase("h3");
    assertThat(database("h3", "select name from people")).isEqualTo("Ada");
    assertThat(Docker.node("h3", "pgdata")).contains(Lab.address("h3"));
    compose("h3", "ledger", "down").orFail();
  }
}
