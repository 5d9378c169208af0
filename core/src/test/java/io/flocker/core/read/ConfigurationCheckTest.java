package io.flocker.core.read;

import static io.flocker.core.read.Reading.applicationProblems;
import static io.flocker.core.read.Reading.applications;
import static io.flocker.core.read.Reading.name;
import static io.flocker.core.read.Reading.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {

  private static final String BOTH = "version: 1\nnodes: {h: [a], i: [b]}\n";

  private static final String ONE_PORT =
      """
      version: 1
      applications:
        a: {image: x, ports: [{internal: 1, external: 80}]}
        b: {image: x, ports: [{internal: 2, external: 80}]}
      """;

  @Test
  void anExternalPortBelongsToOneApplicationOfTheCluster() {
    assertThat(problemsOf(BOTH, ONE_PORT))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:4:25 applications.b.ports[0]");
          assertThat(problem.what())
              .isEqualTo(
                  "the external port 80 of application 'b' is already used by application 'a'"
                      + " at application.yml:3:25");
        });
  }

  @Test
  void portsOfApplicationsThatDoNotRunAreFree() {
    assertThat(applications(ONE_PORT, "b")).hasSize(1);
  }

  @Test
  void anExternalPortLeadsToOneInternalPort() {
    assertThat(
            problemsOf("version: 1\nnodes: {h: [a]}", "a: {image: x, ports: [\"80:1\", \"80:2\"]}"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("application 'a' is used twice"));
  }

  @Test
  void oneDatasetBelongsToOneApplication() {
    assertThat(
            applicationProblems(
                """
                version: 1
                applications:
                  a: {image: x, volume: {mountpoint: /a}}
                  b:
                    image: x
                    volume: {mountpoint: /b, dataset_id: "0CC175B9-C0F1-B6A8-31C3-99E269772661"}
                """))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:6:13 applications.b.volume");
          assertThat(problem.what())
              .contains("dataset 0cc175b9-c0f1-b6a8-31c3-99e269772661")
              .contains("'b' is already used by application 'a' at application.yml:3:25");
        });
  }

  @Test
  void linksWithTheSameVariablesAreRefused() {
    assertThat(
            applicationProblems(
                """
                version: 1
                applications:
                  a:
                    image: x
                    links:
                    - {local_port: 1, remote_port: 2, alias: my-db}
                    - {local_port: 2, remote_port: 2, alias: my-db}
                    - {local_port: 1, remote_port: 3, alias: MY_DB}
                """))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:8:7 applications.a.links[2]");
          assertThat(problem.what()).contains("'MY_DB'").contains("application.yml:6:7");
        });
  }

  @Test
  void linksThatLeadInACircleAreRefused() {
    assertThat(
            problemsOf(
                BOTH,
                """
                version: 1
                applications:
                  a:
                    image: x
                    ports: [{internal: 1, external: 81}]
                    links: [{local_port: 2, remote_port: 82, alias: b}]
                  b:
                    image: x
                    ports: [{internal: 2, external: 82}]
                    links: [{local_port: 1, remote_port: 81, alias: a}]
                """))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:10:13 applications.b.links[0]");
          assertThat(problem.what()).endsWith("in a circle: a → b → a");
        });
  }

  @Test
  void anApplicationCannotLinkToItself() {
    assertThat(
            problemsOf(
                "version: 1\nnodes: {h: [a]}", "a: {image: x, ports: [\"80:1\"], links: [a]}"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).endsWith("in a circle: a → a"));
  }

  @Test
  void dependenciesInACircleAreRefusedEvenWhereNothingRuns() {
    assertThat(
            applicationProblems(
                """
                services:
                  a: {image: x, depends_on: [b]}
                  b: {image: x, depends_on: [c]}
                  c: {image: x, depends_on: [a]}
                """))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:4:30 services.c.depends_on[0]");
          assertThat(problem.what()).endsWith("in a circle: a → b → c → a");
        });
  }

  @Test
  void aDependencyOnAnApplicationOfAnotherNodeIsKept() {
    Application a =
        Reading.read(BOTH, "services: {a: {image: x, depends_on: [b]}, b: {image: x}}")
            .placements()
            .findFirst()
            .orElseThrow()
            .getValue();

    assertThat(a.startAfter()).containsExactly(name("b"));
  }

  @Test
  void aDependencyOnNothingIsRefused() {
    assertThat(applicationProblems("services: {a: {image: x, depends_on: [b]}}"))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:1:39 services.a.depends_on[0]");
          assertThat(problem.what()).isEqualTo("the application 'b' is not defined");
        });
  }
}
