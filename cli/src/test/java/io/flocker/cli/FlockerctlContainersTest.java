package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.control.model.Command;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Port;
import io.flocker.core.problem.Problem;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Containers in {@code flockerctl}. */
class FlockerctlContainersTest extends FlockerctlFixture {

  private void want(String name, Port... ports) {
    control.submit(
        new Command.CreateContainer(
            A, Application.of(name, "nginx:1.27").withPorts(Set.of(ports))));
  }

  @Test
  void containers_are_listed_with_image_ports_and_node() {
    want("web", new Port(80, 8080), new Port(443, 8443));
    a.has("worn-out", true);

    assertThat(done("list-containers").out())
        .isEqualTo(
            """
            CONTAINER   PHASE       IMAGE          PORTS                SERVER
            web         waiting     nginx:1.27     8080->80,8443->443   aaaaaaaa (10.0.0.1)
            worn-out    unclaimed   nginx:latest                        aaaaaaaa (10.0.0.1)
            """);
    assertThat(done("list-containers", "--long").out()).contains(A + " (10.0.0.1)");
  }

  @Test
  void who_wants_more_sees_where_a_container_is_and_why_it_is_not_as_wanted() {
    want("web");
    a.has("web", false);
    a.says(
        new UnitId.OfContainer(new ApplicationName("web")),
        new UnitStatus(
            Phase.FAILED,
            "start the container",
            Optional.empty(),
            Optional.of(
                new Problem(Problem.Kind.CONTAINER, "container web", "it ended", "see its log")),
            3,
            Instant.now(),
            Optional.empty(),
            Optional.empty()));

    assertThat(done("list-containers", "-o", "wide").out())
        .contains("ON", "REASON")
        .contains("web         failed")
        .contains("aaaaaaaa (10.0.0.1), not running", "it ended — see its log");
  }

  @Test
  void a_container_on_a_lost_node_is_marked() {
    want("web");
    a.has("web", true);
    a.leave();

    assertThat(done("list-containers").out()).contains("unreachable", "(10.0.0.1, unreachable)");
  }

  @Test
  void programs_get_what_the_api_says() throws IOException {
    want("web");

    JsonNode json = new ObjectMapper().readTree(done("list-containers", "-o", "json").out());

    assertThat(json).hasSize(1);
    assertThat(json.path(0).path("wanted").path("image").asText()).isEqualTo("nginx:1.27");
    assertThat(done("list-containers", "-o", "yaml").out()).contains("name: web");
  }

  @Test
  void a_container_is_explained() {
    want("web");

    assertThat(done("explain", "--container", "web").out())
        .startsWith("container web: waiting\n")
        .contains("It is wanted on node " + A);
    assertThat(done("explain", "--container", "web", "-o", "json").out()).contains("\"sentences\"");
  }

  @Test
  void exactly_one_object_is_explained_and_it_must_be_one() {
    assertFails(control.ctl("explain"), "Usage: ");
    assertFails(control.ctl("explain", "-d", "apples", "--container", "web"), "Usage: ");
    assertFails(control.ctl("explain", "--container", "../web"), "--container: ");
    assertFails(control.ctl("explain", "--container", "web"), "nobody asked for web");
  }
}
