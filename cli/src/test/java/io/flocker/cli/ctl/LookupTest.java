package io.flocker.cli.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.core.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupTest {

  private static final DatasetInfo APPLES =
      dataset("1921edea-0000-4000-8000-000000000001", "apples", false);
  private static final DatasetInfo PEARS =
      dataset("1921ffff-0000-4000-8000-000000000002", "pears", false);
  private static final DatasetInfo OLD_APPLES =
      dataset("94d3ca2e-0000-4000-8000-000000000003", "apples", true);
  private static final DatasetInfo NAMED_LIKE_AN_ID =
      dataset("eeeeeeee-0000-4000-8000-000000000004", "1921f", false);
  private static final List<DatasetInfo> ALL = List.of(APPLES, PEARS, OLD_APPLES, NAMED_LIKE_AN_ID);

  private static DatasetInfo dataset(String id, String name, boolean deleted) {
    ObjectNode status = JsonNodeFactory.instance.objectNode().put("dataset_id", id);
    ObjectNode wanted = status.putObject("wanted").put("deleted", deleted);
    wanted.putObject("metadata").put("name", name);
    return DatasetInfo.of(status);
  }

  private static void expectProblem(String given, String... words) {
    assertThatThrownBy(() -> Lookup.dataset(ALL, given))
        .isInstanceOf(ProblemException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void a_dataset_is_found_by_the_beginning_of_its_id_in_either_case_or_by_its_name() {
    assertThat(Lookup.dataset(ALL, "1921e")).isEqualTo(APPLES);
    assertThat(Lookup.dataset(ALL, "1921EDEA")).isEqualTo(APPLES);
    assertThat(Lookup.dataset(ALL, "pears")).isEqualTo(PEARS);
  }

  @Test
  void a_beginning_that_several_ids_have_is_no_name_of_any() {
    expectProblem("1921", "1921 is ambiguous", APPLES.id(), PEARS.id(), "apples", "pears");
  }

  @Test
  void a_name_that_is_also_the_beginning_of_another_id_is_ambiguous() {
    expectProblem("1921f", "ambiguous", PEARS.id(), NAMED_LIKE_AN_ID.id());
    assertThat(Lookup.dataset(ALL, NAMED_LIKE_AN_ID.id())).isEqualTo(NAMED_LIKE_AN_ID);
  }

  @Test
  void a_deleted_dataset_is_meant_by_its_whole_id_only() {
    assertThat(Lookup.dataset(ALL, "apples")).isEqualTo(APPLES);
    expectProblem("94d3", "no dataset matches 94d3", "flockerctl list");
    assertThat(Lookup.dataset(ALL, OLD_APPLES.id())).isEqualTo(OLD_APPLES);
  }

  @Test
  void nothing_means_nothing() {
    assertThatThrownBy(() -> Lookup.dataset(List.of(APPLES), " "))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no dataset is named");
  }

  @Test
  void a_node_is_found_by_its_address_too() {
    NodeInfo node = new NodeInfo("aaaa", "10.0.0.1", "connected", "", "", "");
    NodeInfo other = new NodeInfo("bbbb", "10.0.0.11", "connected", "", "", "");

    assertThat(Lookup.node(List.of(node, other), "10.0.0.1")).isEqualTo(node);
    assertThat(Lookup.node(List.of(node, other), "b")).isEqualTo(other);
    assertThatThrownBy(() -> Lookup.node(List.of(node, other), "10.0"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no node matches 10.0");
  }
}
