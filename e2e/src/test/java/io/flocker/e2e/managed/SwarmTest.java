package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.page;
import static io.flocker.e2e.lab.Clients.postgres;
import static io.flocker.e2e.managed.Docker.docker;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Clients;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.UsuallyOn;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A swarm of the three hosts, whose database goes where its service may run. Names lead straight to
 * the tasks and ports are the hosts' own, because not every kernel has the balancer that a swarm
 * uses otherwise. What is left of the swarm when a step fails ends when the next story begins.
 */
@UsuallyOn(Backend.ZFS)
class SwarmTest extends ManagedStory {

  /** A web page on each host, and a database where the label of a node is as it says. */
  private static String stack(String constraint) {
    return """
    version: "3.7"
    services:
      web:
        image: web
        ports: [{target: 80, published: 80, mode: host}]
        stop_grace_period: 1s
        environment: {PG_PORT_5432_TCP_ADDR: db, PG_PORT_5432_TCP_PORT: "5432"}
        deploy: {mode: global, endpoint_mode: dnsrr}
      db:
        image: postgres
        ports: [{target: 5432, published: 5432, mode: host}]
        volumes: ["pgdata:/data"]
        deploy:
          endpoint_mode: dnsrr
          placement: {constraints: ["node.labels.flocker-node %s"]}
    volumes:
      pgdata:
        driver: flocker
        driver_opts: {size: 512MiB}
    """
        .formatted(constraint);
  }

  /** A manager may take half a minute to hear of a change, and then the volume moves. */
  private static ConditionFactory eventually() {
    return Clients.eventually().atMost(Duration.ofMinutes(2));
  }

  /** Asks a manager of the swarm. */
  private static String swarm(String... arguments) {
    return docker("h1", arguments).orFail();
  }

  /**
   * Changes the swarm, again if need be, as a person would: a manager refuses a change of what has
   * just changed by itself, and the end of a network that a task still leaves.
   */
  private static void change(String... arguments) {
    eventually().untilAsserted(() -> swarm(arguments));
  }

  private static String joined(String host) {
    return docker(host, "info", "-f", "{{.Swarm.LocalNodeState}}").orFail().strip();
  }

  private static void deploy(String constraint) {
    String file = Docker.write("stack", stack(constraint));
    change("stack", "deploy", "--resolve-image", "never", "-c", file, "shop");
  }

  private static String database(String host, String sql) {
    return postgres(Lab.address(host), 5432, sql);
  }

  /** The page that a host serves: its web server asks the database, wherever that is. */
  private static String rows(String host) {
    return page(Lab.address(host), "/cgi-bin/rows");
  }

  /** Containers of a stack's service, or of all its services, that a host has running. */
  private static List<String> tasks(String host, String label) {
    return docker(host, "ps", "-q", "--filter", "label=com.docker." + label)
        .orFail()
        .lines()
        .toList();
  }

  /** Fails unless the database runs on this host, on no other, and the volume is there. */
  private static void assertDatabaseIsOnlyOn(String there) {
    for (String host : Cluster.HOSTS) {
      assertThat(tasks(host, "swarm.service.name=shop_db")).hasSize(host.equals(there) ? 1 : 0);
    }
    assertThat(Docker.node("h1", "shop_pgdata")).contains(Lab.address(there));
  }

  @Test
  @Order(1)
  void theHostsJoinASwarmAndEachOffersTheDriver() {
    swarm("swarm", "init", "--advertise-addr", Lab.address("h1"));
    String token = swarm("swarm", "join-token", "-q", "worker").strip();
    for (String host : List.of("h2", "h3")) {
      // Says that it failed if it takes long, and goes on.
      String said =
          docker(host, "swarm", "join", "--token", token, Lab.address("h1") + ":2377").toString();
      eventually().untilAsserted(() -> assertThat(joined(host)).as(said).isEqualTo("active"));
    }
    for (String host : Cluster.HOSTS) {
      change("node", "update", "--label-add", "flocker-node=" + host.substring(1), host);
    }
    eventually()
        .untilAsserted(() -> {
          for (String host : Cluster.HOSTS) {
            assertThat(swarm("node", "inspect", host)).contains("\"flocker\"", "\"ready\"");
          }
        });
  }

  @Test
  @Order(2)
  void aStackMakesItsVolumeWhereItsDatabaseMayRun() {
    deploy("== 1");
    eventually().untilAsserted(() -> database("h1", "select 1"));
    database("h1", "create table notes (id serial, note text)");
    database("h1", "insert into notes (note) values ('made on h1')");
    eventually().untilAsserted(() -> assertThat(rows("h3")).contains("1: made on h1"));
    assertDatabaseIsOnlyOn("h1");
  }

  @Test
  @Order(3)
  void withAnotherConstraintItRunsElsewhereWithItsRows() {
    deploy("== 2");
    eventually()
        .untilAsserted(
            () -> assertThat(database("h2", "select note from notes")).isEqualTo("made on h1"));
    assertDatabaseIsOnlyOn("h2");
    database("h2", "insert into notes (note) values ('made on h2')");
    eventually().untilAsserted(() -> assertThat(rows("h1")).contains("2: made on h2"));
  }

  @Test
  @Order(4)
  void whenItsNodeIsDrainedItGoesToOneWhereItMayRun() {
    deploy("!= 1");
    change("node", "update", "--availability", "drain", "h2");
    eventually()
        .untilAsserted(() ->
            assertThat(database("h3", "select note from notes order by id"))
                .isEqualTo("made on h1\nmade on h2"));
    assertDatabaseIsOnlyOn("h3");
    eventually().untilAsserted(() -> assertThat(rows("h1")).contains("2: made on h2"));
  }

  @Test
  @Order(5)
  void whenTheStackAndTheSwarmAreGoneTheVolumeIsThere() {
    change("stack", "rm", "shop");
    eventually()
        .untilAsserted(() -> {
          for (String host : Cluster.HOSTS) {
            assertThat(tasks(host, "stack.namespace=shop")).isEmpty();
          }
        });
    for (String host : Cluster.HOSTS.reversed()) {
      eventually()
          .untilAsserted(() -> {
            String said = docker(host, "swarm", "leave", "--force").toString();
            assertThat(joined(host)).as(said).isEqualTo("inactive");
          });
    }
    assertThat(Docker.use("h1", "shop_pgdata", "ls /data")).contains("PG_VERSION");
  }
}
