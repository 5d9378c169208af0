package io.flocker.core.read;

import static io.flocker.core.read.Reading.applications;
import static io.flocker.core.read.Reading.name;
import static io.flocker.core.read.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CompleteExamplesTest {

  private static final String FLOCKER =
      """
      version: 1
      applications:
        orders-db:
          image: "acme/postgres:9.3"
          ports: [{internal: 5432, external: 15432}]
          volume: {mountpoint: "/var/lib/postgresql/data", maximum_size: "2.5G"}
          environment: {POSTGRES_PASSWORD: "s3cret"}
          mem_limit: 268435456
          cpu_shares: 512
          restart_policy: {name: on-failure, maximum_retry_count: 5}
        orders-web:
          image: "acme/orders-web"
          ports: [{internal: 8080, external: 80}]
          links: [{local_port: 5432, remote_port: 15432, alias: "orders-db"}]
          restart_policy: {name: always}
      """;
  private static final String DEPLOYMENT =
      """
      version: 1
      nodes:
        "192.0.2.11": ["orders-db", "orders-web"]
        "192.0.2.12": []
      """;
  private static final String FIG =
      """
      cache:
        image: "acme/redis:2.8"
        ports: ["16379:6379"]
        volumes: ["/data"]
      web:
        image: "acme/counter"
        environment: ["MODE=production", "DEBUG"]
        ports: ["8000:5000"]
        links: ["cache:store"]
        mem_limit: 134217728
      """;
  private static final String FIG_AS_FLOCKER =
      """
      applications:
        cache:
          image: acme/redis:2.8
          ports:
          - {external: 16379, internal: 6379}
          restart_policy: {name: never}
          volume: {mountpoint: /data}
        web:
          environment: {DEBUG: '', MODE: production}
          image: acme/counter:latest
          links:
          - {alias: store, local_port: 6379, remote_port: 16379}
          mem_limit: 134217728
          ports:
          - {external: 8000, internal: 5000}
          restart_policy: {name: never}
      version: 1
      """;

  @Test
  void theFlockerExampleIsReadCompletely() {
    Configuration configuration = read(DEPLOYMENT, FLOCKER);

    assertThat(configuration.nodes().keySet())
        .containsExactly(new NodeName("192.0.2.11"), new NodeName("192.0.2.12"));
    assertThat(configuration.applicationsOn(new NodeName("192.0.2.12"))).isEmpty();
    List<Application> applications = configuration.applicationsOn(new NodeName("192.0.2.11"));
    assertThat(applications)
        .extracting(Application::name)
        .containsExactly(name("orders-db"), name("orders-web"));
    Application db = applications.getFirst();
    assertThat(db.image()).hasToString("acme/postgres:9.3");
    assertThat(db.ports()).containsExactly(new Port(5432, 15432));
    assertThat(db.volumes())
        .containsExactly(
            new Volume(
                DatasetId.ofName("orders-db"),
                "/var/lib/postgresql/data",
                Optional.of(new Size(2684354560L))));
    assertThat(db.environment()).containsExactly(Map.entry("POSTGRES_PASSWORD", "s3cret"));
    assertThat(db.limits())
        .isEqualTo(
            new Limits(Optional.of(new Size(268435456)), Optional.of(512), Optional.empty()));
    assertThat(db.restartPolicy()).isEqualTo(new RestartPolicy.OnFailure(OptionalInt.of(5)));
    Application web = applications.getLast();
    assertThat(web.image()).hasToString("acme/orders-web:latest");
    assertThat(web.links()).containsExactly(new Link("orders-db", 5432, 15432));
    assertThat(web.restartPolicy()).isEqualTo(new RestartPolicy.Always());
  }

  @Test
  void theFigExampleMeansTheSameAsItsFlockerForm() {
    List<Application> fig = applications(FIG, "cache", "web");
    List<Application> flocker = applications(FIG_AS_FLOCKER, "cache", "web");

    assertThat(fig.getFirst()).isEqualTo(flocker.getFirst());
    // Only Fig's links ask for an order; everything else is equal.
    assertThat(fig.getLast().startAfter()).containsExactly(name("cache"));
    assertThat(fig.getLast())
        .usingRecursiveComparison()
        .ignoringFields("startAfter")
        .isEqualTo(flocker.getLast());
  }
}
