package io.flocker.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PostgreSQL on one of three hosts, going from h1 to h2 and back, and a client that writes. */
final class MovingDatabase implements AutoCloseable {

  private static final String APPLICATION =
      """
      version: 1
      applications:
        postgres:
          image: postgres
          ports: [{internal: 5432, external: 5432}]
          volumes: [{mountpoint: /data}]
      """;

  private static final String NOTHING_TO_DO = "Nothing to do";
  private static final int MOST_DEPLOYMENTS = 3;

  /** Deployments give up after so long without progress… */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** … and so have ended after this, on a machine that is busy with other things too. */
  static final Duration LONGEST = Duration.ofSeconds(150);

  private final Backend backend;
  private final Cluster cluster;
  private final Writer writer;
  private String host = "h1";

  private MovingDatabase(Backend backend) {
    this.backend = backend;
    this.cluster = Cluster.empty(backend);
    deployUntilDone("h1");
    assertThat(Cluster.report("h1").path("driver").asText()).isEqualTo(backend.toString());
    this.writer = Writer.start(Duration.ofMillis(20), "h3", "h1", "h2");
    writer.awaitProgress();
  }

  static MovingDatabase on(Backend backend) {
    return new MovingDatabase(backend);
  }

  /** Where it shall be. */
  String host() {
    return host;
  }

  /** Where it is to go next. */
  String other() {
    return host.equals("h1") ? "h2" : "h1";
  }

  /** Begins to deploy it to a host. */
  Deploying deploying(String to) {
    return deploying(to, PATIENCE);
  }

  /** Begins to deploy it to a host, and gives up after so long without progress. */
  Deploying deploying(String to, Duration patience) {
    return Deploying.start(command(to, patience));
  }

  private List<String> command(String to, Duration patience) {
    String placing =
        switch (to) {
          case "h1" -> Cluster.placing("postgres", "", "");
          case "h2" -> Cluster.placing("", "postgres", "");
          case "h3" -> Cluster.placing("", "", "postgres");
          default -> throw new IllegalArgumentException(to);
        };
    return cluster.deployCommand(
        placing, APPLICATION, "--timeout", String.valueOf(patience.toSeconds()));
  }

  /** Deploys again and again, a few times at most, and then there must be nothing left to do. */
  int deployUntilDone(String to) {
    List<String> said = new ArrayList<>();
    for (int n = 1; n <= MOST_DEPLOYMENTS; n++) {
      Deploying.Outcome outcome = deploying(to).await(LONGEST);
      said.add(outcome.text());
      if (outcome.status() == 0) {
        Deploying.Outcome after =
            outcome.text().contains(NOTHING_TO_DO) ? outcome : deploying(to).await(LONGEST);
        said.add(after.text());
        assertThat(after.text())
            .as("the last of %d deployments:\n%s", said.size(), String.join("\n", said))
            .contains(NOTHING_TO_DO);
        assertThat(after.status()).isZero();
        host = to;
        return n;
      }
    }
    throw new AssertionError(
        "not converged after " + MOST_DEPLOYMENTS + " deployments:\n" + String.join("\n", said));
  }

  /** What must be true whenever a deployment has succeeded. */
  void check() {
    writer.awaitProgress();
    Set<Long> missing = new TreeSet<>(writer.acknowledged().keySet());
    missing.removeAll(rows());
    assertThat(missing).as("acknowledged rows that are gone").isEmpty();
    Map<String, List<String>> running =
        Cluster.HOSTS.stream().collect(Collectors.toMap(h -> h, Cluster::running));
    running.forEach((where, names) ->
        assertThat(names)
            .as("containers on " + where)
            .isEqualTo(where.equals(host) ? List.of("postgres") : List.of()));
    assertThat(writableCopies()).as("writable copies").containsExactly(host);
    Cluster.HOSTS.forEach(where -> Leftovers.check(where, backend));
  }

  private Set<Long> rows() {
    return Lab.on(host, "docker", "exec", "flocker--postgres", "psql", "-Atc", "select n from rows")
        .orFail()
        .lines()
        .map(Long::parseLong)
        .collect(Collectors.toSet());
  }

  private static List<String> writableCopies() {
    List<String> hosts = new ArrayList<>();
    for (String where : Cluster.HOSTS) {
      String json = Lab.on(where, "/opt/flocker/bin/flocker-volume", "list", "--json").orFail();
      try {
        for (JsonNode volume : JsonMapper.builder().build().readTree(json)) {
          if (volume.required("writable").booleanValue()) {
            hosts.add(where);
          }
        }
      } catch (JsonProcessingException e) {
        throw new AssertionError(json, e);
      }
    }
    return hosts;
  }

  @Override
  public void close() {
    writer.close();
  }

  private static String containers(String where) {
    String script =
        """
        docker ps -a --no-trunc --format '{{.Names}} {{.Status}}'
        for c in $(docker ps -aq); do
          docker inspect --format '{{json .State}}' "$c"
          docker logs --tail 500 "$c" 2>&1 | grep -v 'is starting up' | tail -n 25
        done
        """;
    Shell.Result result = Lab.shell(where, script);
    return result.output() + result.errors();
  }

  /** What is on the hosts, for messages. */
  static String picture() {
    Map<String, String> picture = new TreeMap<>();
    for (String where : Cluster.HOSTS) {
      Shell.Result list = Lab.on(where, "/opt/flocker/bin/flocker-volume", "list", "--json");
      picture.put(where, list.output() + list.errors() + containers(where));
    }
    return picture.toString();
  }
}
