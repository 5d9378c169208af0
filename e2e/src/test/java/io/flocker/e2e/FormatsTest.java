package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.page;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.EveryBackendStory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * F1 and F2 of the original, with a Fig file and after it with a Compose file that says the same: a
 * page that counts its visits in Redis.
 */
class FormatsTest extends EveryBackendStory {

  private static final String FIG =
      """
      web:
        image: web
        ports: ["80:80"]
        links: ["redis:redis"]
      redis:
        image: redis
        ports: ["6379:6379"]
        volumes: ["/data"]
      """;
  private static final String COMPOSE =
      """
      services:
        web:
          image: web
          ports: ["80:80"]
          links: ["redis:redis"]
        redis:
          image: redis
          ports: ["6379:6379"]
          volumes: ["redis:/data"]
      volumes:
        redis:
      """;
  private static final String TOGETHER = placing("web, redis", "", "");
  private static final String APART = placing("web", "redis", "");

  private static void assertVisits(String address, int count) {
    eventually().until(() -> page(address, "/").contains("cgi-bin/rows"));
    assertThat(page(address, "/cgi-bin/rows"))
        .contains("visits (Redis at 10.77.0.1:6379): " + count + "\n");
  }

  private static void awaitRedis(String host) {
    eventually()
        .until(() -> Cluster.inside(host, "redis", "redis-cli ping").orFail().contains("PONG"));
  }

  @Test
  @Order(1)
  void thePageOfAFigFileAnswersOnEveryNode() {
    cluster().deploy(TOGETHER, FIG).orFail();
    assertRunning("redis,web", "", "");
    awaitRedis("h1");
    assertVisits("10.77.0.1", 1);
    assertVisits("10.77.0.2", 2);
  }

  @Test
  @Order(2)
  void thePageOfAFigFileGoesOnWhenItsDatabaseHasMoved() {
    cluster().deploy(APART, FIG).orFail();
    assertRunning("web", "redis", "");
    awaitRedis("h2");
    assertVisits("10.77.0.1", 3);
    assertVisits("10.77.0.2", 4);
    assertVisits("10.77.0.3", 5);
  }

  @Test
  @Order(3)
  void aComposeFileThatSaysTheSameFindsTheSameData() {
    cluster().deploy(TOGETHER, COMPOSE).orFail();
    assertRunning("redis,web", "", "");
    awaitRedis("h1");
    assertVisits("10.77.0.1", 6);
    assertVisits("10.77.0.3", 7);
  }

  @Test
  @Order(4)
  void thePageOfAComposeFileGoesOnWhenItsDatabaseHasMoved() {
    cluster().deploy(APART, COMPOSE).orFail();
    assertRunning("web", "redis", "");
    awaitRedis("h2");
    assertVisits("10.77.0.2", 8);
    assertVisits("10.77.0.1", 9);
  }
}
