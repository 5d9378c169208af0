package io.flocker.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SpecificationDigestTest {

  private static final NodeName NODE = new NodeName("192.0.2.1");
  private static final Volume DATA = volume("data", "/data");
  private static final Volume LOGS = volume("logs", "/logs");
  private static final Application BASE =
      new Application(
          new ApplicationName("database"),
          ImageReference.parse("postgres:15"),
          new TreeSet<>(Set.of(new Port(5432, 5432), new Port(80, 8080))),
          new TreeSet<>(Set.of(new Link("cache", 6379, 6379))),
          List.of(DATA, LOGS),
          new TreeMap<>(Map.of("A", "1", "B", "2")),
          new TreeMap<>(Map.of("team", "x")),
          ContainerProcess.OF_IMAGE,
          Limits.NONE,
          new RestartPolicy.Always(),
          new TreeSet<>());

  /** A wish and the part in which it differs from {@link #BASE}. */
  record Change(Application wish, String part) {}

  static final List<Change> CHANGES =
      List.of(
          new Change(with("image", ImageReference.parse("postgres:16")), "image"),
          new Change(with("ports", Set.of(new Port(5432, 5433), new Port(80, 8080))), "ports"),
          new Change(with("ports", Set.of(new Port(5432, 5432))), "ports"),
          new Change(with("links", Set.of(new Link("cache", 6379, 6380))), "links"),
          new Change(with("volumes", List.of(DATA)), "volumes"),
          new Change(with("volumes", List.of(DATA, volume("other", "/logs"))), "volumes"),
          new Change(with("volumes", List.of(DATA, volume("logs", "/log"))), "volumes"),
          new Change(with("environment", Map.of("A", "1", "B", "3")), "environment"),
          new Change(with("environment", Map.of("A", "1,1:B,1:2")), "environment"),
          new Change(with("labels", Map.of()), "labels"),
          new Change(with("process", command(List.of())), "process"),
          new Change(with("process", command(List.of("a", "b"))), "process"),
          new Change(with("limits", cpus("1.5")), "limits"),
          new Change(with("restart", new RestartPolicy.Never()), "restart_policy"),
          new Change(
              with("restart", new RestartPolicy.OnFailure(OptionalInt.of(2))), "restart_policy"));

  @ParameterizedTest
  @FieldSource("CHANGES")
  void a_change_shows_in_the_digest_of_its_part_and_in_no_other(Change change) {
    assertThat(differing(BASE, change.wish())).containsExactly(change.part());
  }

  @Test
  void all_changes_of_the_same_part_have_different_digests() {
    assertThat(CHANGES.stream().map(change -> SpecificationDigest.of(change.wish(), NODE)))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_order_in_which_things_were_written_makes_no_difference() {
    assertThat(differing(BASE, with("volumes", List.of(LOGS, DATA)))).isEmpty();
    assertThat(differing(BASE, with("ports", Set.of(new Port(80, 8080), new Port(5432, 5432)))))
        .isEmpty();
  }

  @Test
  void size_limits_and_start_order_are_no_part_of_the_container() {
    Volume limited = new Volume(DATA.dataset(), DATA.mountpoint(), Optional.of(Size.mebibytes(10)));
    assertThat(differing(BASE, with("volumes", List.of(limited, LOGS)))).isEmpty();
    assertThat(differing(BASE, with("startAfter", Set.of(new ApplicationName("x"))))).isEmpty();
  }

  @Test
  void equal_numbers_written_differently_are_equal() {
    assertThat(differing(with("limits", cpus("2.50")), with("limits", cpus("2.5")))).isEmpty();
    assertThat(differing(with("process", grace(60)), with("process", grace(60)))).isEmpty();
    assertThat(
            differing(
                with("restart", new RestartPolicy.OnFailure(OptionalInt.empty())),
                with("restart", new RestartPolicy.OnFailure(OptionalInt.of(0)))))
        .as("0 retries means without limit, as in Docker")
        .isEmpty();
  }

  @Test
  void the_name_of_the_node_matters_only_to_a_container_with_links() {
    NodeName other = new NodeName("192.0.2.2");
    Application unlinked = with("links", Set.of());
    assertThat(SpecificationDigest.of(BASE, other).get("links"))
        .isNotEqualTo(SpecificationDigest.of(BASE, NODE).get("links"));
    assertThat(SpecificationDigest.of(unlinked, other))
        .isEqualTo(SpecificationDigest.of(unlinked, NODE));
  }

  @Test
  void an_argument_that_moves_from_command_to_entry_point_is_a_change() {
    ContainerProcess entrypoint =
        new ContainerProcess(
            Optional.of(List.of("a")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(differing(with("process", entrypoint), with("process", command(List.of("a")))))
        .containsExactly("process");
  }

  @Test
  void no_value_can_be_read_in_the_digests() {
    assertThat(SpecificationDigest.of(BASE, NODE))
        .hasSize(9)
        .allSatisfy((part, digest) -> assertThat(digest).matches("[0-9a-f]{16}"));
  }

  @Test
  void the_digests_stay_the_same_from_release_to_release() {
    assertThat(SpecificationDigest.of(BASE, NODE))
        .containsEntry("image", "16392fb294470c87")
        .containsEntry("environment", "9e682ad89b4b015c");
  }

  private static List<String> differing(Application one, Application two) {
    var first = SpecificationDigest.of(one, NODE);
    var second = SpecificationDigest.of(two, NODE);
    return first.keySet().stream()
        .filter(part -> !Objects.equals(first.get(part), second.get(part)))
        .toList();
  }

  private static Volume volume(String dataset, String mountpoint) {
    return new Volume(DatasetId.ofName(dataset), mountpoint, Optional.empty());
  }

  private static Limits cpus(String cpus) {
    return new Limits(Optional.empty(), Optional.empty(), Optional.of(new BigDecimal(cpus)));
  }

  private static ContainerProcess command(List<String> command) {
    return new ContainerProcess(
        Optional.empty(),
        Optional.of(command),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ContainerProcess grace(long seconds) {
    return new ContainerProcess(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Duration.ofSeconds(seconds)));
  }

  @SuppressWarnings("unchecked")
  private static Application with(String field, Object value) {
    return new Application(
        BASE.name(),
        field.equals("image") ? (ImageReference) value : BASE.image(),
        field.equals("ports") ? new TreeSet<>((Set<Port>) value) : BASE.ports(),
        field.equals("links") ? new TreeSet<>((Set<Link>) value) : BASE.links(),
        field.equals("volumes") ? (List<Volume>) value : BASE.volumes(),
        field.equals("environment")
            ? new TreeMap<>((Map<String, String>) value)
            : BASE.environment(),
        field.equals("labels") ? new TreeMap<>((Map<String, String>) value) : BASE.labels(),
        field.equals("process") ? (ContainerProcess) value : BASE.process(),
        field.equals("limits") ? (Limits) value : BASE.limits(),
        field.equals("restart") ? (RestartPolicy) value : BASE.restartPolicy(),
        field.equals("startAfter")
            ? new TreeSet<>((Set<ApplicationName>) value)
            : BASE.startAfter());
  }
}
