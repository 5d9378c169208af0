package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.connects;
import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static io.flocker.e2e.lab.Cluster.report;
import static io.flocker.e2e.lab.Cluster.reportedApplications;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Events;
import io.flocker.e2e.lab.EveryBackendStory;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The tutorial of the original, T1 to T11, with Redis as its database. */
class TutorialTest extends EveryBackendStory {

  private static final String N1 = "10.77.0.1";
  private static final String N2 = "10.77.0.2";
  private static final String N3 = "10.77.0.3";
  private static final String ON_FIRST = placing("store", "", "");
  private static final String ON_SECOND = placing("", "store", "");

  private static final String MINIMAL = "version: 1\napplications:\n  store:\n    image: redis\n";
  private static final String PORT = MINIMAL + "    ports: [{internal: 6379, external: 6379}]\n";
  private static final String REMAPPED =
      MINIMAL + "    ports: [{internal: 6379, external: 16379}]\n";
  private static final String VOLUME = PORT + "    volume: {mountpoint: /data}\n";
  private static final String MUCH =
      "EVAL \"for i=1,20000 do redis.call('SET','k'..i,string.rep(tostring(i),200)) end\" 0";

  private String container = "";
  private long firstPush;

  @Test
  @Order(1)
  void atFirstNothingRuns() {
    assertRunning("", "", "");
  }

  @Test
  @Order(2)
  void anApplicationStartsOnTheNodeThatListsItAndNowhereElse() {
    Shell.Result result = cluster().deploy(ON_FIRST, MINIMAL);
    assertThat(result.orFail()).isEmpty();
    assertRunning("store", "", "");
    assertThat(Cluster.inspect("h1", "store", "{{.Config.Image}}")).isEqualTo("redis:latest");
    assertThat(reportedApplications("h1")).isEqualTo(Map.of("store", true));
    assertThat(reportedApplications("h2")).isEmpty();
  }

  @Test
  @Order(3)
  void anApplicationMovesToTheNodeThatListsItNow() {
    cluster().deploy(ON_SECOND, MINIMAL).orFail();
    assertRunning("", "store", "");
    container = Cluster.container("h2", "store");
  }

  @Test
  @Order(4)
  void theSameDeploymentAgainRestartsNothing() {
    cluster().deploy(ON_SECOND, MINIMAL).orFail();
    assertThat(Cluster.container("h2", "store")).isEqualTo(container);
  }

  @Test
  @Order(5)
  void aPortIsReachedOnTheNodeOfItsApplication() {
    cluster().deploy(ON_FIRST, PORT).orFail();
    assertRunning("store", "", "");
    eventually()
        .untilAsserted(() -> assertThat(redis(N1, 6379, "SET name the-first")).isEqualTo("+OK"));
    assertThat(redis(N1, 6379, "GET name")).isEqualTo("the-first");
  }

  @Test
  @Order(6)
  void aPortIsReachedThroughEveryOtherNode() {
    assertThat(redis(N2, 6379, "GET name")).isEqualTo("the-first");
    assertThat(redis(N3, 6379, "GET name")).isEqualTo("the-first");
  }

  @Test
  @Order(7)
  void anotherExternalPortTakesThePlaceOfTheFirst() {
    cluster().deploy(ON_FIRST, REMAPPED).orFail();
    eventually().untilAsserted(() -> redis(N1, 16379, "PING"));
    assertThat(redis(N2, 16379, "PING")).isEqualTo("+PONG");
    assertThat(connects(N1, 6379)).isFalse();
    assertThat(connects(N2, 6379)).isFalse();
    String text = Lab.on("h1", "flocker-reportstate").orFail();
    assertThat(text).contains("internal: 6379").contains("external: 16379");
  }

  @Test
  @Order(8)
  void withoutAVolumeAMoveLosesTheData() {
    cluster().deploy(ON_FIRST, PORT).orFail();
    eventually().untilAsserted(() -> redis(N1, 6379, "SET name the-second"));
    cluster().deploy(ON_SECOND, PORT).orFail();
    assertRunning("", "store", "");
    eventually().untilAsserted(() -> assertThat(redis(N2, 6379, "GET name")).isEqualTo("(nil)"));
  }

  @Test
  @Order(9)
  void aVolumeBelongsToTheNodeOfItsApplication() {
    cluster().deploy(ON_FIRST, VOLUME).orFail();
    eventually().untilAsserted(() -> redis(N1, 6379, "SET name the-third"));
    redis(N1, 6379, MUCH);
    JsonNode report = report("h1");
    JsonNode volume = report.path("volumes").path(0);
    assertThat(volume.at("/record/owner")).isEqualTo(report.path("id"));
    assertThat(volume.path("writable").asBoolean()).isTrue();
    assertThat(
            Cluster.inspect("h1", "store", "{{range .Mounts}}{{.Source}}:{{.Destination}}{{end}}"))
        .isEqualTo(volume.path("path").asText() + ":/data");
    assertThat(report("h2").path("volumes")).isEmpty();
  }

  @Test
  @Order(10)
  void withAVolumeTheDataMoveAlong() {
    Events events = Events.of(cluster().deploy(ON_SECOND, VOLUME, "--json").orFail());
    firstPush = events.bytesSent();
    assertRunning("", "store", "");
    eventually()
        .untilAsserted(() -> assertThat(redis(N2, 6379, "GET name")).isEqualTo("the-third"));
    assertThat(redis(N1, 6379, "GET name")).isEqualTo("the-third");
    assertThat(redis(N3, 6379, "DBSIZE")).isEqualTo(":20001");
    JsonNode first = report("h1").path("volumes").path(0);
    JsonNode second = report("h2").path("volumes").path(0);
    JsonNode owner = report("h2").path("id");
    assertThat(first.at("/record/owner")).isEqualTo(owner);
    assertThat(second.at("/record/owner")).isEqualTo(owner);
    assertThat(first.path("writable").asBoolean()).isFalse();
    assertThat(second.path("writable").asBoolean()).isTrue();
    assertThat(firstPush).isGreaterThan(15_000_000);
  }

  @Test
  @Order(11)
  void theWayBackCarriesOnlyWhatHasChanged() {
    redis(N2, 6379, "SET name the-fourth");
    Events events = Events.of(cluster().deploy(ON_FIRST, VOLUME, "--json").orFail());
    assertRunning("store", "", "");
    eventually()
        .untilAsserted(() -> assertThat(redis(N1, 6379, "GET name")).isEqualTo("the-fourth"));
    assertThat(redis(N1, 6379, "DBSIZE")).isEqualTo(":20001");
    assertThat(events.bytesSent()).isBetween(1L, firstPush / 10);
  }
}
