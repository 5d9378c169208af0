package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.connects;
import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.page;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Clients.send;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static io.flocker.e2e.lab.Cluster.reportedApplications;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.EveryBackendStory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * E1 to E8 of the original, in the shape of Elasticsearch, Logstash and Kibana: a store, one who
 * writes every line that he is sent into the store behind his link, and a page that shows what the
 * store has, asked at the address under which the page itself was asked for.
 */
class LinkedApplicationsTest extends EveryBackendStory {

  private static final String N1 = "10.77.0.1";
  private static final String N2 = "10.77.0.2";
  private static final String APPLICATIONS =
      """
      services:
        store:
          image: redis
          ports: ["9200:6379"]
          volumes: ["store:/data"]
        ingester:
          image: redis
          links: ["store:es"]
          ports: ["5000:5000"]
          command:
            - sh
            - -c
            - |
              echo 'while read -r line; do redis-cli -h "$$ES_PORT_6379_TCP_ADDR" -p "$$ES_PORT_6379_TCP_PORT" rpush lines "$$line"; done' > /tmp/line
              exec busybox nc -ll -p 5000 -e sh /tmp/line
        viewer:
          image: redis
          ports: ["80:8080"]
          command:
            - sh
            - -c
            - |
              mkdir -p /tmp/www/cgi-bin
              printf '%s\\n' '#!/bin/sh' 'printf "Content-Type: text/plain\\r\\n\\r\\n"' \
                'redis-cli -h "$${HTTP_HOST%:*}" -p 9200 lrange lines 0 -1 2>&1' > /tmp/www/cgi-bin/lines
              chmod 755 /tmp/www/cgi-bin/lines
              exec busybox httpd -f -p 8080 -h /tmp/www
      volumes: {store: }
      """;
  private static final String FIRST = "{\"name\":\"Ada\",\"surname\":\"Byron\"}";
  private static final String SECOND = "{\"name\":\"George\",\"surname\":\"Byron\"}";
  private static final String THIRD = "{\"name\":\"Allegra\",\"surname\":\"Byron\"}";

  @Test
  @Order(1)
  void linkedApplicationsKnowEachOtherByTheirOwnNodesAddress() {
    cluster().deploy(placing("store, ingester, viewer", "", ""), APPLICATIONS).orFail();
    assertRunning("ingester,store,viewer", "", "");
    assertThat(Cluster.inside("h1", "ingester", "env").orFail().lines())
        .contains(
            "ES_PORT_6379_TCP=tcp://10.77.0.1:9200",
            "ES_PORT_6379_TCP_PROTO=tcp",
            "ES_PORT_6379_TCP_ADDR=10.77.0.1",
            "ES_PORT_6379_TCP_PORT=9200");
  }

  @Test
  @Order(2)
  void thePageIsEmptyAtFirst() {
    eventually().untilAsserted(() -> assertThat(page(N1, "/cgi-bin/lines").strip()).isEmpty());
  }

  @Test
  @Order(3)
  void theStoreIsEmptyAtFirst() {
    assertThat(redis(N1, 9200, "LLEN lines")).isEqualTo(":0");
  }

  @Test
  @Order(4)
  void whatIsSentArrivesInTheStore() {
    eventually().until(() -> connects(N1, 5000));
    send(N1, 5000, FIRST);
    eventually().untilAsserted(() -> assertThat(redis(N1, 9200, "LLEN lines")).isEqualTo(":1"));
    send(N2, 5000, SECOND);
    eventually()
        .untilAsserted(() ->
            assertThat(redis(N1, 9200, "LRANGE lines 0 -1")).isEqualTo(FIRST + "\n" + SECOND));
  }

  @Test
  @Order(5)
  void theStoreAloneMoves() {
    String ingester = Cluster.container("h1", "ingester");
    String viewer = Cluster.container("h1", "viewer");
    cluster().deploy(placing("ingester, viewer", "store", ""), APPLICATIONS).orFail();
    assertRunning("ingester,viewer", "store", "");
    assertThat(reportedApplications("h1")).isEqualTo(Map.of("ingester", true, "viewer", true));
    assertThat(reportedApplications("h2")).isEqualTo(Map.of("store", true));
    assertThat(Cluster.container("h1", "ingester")).isEqualTo(ingester);
    assertThat(Cluster.container("h1", "viewer")).isEqualTo(viewer);
  }

  @Test
  @Order(6)
  void theStoreHasItsContentAfterTheMove() {
    eventually()
        .untilAsserted(() ->
            assertThat(redis(N2, 9200, "LRANGE lines 0 -1")).isEqualTo(FIRST + "\n" + SECOND));
  }

  @Test
  @Order(7)
  void theLinkLeadsToTheStoreOnTheOtherNode() {
    send(N1, 5000, THIRD);
    eventually().untilAsserted(() -> assertThat(redis(N2, 9200, "LLEN lines")).isEqualTo(":3"));
  }

  @Test
  @Order(8)
  void thePageShowsEverything() {
    String all = FIRST + "\n" + SECOND + "\n" + THIRD;
    for (String node : List.of(N1, N2)) {
      eventually()
          .untilAsserted(() -> assertThat(page(node, "/cgi-bin/lines").strip()).isEqualTo(all));
    }
  }
}
