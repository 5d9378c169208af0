package io.flocker.e2e.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Clients;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** The three hosts with the control service on h1 and an agent on each, as systemd services. */
final class ManagedCluster {

  /** Four services begin at once, beside other tests. */
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTROL = "h1";

  /** Of the datasets made here, in bytes. */
  static final long SIZE = 128L << 20;

  /** An answer of the REST API. */
  record Answer(int status, JsonNode body) {

    Answer orFail() {
      assertThat(status).as("%s", body).isBetween(200, 299);
      return this;
    }
  }

  private final Path certificates;
  private final Map<String, String> nodes = new HashMap<>();

  private ManagedCluster(Path certificates) {
    this.certificates = certificates;
  }

  /**
   * Empties all hosts, makes the certificates that there are not yet, and starts everything. A host
   * stays the node that it was, so its certificate serves the next cluster too.
   */
  static ManagedCluster start(Backend backend) {
    Cluster.empty(backend);
    try {
      Path folder = Files.createDirectories(Lab.share().resolve("e2e/certificates"));
      try (InputStream script = ManagedCluster.class.getResourceAsStream("/install-services.sh")) {
        Files.write(
            folder.resolveSibling("install-services.sh"),
            Objects.requireNonNull(script).readAllBytes());
      }
      ManagedCluster cluster = new ManagedCluster(folder);
      cluster.certify();
      Cluster.HOSTS.parallelStream().forEach(cluster::install);
      systemctl(CONTROL, "start", "flocker-control");
      Cluster.HOSTS.parallelStream().forEach(host -> systemctl(host, "start", "flocker-agent"));
      cluster.awaitNodes();
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void certify() {
    authority("cluster", "initialize", "lab");
    authority(
        "control-" + Lab.address(CONTROL), "create-control-certificate", Lab.address(CONTROL));
    authority("admin", "create-api-certificate", "admin");
    for (String host : Cluster.HOSTS) {
      Shell.Result identity = Lab.on(host, "cat", "/etc/flocker/volume.json");
      String node =
          identity.status() == 0
              ? read(identity.output()).path("uuid").asText()
              : UUID.randomUUID().toString();
      authority(node, "create-node-certificate", "--node", node);
      nodes.put(host, node);
    }
  }

  private void authority(String makes, String... arguments) {
    if (Files.exists(certificates.resolve(makes + ".crt"))) {
      return;
    }
    List<String> command = new ArrayList<>(List.of(Lab.program("flocker-ca").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--outputpath", certificates.toString()));
    if (!arguments[0].equals("initialize")) {
      command.addAll(List.of("--inputpath", certificates.toString()));
    }
    Lab.outside(command.toArray(String[]::new)).orFail();
  }

  private void install(String host) {
    Lab.on(host, "sh", "/share/e2e/install-services.sh", node(host), Lab.address(CONTROL)).orFail();
  }

  /** Starts or stops services of a host. */
  static void systemctl(String host, String... arguments) {
    List<String> command = new ArrayList<>(List.of("systemctl"));
    command.addAll(List.of(arguments));
    Lab.on(host, command.toArray(String[]::new)).orFail();
  }

  /** The id of a host's node. */
  String node(String host) {
    return Objects.requireNonNull(nodes.get(host));
  }

  /** Asks the REST API. */
  Answer get(String path) {
    return ask("GET", path, "");
  }

  /** Asks the REST API for a change. */
  Answer post(String path, String body) {
    return ask("POST", path, body);
  }

  /** Asks the REST API to delete. */
  Answer delete(String path) {
    return ask("DELETE", path, "");
  }

  /** Makes a dataset and returns its id; it may not be there yet. */
  String createDataset(String host) {
    return post(
            "/configuration/datasets",
            "{\"primary\": \"%s\", \"maximum_size\": %d}".formatted(node(host), SIZE))
        .orFail()
        .body()
        .path("dataset_id")
        .asText();
  }

  /** Hands the two files of a deployment to the control service, as an administrator does. */
  Shell.Result deploy(String deployment, String application, String... options) {
    List<String> command = new ArrayList<>(List.of(Lab.program("flocker-deploy").toString()));
    command.addAll(
        List.of(
            "--cacert",
            file("cluster.crt"),
            "--cert",
            file("admin.crt"),
            "--key",
            file("admin.key")));
    command.addAll(List.of(options));
    command.add(Lab.address(CONTROL));
    command.addAll(Cluster.overSsh().write(deployment, application));
    return Cluster.spoken(Lab.outside(command.toArray(String[]::new)));
  }

  /** Asks for a container to run elsewhere. */
  Answer moveContainer(String name, String host) {
    return post(
        "/configuration/containers/" + name, "{\"node_uuid\": \"%s\"}".formatted(node(host)));
  }

  /** How far something is: a path below {@code /status}. */
  String phase(String what) {
    return get("/status/" + what).orFail().body().path("phase").asText();
  }

  /** Waits until the control service hears all nodes; says what it and they say if it does not. */
  void awaitNodes() {
    try {
      Clients.eventually()
          .atMost(LONGEST_START)
          .untilAsserted(() -> {
            JsonNode nodes = get("/status/nodes").orFail().body();
            assertThat(nodes).hasSize(Cluster.HOSTS.size());
            assertThat(nodes.toString()).doesNotContain("unreachable");
          });
    } catch (ConditionTimeoutException e) {
      String journals =
          Cluster.HOSTS.stream().map(ManagedCluster::journal).collect(Collectors.joining("\n"));
      throw new AssertionError(journals, e);
    }
  }

  private static String journal(String host) {
    String show = "journalctl -n 12 --no-pager -o cat -u flocker-control -u flocker-agent";
    return host + ": " + Lab.shell(host, show).output();
  }

  /** Waits until the cluster says that no host has a copy of anything, and looks at each. */
  void awaitNoVolumes() {
    Clients.eventually()
        .untilAsserted(() -> assertThat(get("/state/datasets").orFail().body()).isEmpty());
    for (String host : Cluster.HOSTS) {
      Clients.eventually()
          .untilAsserted(() -> assertThat(Cluster.report(host).path("volumes")).isEmpty());
    }
  }

  private Answer ask(String method, String path, String body) {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-m", "60", "-X", method, "-w", "\n%{http_code}"));
    command.addAll(List.of("--cacert", file("cluster.crt"), "--cert", file("admin.crt")));
    command.addAll(List.of("--key", file("admin.key")));
    if (!body.isEmpty()) {
      command.addAll(List.of("-d", body));
    }
    command.add("https://" + Lab.address(CONTROL) + ":4523/v1" + path);
    String output = Lab.outside(command.toArray(String[]::new)).orFail();
    int line = output.lastIndexOf('\n');
    return new Answer(
        Integer.parseInt(output.substring(line + 1).strip()), read(output.substring(0, line)));
  }

  private String file(String name) {
    return certificates.resolve(name).toString();
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  /**
   * Waits until a dataset is mounted on a host and returns its path there. The cluster is asked
   * first: a look at the host starts a program there.
   */
  String awaitMounted(String host, String dataset) {
    Clients.eventually().until(() -> isMounted(host, dataset) && !path(host, dataset).isEmpty());
    return path(host, dataset);
  }

  private boolean isMounted(String host, String dataset) {
    for (JsonNode state : get("/state/datasets").orFail().body()) {
      if (state.path("dataset_id").asText().equals(dataset)) {
        return state.path("primary").asText().equals(node(host)) && state.hasNonNull("path");
      }
    }
    return false;
  }

  /** Where a host has a dataset mounted to be written to; empty if nowhere. */
  static String path(String host, String dataset) {
    for (JsonNode volume : Cluster.report(host).path("volumes")) {
      if (volume.path("record").path("dataset").asText().equals(dataset)
          && volume.path("writable").asBoolean()) {
        return volume.path("path").asText("");
      }
    }
    return "";
  }
}
