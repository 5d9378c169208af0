package io.flocker.control.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Decision;
import io.flocker.control.model.Decisions;
import io.flocker.control.model.Home;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalConfigurationTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final NodeId NODE = NodeId.parse("8a92f64e-f6ab-46b8-bc83-50f1ac75bc0f");
  private static final DatasetId ORDERS = DatasetId.parse("8bcde111-d4ca-4ede-b244-bb551af11092");
  private static final DatasetId OLD = DatasetId.parse("11111111-d4ca-4ede-b244-bb551af11092");

  private static final String MANIFESTATION =
      """
      {"$__class__$": "Manifestation", "primary": true, "dataset": {"$__class__$": "Dataset",
        "dataset_id": "8bcde111-d4ca-4ede-b244-bb551af11092", "deleted": false,
        "maximum_size": 107374182400,
        "metadata": {"$__class__$": "PMap", "values": [["name", "orders"]]}}}\
      """;

  private static final String MANIFESTATIONS =
      """
      {"$__class__$": "PMap", "values": [
        ["8bcde111-d4ca-4ede-b244-bb551af11092", %s],
        ["11111111-d4ca-4ede-b244-bb551af11092", {"$__class__$": "Manifestation",
          "primary": true, "dataset": {"$__class__$": "Dataset", "deleted": true,
          "dataset_id": "11111111-d4ca-4ede-b244-bb551af11092", "maximum_size": null,
          "metadata": {"$__class__$": "PMap", "values": []}}}]]}\
      """
          .formatted(MANIFESTATION);

  private static final String UUID =
      "{\"$__class__$\": \"UUID\", \"hex\": \"8a92f64ef6ab46b8bc8350f1ac75bc0f\"}";

  private static String application(String more) {
    return
"""
{"$__class__$": "Application", "name": "db",
  "image": {"$__class__$": "DockerImage", "repository": "postgres", "tag": "9.5"},
  "ports": {"$__class__$": "PSet", "values": [
    {"$__class__$": "Port", "internal_port": 5432, "external_port": 15432}]},
  "links": {"$__class__$": "PSet", "values": [
    {"$__class__$": "Link", "local_port": 80, "remote_port": 8080, "alias": "web"}]},
  "volume": {"$__class__$": "AttachedVolume", "manifestation": %s,
    "mountpoint": {"$__class__$": "FilePath", "path": "/var/lib/postgresql"}},
  "environment": {"$__class__$": "PMap", "values": [["PGDATA", "/x"]]},
  "restart_policy": {"$__class__$": "RestartOnFailure", "maximum_retry_count": 3},
  "memory_limit": 100000000, "cpu_shares": 512,
  "command_line": {"$__class__$": "PVector", "values": ["postgres", "-v"]}%s}\
"""
        .formatted(MANIFESTATION, more);
  }

  private static String node(String applications) {
    return "{\"$__class__$\": \"Node\", \"uuid\": %s, \"applications\": %s, \"manifestations\": %s}"
        .formatted(UUID, applications, MANIFESTATIONS);
  }

  private static String listed() {
    return "\"nodes\": {\"$__class__$\": \"PSet\", \"values\": ["
        + node("{\"$__class__$\": \"PSet\", \"values\": [" + application("") + "]}")
        + "]}";
  }

  private static String mapped(String moreOfApplication) {
    String applications =
        "{\"$__class__$\": \"PMap\", \"values\": [[\"db\", "
            + application(moreOfApplication)
            + "]]}";
    return "\"nodes\": {\"$__class__$\": \"PMap\", \"values\": [["
        + UUID
        + ", "
        + node(applications)
        + "]]}";
  }

  private static String lease(String dataset, String node, String expiration) {
    return
"""
[{"$__class__$": "UUID", "hex": "%s"}, {"$__class__$": "Lease",
  "dataset_id": {"$__class__$": "UUID", "hex": "%s"},
  "node_uuid": {"$__class__$": "UUID", "hex": "%s"}, "expiration": %s}]\
"""
        .formatted(dataset, dataset, node, expiration);
  }

  private static String leases(String... leases) {
    return ", \"leases\": {\"$__class__$\": \"PMap\", \"values\": ["
        + String.join(", ", leases)
        + "]}";
  }

  private static final String DEVICES =
      ", \"persistent_state\": {\"$__class__$\": \"PersistentState\", \"blockdevice_ownership\":"
          + " {\"$__class__$\": \"PMap\", \"values\": [[{\"$__class__$\": \"UUID\", \"hex\":"
          + " \"8bcde111-d4ca-4ede-b244-bb551af11092\"}, \"vol-1234\"]]}}";

  private static String wrapped(int version, String deployment) {
    return "{\"$__class__$\": \"Configuration\", \"version\": %d, \"deployment\": %s}"
        .formatted(version, deployment(deployment));
  }

  private static String deployment(String content) {
    return "{\"$__class__$\": \"Deployment\", " + content + "}";
  }

  /** A file of each version as that version wrote it. */
  private static String file(int version) {
    String held = leases(lease(ORDERS.toString(), NODE.toString(), "null"));
    return switch (version) {
      case 1 -> deployment("\"nodes\": [" + node("[" + application("") + "]") + "]");
      case 2 -> wrapped(2, listed());
      case 3 -> wrapped(3, listed() + held);
      case 4 -> wrapped(4, listed() + held + DEVICES);
      case 5 -> wrapped(5, mapped("") + held + DEVICES);
      case 6 -> wrapped(6, mapped(", \"swappiness\": 0") + held + DEVICES);
      default -> throw new IllegalArgumentException("version " + version);
    };
  }

  private static OriginalConfiguration read(String text) {
    return OriginalConfiguration.read(text, "current_configuration.json", NOW);
  }

  private static ClusterConfiguration carriedOut(OriginalConfiguration original) {
    Decision decision =
        Decisions.decide(ClusterConfiguration.EMPTY, original.command(), Condition.NONE, NOW);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ClusterConfiguration.EMPTY.after(((Decision.Accepted) decision).changes());
  }

  private static List<String> problems(String text) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> read(text));
    assertThat(thrown).as("problems of %s", text).isNotNull();
    return thrown.problems().stream().map(Problem::sentence).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void every_version_is_taken_over(int version) {
    OriginalConfiguration original = read(file(version));
    ClusterConfiguration now = carriedOut(original);

    assertThat(now.nodes()).containsOnlyKeys(NODE);
    Dataset orders = now.dataset(ORDERS).orElseThrow();
    assertThat(orders.primary()).isEqualTo(NODE);
    assertThat(orders.maximumSize()).contains(new Size(107_374_182_400L));
    assertThat(orders.metadata()).isEqualTo(Map.of("name", "orders"));
    assertThat(orders.isDeleted()).isFalse();
    assertThat(now.dataset(OLD).orElseThrow().isDeleted()).isTrue();
    assertThat(now.homes().values())
        .extracting(Home::standing)
        .containsOnly(new Home.Standing.Unknown());
    assertThat(now.leases().keySet()).hasSize(version >= 3 ? 1 : 0);
    assertThat(original.notes()).hasSize(version >= 4 ? 1 : 0);
    checkContainer(now.container(new ApplicationName("db")).orElseThrow());
  }

  private static void checkContainer(Container db) {
    assertThat(db.node()).isEqualTo(NODE);
    assertThat(db.application().image().toString()).isEqualTo("postgres:9.5");
    assertThat(db.application().ports()).containsExactly(new Port(5432, 15_432));
    assertThat(db.application().links()).containsExactly(new Link("web", 80, 8080));
    assertThat(db.application().volumes())
        .singleElement()
        .satisfies(volume -> {
          assertThat(volume.dataset()).isEqualTo(ORDERS);
          assertThat(volume.mountpoint()).isEqualTo("/var/lib/postgresql");
        });
    assertThat(db.application().environment()).isEqualTo(Map.of("PGDATA", "/x"));
    assertThat(db.application().restartPolicy())
        .isEqualTo(new RestartPolicy.OnFailure(OptionalInt.of(3)));
    assertThat(db.application().limits().memory()).contains(new Size(100_000_000));
    assertThat(db.application().limits().cpuShares()).contains(512);
    assertThat(db.application().process().command()).contains(List.of("postgres", "-v"));
  }

  @Test
  void an_empty_deployment_asks_for_nothing() {
    assertThat(read("{\"nodes\": [], \"$__class__$\": \"Deployment\"}").command().commands())
        .isEmpty();
  }

  @Test
  void a_lease_keeps_the_time_that_is_left_and_one_that_means_nothing_is_told() {
    String seconds = "{\"$__class__$\": \"datetime\", \"seconds\": %d}";
    String text =
        wrapped(
            6,
            mapped("")
                + leases(
                    lease(
                        ORDERS.toString(),
                        NODE.toString(),
                        seconds.formatted(NOW.getEpochSecond() + 60)),
                    lease(
                        ORDERS.toString(),
                        NODE.toString(),
                        seconds.formatted(NOW.getEpochSecond() - 60)),
                    lease(OLD.toString(), NODE.toString(), "null"),
                    lease(ORDERS.toString(), OLD.toString(), "null")));

    OriginalConfiguration original = read(text);

    assertThat(carriedOut(original).lease(ORDERS).orElseThrow().expires())
        .isEqualTo(Optional.of(NOW.plusSeconds(60)));
    assertThat(original.notes())
        .hasSize(3)
        .anyMatch(note -> note.contains("it ended at 2025-12-31T23:59:00Z"))
        .anyMatch(note -> note.contains("its dataset " + OLD + " does not exist"))
        .anyMatch(note -> note.contains("its node " + OLD + " is not among the nodes"));
  }

  @Test
  void swappiness_is_told_to_be_left_out() {
    assertThat(read(wrapped(6, mapped(", \"swappiness\": 20"))).notes())
        .singleElement()
        .asString()
        .contains("swappiness");
  }

  @Test
  void every_problem_is_told_with_its_place() {
    String text =
        file(6)
            .replace("107374182400", "1025")
            .replace("\"name\", \"orders\"", "\"name\", 7")
            .replace("\"external_port\": 15432", "\"external_port\": 99999")
            .replace("\"repository\": \"postgres\"", "\"repository\": \"Post gres\"")
            .replace("RestartOnFailure", "RestartSometimes")
            .replace("\"deleted\": true", "\"deleted\": \"yes\"");

    List<String> problems = problems(text);

    assertThat(problems)
        .anyMatch(problem ->
            problem.startsWith(
                "current_configuration.json, deployment.nodes["
                    + NODE.toString().replace("-", "")
                    + "].manifestations["
                    + ORDERS
                    + "].dataset.maximum_size: maximum_size: 1025 (expected: at least"))
        .anyMatch(problem -> problem.contains("metadata[name]: 7 (expected: a text)"))
        .anyMatch(problem -> problem.contains("ports[0]: external port: 99999"))
        .anyMatch(problem -> problem.contains("applications[db].image: image: 'Post gres:9.5'"))
        .anyMatch(problem -> problem.contains("restart_policy: {"))
        .anyMatch(problem -> problem.contains("deleted: \"yes\" (expected: true or false)"));
  }

  @Test
  void a_dataset_is_in_one_place() {
    String second = node("[]").replace("8a92f64ef6ab46b8bc8350f1ac75bc0f", "f".repeat(32));
    String text = deployment("\"nodes\": [" + node("[]") + ", " + second + "]");
    assertThat(problems(text))
        .hasSize(2)
        .first()
        .asString()
        .contains("nodes[1].manifestations[" + ORDERS + "].dataset.dataset_id")
        .contains("has been given already, on node " + NODE);
  }

  @Test
  void a_container_uses_a_dataset_of_its_node() {
    String text = file(6).replaceFirst("\"dataset_id\": \"8bcde111", "\"dataset_id\": \"99999999");
    assertThat(problems(text))
        .anyMatch(problem -> problem.contains("applications[db].volume: dataset 99999999"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[]",
        "7",
        "null",
        "{}",
        "{\"version\": 7, \"deployment\": {}}",
        "{\"version\": 1, \"deployment\": {}}",
        "{\"version\": \"6\", \"deployment\": {}}",
        "{\"version\": 6}",
        "{\"version\": 6, \"deployment\": []}",
        "{\"version\": 6, \"deployment\": {\"nodes\": 5}}",
        "{\"version\": 6, \"deployment\": {\"nodes\": [[]]}}",
        "{\"version\": 6, \"version\": 6, \"deployment\": {}}",
        "{\"version\": 6, \"deployment\": {}} x",
      })
  void anything_else_is_a_problem_and_nothing_worse(String text) {
    assertThat(problems(text)).isNotEmpty();
  }

  @Test
  void a_file_of_a_later_version_is_refused_by_its_number() {
    assertThat(problems("{\"version\": 7, \"deployment\": {}}"))
        .singleElement()
        .asString()
        .contains("version: 7 (expected: 2 to 6");
  }
}
