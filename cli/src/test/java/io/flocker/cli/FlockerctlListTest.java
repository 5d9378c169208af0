package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.control.model.Command;
import io.flocker.core.model.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code flockerctl} shows. */
class FlockerctlListTest extends FlockerctlFixture {

  @Test
  void nodes_are_listed_in_the_columns_of_the_original_and_a_lost_one_is_marked() {
    b.leave();

    List<String> lines = done("list-nodes").out().lines().toList();

    assertThat(lines.subList(0, 2)).containsExactly("SERVER     ADDRESS", "aaaaaaaa   10.0.0.1");
    assertThat(lines.get(2)).startsWith("bbbbbbbb   10.0.0.2 (unreachable since 2");
    assertThat(done("status", "--long").out()).contains(A + "   10.0.0.1\n");
    assertThat(done("list-nodes", "-o", "wide").out())
        .contains("STATE", "connected since", "2.0.0");
  }

  @Test
  void a_node_that_has_left_is_listed_as_such_and_its_address_is_anothers() {
    assertThat(done("decommission-node", "-n", "10.0.0.2").out())
        .isEqualTo("node " + B + " (10.0.0.2) is no longer part of the cluster\n");

    assertThat(done("list-nodes").out()).contains("10.0.0.2 (decommissioned since 2");
    assertFails(control.ctl("create", "-n", "10.0.0.2"), "no node matches 10.0.0.2");
    assertFails(control.ctl("create", "-n", B), "has left the cluster");
    control.create(D, A, "apples");
    assertFails(control.ctl("decommission-node", "-n", "10.0.0.1"), "dataset " + D);
  }

  @Test
  void datasets_are_listed_in_the_columns_of_the_original() {
    control.submit(
        new Command.CreateDataset(
            D, A, Optional.of(Size.mebibytes(30 << 10)), Map.of("name", "apples", "k", "v")));
    control.create(E, B, "pears");
    a.owns(D, 1, Optional.of(Size.mebibytes(30 << 10)));

    assertThat(done("list").out())
        .isEqualTo(
            """
            DATASET    SIZE         METADATA          STATUS        SERVER
            d0000000   30.00G       k=v,name=apples   attached ✅   aaaaaaaa (10.0.0.1)
            d0000000   <no quota>   name=pears        pending ⌛    bbbbbbbb (10.0.0.2)
            """);
    assertThat(done("ls", "-l", "-h").out()).contains(D.toString(), B + " (10.0.0.2)");
  }

  @Test
  void a_dataset_that_is_being_moved_is_not_called_attached() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    control.submit(new Command.MoveDataset(D, Optional.of(B), false));

    assertThat(done("list").out()).contains("pending ⌛   bbbbbbbb (10.0.0.2)");
    assertThat(done("list", "--output=wide").out()).contains("aaaaaaaa (10.0.0.1)   /flocker/" + D);
  }

  @Test
  void what_is_on_a_lost_node_is_not_called_attached() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    a.leave();

    assertThat(done("list").out()).contains("pending ⌛   aaaaaaaa (10.0.0.1, unreachable)");
    assertThat(done("list", "-o", "wide").out()).contains("is unreachable since");
  }

  @Test
  void a_deleted_dataset_is_listed_until_it_is_gone_and_then_on_demand_only() {
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
    control.submit(new Command.RecordVolume(D, A, 1));
    control.submit(new Command.DeleteDataset(D, false));
    assertThat(done("list").out()).contains("deleting");

    a.lacks(D);

    assertThat(done("list").out()).doesNotContain("d0000000");
    assertThat(done("list", "--deleted").out()).contains("deleted");
  }

  @Test
  void programs_get_what_the_api_says_as_json_or_yaml() throws IOException {
    control.create(D, A, "no: \"yaml\" trick\n- x");
    a.owns(D, 1, Optional.empty());

    JsonNode json = new ObjectMapper().readTree(done("list", "-o", "json").out());
    Object yaml =
        new Load(LoadSettings.builder().build()).loadFromString(done("list", "-o", "yaml").out());

    assertThat(json.path(0).path("path").asText()).isEqualTo("/flocker/" + D);
    assertThat(json.path(0).path("phase").asText()).isEqualTo("settled");
    assertThat(new ObjectMapper().valueToTree(yaml).path(0).path("wanted"))
        .isEqualTo(json.path(0).path("wanted"));
  }

  @Test
  void a_dataset_is_explained() {
    control.create(D, A, "apples");

    assertThat(done("explain", "-d", "apples").out())
        .startsWith("dataset " + D + " (apples): waiting\n")
        .contains("It is wanted on node " + A, "No node has reported a copy of it.");
    assertThat(done("explain", "-d", "apples", "-o", "json").out()).contains("\"sentences\"");
  }

  @Test
  void the_service_tells_its_version() {
    assertThat(done("version").out()).isEqualTo("1.2.3\n");
    assertThat(done("version", "-o", "yaml").out()).isEqualTo("flocker: 1.2.3\n");
  }

  @Test
  void both_names_of_the_program_do_the_same() {
    Object[] arguments = control.access("alice").toArray();
    List<Object> version = new ArrayList<>(List.of("version"));
    version.addAll(List.of(arguments));

    // Also: what is said once for all commands may stand after the command's name.
    assertThat(TestControl.run("flocker-volumes", version.toArray()).out()).isEqualTo("1.2.3\n");
    assertThat(TestControl.run("flockerctl", "--version").out()).isNotBlank();
  }
}
