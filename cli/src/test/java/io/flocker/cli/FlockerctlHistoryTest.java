package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.control.model.Command;
import io.flocker.core.model.Application;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code flockerctl history}. */
class FlockerctlHistoryTest extends FlockerctlFixture {

  @BeforeEach
  void create() {
    control.create(D, A, "apples");
  }

  private String shown(Object... arguments) {
    return done(arguments).out();
  }

  /** Lines without their times and without the blanks between columns. */
  private static List<String> lines(String table) {
    return table
        .lines()
        .map(line ->
            line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "NOW").replaceAll(" {2,}", " "))
        .toList();
  }

  @Test
  void a_dataset_has_its_history_the_latest_first_with_who_and_what() {
    done("move", "-d", "apples", "-t", "bb");
    done("metadata", "-d", "apples", "-m", "tier=gold");

    assertThat(lines(shown("history", "-d", "apples")))
        .containsExactly(
            "TIME ACTOR OBJECT CHANGE",
            "NOW user-alice dataset d0000000 metadata: {\"name\":\"apples\"} →"
                + " {\"name\":\"apples\",\"tier\":\"gold\"}",
            "NOW user-alice dataset d0000000 primary: aaaaaaaa → bbbbbbbb",
            "NOW tester dataset d0000000 made, deleted: false, metadata: {\"name\":\"apples\"},"
                + " primary: aaaaaaaa");
  }

  @Test
  void who_wants_more_sees_revisions_whole_ids_and_what_was_asked_for() {
    done("lease", "acquire", "-d", "apples", "-n", "aa");
    done("destroy", "-d", "apples", "--force");

    assertThat(lines(shown("history", "-o", "wide", "--limit", "2")))
        .containsExactly(
            "REVISION TIME ACTOR OBJECT CHANGE COMMAND",
            "5 NOW user-alice dataset " + D + " deleted: false → true delete dataset (forced)",
            "5 NOW user-alice lease " + D + " removed delete dataset (forced)",
            "4 NOW user-alice lease " + D + " made, node_uuid: " + A + " acquire lease");
    assertThat(lines(shown("history", "-o", "wide", "--before", "4")).get(1)).startsWith("3 NOW");
  }

  @Test
  void one_persons_changes_and_a_containers_are_shown_alone() {
    control.submit(new Command.CreateContainer(B, Application.of("web", "nginx")));
    done("resize", "-d", "apples", "-s", "1G");

    assertThat(lines(shown("history", "--actor", "user-alice")))
        .containsExactly(
            "TIME ACTOR OBJECT CHANGE",
            "NOW user-alice dataset d0000000 maximum_size: none → 1073741824");
    assertThat(lines(shown("history", "--container", "web")))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("NOW tester container web made, image: nginx")
        .contains("node_uuid: bbbbbbbb");
    assertThat(lines(shown("history", "--actor", "eve & limit=x"))).hasSize(1);
  }

  @Test
  void programs_get_what_the_api_says() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(shown("history", "-d", D, "--limit", "1", "-o", "json"));

    assertThat(json).hasSize(1);
    assertThat(json.path(0).path("command").asText()).isEqualTo("create dataset");
    assertThat(shown("history", "-o", "yaml")).startsWith("- ").contains("command: create dataset");
  }

  @Test
  void what_nobody_knows_any_more_has_a_history_under_its_whole_id() {
    assertThat(lines(shown("history", "-d", "e0000000-0000-4000-8000-000000000009"))).hasSize(1);
    assertFails(control.ctl("history", "-d", "pears"), "no dataset matches pears");
  }

  @Test
  void wrong_arguments_are_usage_errors() {
    assertFails(control.ctl("history", "--limit", "0"), "Usage: ", "--limit: 0 (expected");
    assertFails(control.ctl("history", "--limit", "1001"), "Usage: ", "--limit: 1001 (expected");
    assertFails(control.ctl("history", "--before", "0"), "Usage: ", "--before: 0 (expected");
    assertFails(control.ctl("history", "--container", "a b"), "Usage: ", "--container: ");
    assertFails(control.ctl("history", "-d", "apples", "--container", "web"), "Usage: ");
  }
}
