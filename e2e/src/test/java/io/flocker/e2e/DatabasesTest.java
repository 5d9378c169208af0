package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.postgres;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Events;
import io.flocker.e2e.lab.EveryBackendStory;
import io.flocker.e2e.lab.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** M1 to M4 and P1 to P3 of the original, together: MariaDB and PostgreSQL move with their data. */
class DatabasesTest extends EveryBackendStory {

  /** Compose makes one dollar sign of two, which the container's shell then fills in. */
  private static final String APPLICATIONS =
      """
      services:
        mysql:
          image: mariadb
          environment: {ROOT_PASSWORD: "open-sesame"}
          command:
            - sh
            - -c
            - |
              printf "CREATE USER IF NOT EXISTS admin@'%%' IDENTIFIED BY '%s';\\n" "$$ROOT_PASSWORD" > /tmp/user.sql
              printf "GRANT ALL ON *.* TO admin@'%%';\\n" >> /tmp/user.sql
              exec /entry mariadbd --init-file=/tmp/user.sql
          ports: ["3306:3306"]
          volumes: ["mysql:/data"]
        postgres:
          image: postgres
          ports: ["5432:5432"]
          volumes: ["postgres:/data"]
      volumes: {mysql: , postgres: }
      """;

  private static final String ON_FIRST = placing("mysql, postgres", "", "");
  private static final String ON_SECOND = placing("", "mysql, postgres", "");

  private long firstPush;

  private static String mysql(String host, String address, String sql) {
    return Cluster.inside(
            host,
            "mysql",
            "mariadb --skip-ssl -N -u admin -popen-sesame -h %s -e \"%s\"".formatted(address, sql))
        .orFail()
        .strip();
  }

  @Test
  @Order(1)
  void databasesStartAndAnswerThroughEveryNode() {
    cluster().deploy(ON_FIRST, APPLICATIONS).orFail();
    assertRunning("mysql,postgres", "", "");
    assertThat(Cluster.inspect("h1", "postgres", "{{.NetworkSettings.Ports}}"))
        .contains("0.0.0.0 5432");
    eventually().untilAsserted(() -> postgres("10.77.0.1", 5432, "select 1"));
    assertThat(postgres("10.77.0.2", 5432, "select 1")).isEqualTo("1");
    eventually().untilAsserted(() -> mysql("h1", "10.77.0.1", "select 1"));
    assertThat(mysql("h1", "10.77.0.3", "select 1")).isEqualTo("1");
  }

  @Test
  @Order(2)
  void theyKeepWhatIsWritten() {
    mysql("h1", "10.77.0.1", "create database shop; create table shop.items (name text)");
    mysql("h1", "10.77.0.1", "insert into shop.items values ('teapot')");
    assertThat(mysql("h1", "10.77.0.1", "select * from shop.items")).isEqualTo("teapot");
    postgres("10.77.0.1", 5432, "create table numbers (n int)");
    postgres("10.77.0.1", 5432, "insert into numbers values (3)");
    assertThat(postgres("10.77.0.3", 5432, "select n from numbers")).isEqualTo("3");
  }

  @Test
  @Order(3)
  void theyMoveWithTheirDataAndTheirUsers() {
    Events events = Events.of(cluster().deploy(ON_SECOND, APPLICATIONS, "--json").orFail());
    firstPush = events.bytesSent();
    assertRunning("", "mysql,postgres", "");
    eventually()
        .untilAsserted(
            () -> assertThat(postgres("10.77.0.2", 5432, "select n from numbers")).isEqualTo("3"));
    assertThat(postgres("10.77.0.1", 5432, "select n from numbers")).isEqualTo("3");
    eventually()
        .untilAsserted(
            () -> assertThat(mysql("h2", "10.77.0.1", "show databases")).contains("shop"));
    assertThat(mysql("h2", "10.77.0.2", "select * from shop.items")).isEqualTo("teapot");
  }

  @Test
  @Order(4)
  void anUnchangedDeploymentSaysSoAndRestartsNothing() {
    String mysql = Cluster.container("h2", "mysql");
    String postgres = Cluster.container("h2", "postgres");
    Shell.Result result = cluster().deploy(ON_SECOND, APPLICATIONS);
    assertThat(result.orFail()).startsWith("Nothing to do");
    assertThat(Cluster.container("h2", "mysql")).isEqualTo(mysql);
    assertThat(Cluster.container("h2", "postgres")).isEqualTo(postgres);
  }

  @Test
  @Order(5)
  void onTheWayBackOnlyTheDifferenceTravels() {
    postgres("10.77.0.2", 5432, "insert into numbers values (4)");
    Events events = Events.of(cluster().deploy(ON_FIRST, APPLICATIONS, "--json").orFail());
    assertRunning("mysql,postgres", "", "");
    eventually()
        .untilAsserted(() ->
            assertThat(postgres("10.77.0.2", 5432, "select n from numbers order by n"))
                .isEqualTo("3\n4"));
    assertThat(events.bytesSent()).isBetween(1L, firstPush / 3);
  }
}
