package io.flocker.core.read;

import static io.flocker.core.read.Reading.application;
import static io.flocker.core.read.Reading.applications;
import static io.flocker.core.read.Reading.name;
import static io.flocker.core.read.Reading.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.ContainerProcess.Healthcheck;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComposeFormatTest {

  private static Application withLine(String line) {
    return application("services:\n  a:\n    image: x\n    " + line + "\n", "a");
  }

  private static ContainerProcess process(String line) {
    return withLine(line).process();
  }

  @Test
  void aServiceWithAnImageIsAnApplication() {
    assertThat(application("services: {a: {image: \"x:1\"}}", "a"))
        .isEqualTo(Application.of("a", "x:1"));
  }

  @Test
  void commandsAreSplitAsAShellWould() {
    assertThat(process("command: 'a \"b \\\" c\" d\\ e '''' f'").command())
        .contains(List.of("a", "b \" c", "d e", "", "f"));
    assertThat(process("command: [a b, c]").command()).contains(List.of("a b", "c"));
    assertThat(process("command: null").command()).isEmpty();
    assertThat(process("entrypoint: []").entrypoint()).contains(List.of());
    assertThat(process("entrypoint: [\"/bin/sh\"]").entrypoint()).contains(List.of("/bin/sh"));
  }

  @Test
  void aDoubledDollarIsOne() {
    assertThat(process("command: [\"$$HOME\", \"$$$$\"]").command())
        .contains(List.of("$HOME", "$$"));
  }

  @Test
  void environmentTakesNumbersAsTheyAreWritten() {
    assertThat(withLine("environment: {A: 5432, B: 1.10, C: \"\", D: no}").environment())
        .isEqualTo(Map.of("A", "5432", "B", "1.10", "C", "", "D", "no"));
    assertThat(withLine("environment: [A=b=c, B=]").environment())
        .isEqualTo(Map.of("A", "b=c", "B", ""));
    assertThat(withLine("environment:").environment()).isEmpty();
  }

  @Test
  void environmentFilesAreReadInOrderAndEnvironmentWins() {
    EnvFiles files =
        path ->
            switch (path) {
              case "one.env" -> "A=1\nB=1\nC=1\n";
              case "two.env" -> "B=2\nC=2\n";
              default -> throw new NoSuchFileException(path);
            };

    assertThat(
            applications(
                    """
                    services:
                      a:
                        image: x
                        env_file: [one.env, {path: two.env}, {path: three.env, required: false}]
                        environment: {C: 3}
                    """,
                    files,
                    "a")
                .getFirst()
                .environment())
        .isEqualTo(Map.of("A", "1", "B", "2", "C", "3"));
  }

  @Test
  void aFileThatCannotBeReadIsReportedWithTheReason() {
    EnvFiles files =
        path -> {
          throw new IOException("Permission denied");
        };

    assertThat(
            problemsOf(() ->
                Reading.read(Reading.NO_NODES, "services: {a: {image: x, env_file: f}}", files)))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:1:36 services.a.env_file");
          assertThat(problem.what()).contains("'f'").contains("Permission denied");
        });
  }

  @Test
  void portsAreReadInBothSyntaxes() {
    assertThat(
            withLine(
                    """
                    ports:
                        - 8080:80
                        - "8443:443/tcp"
                        - 9000-9001:7000-7001
                        - {target: 1, published: 2}
                        - {target: 3, published: "4", protocol: tcp, mode: ingress, name: n}
                    """)
                .ports())
        .containsExactlyInAnyOrder(
            new Port(80, 8080),
            new Port(443, 8443),
            new Port(7000, 9000),
            new Port(7001, 9001),
            new Port(1, 2),
            new Port(3, 4));
  }

  @Test
  void namedVolumesAreDatasets() {
    assertThat(
            application(
                    """
                    services:
                      a:
                        image: x
                        volumes:
                        - plain:/plain
                        - named:/named/:rw
                        - {type: volume, source: sized, target: /sized, read_only: false}
                        - known:/known
                    volumes:
                      plain:
                      named: {name: other, driver: local, x-maximum-size: 1G}
                      sized: {driver: flocker, driver_opts: {size: "10g"}}
                      known: {x-dataset-id: "0fea6a13-c52b-4d47-2536-8f24b045ca84", x-other: 1}
                      unused:
                    """,
                    "a")
                .volumes())
        .containsExactly(
            new Volume(DatasetId.ofName("plain"), "/plain", Optional.empty()),
            new Volume(DatasetId.ofName("other"), "/named", Optional.of(Size.mebibytes(1024))),
            new Volume(DatasetId.ofName("sized"), "/sized", Optional.of(Size.mebibytes(10240))),
            new Volume(
                DatasetId.parse("0fea6a13-c52b-4d47-2536-8f24b045ca84"),
                "/known",
                Optional.empty()));
  }

  @Test
  void dependenciesAndLinksGiveTheOrderOfStarting() {
    List<Application> all =
        applications(
            """
            services:
              a:
                image: x
                depends_on: [b]
                links: ["c:see"]
              b: {image: x, depends_on: {c: {condition: service_started, required: true}}}
              c: {image: x, ports: ["1:2"]}
            """,
            "a",
            "b",
            "c");

    assertThat(all.getFirst().startAfter()).containsExactly(name("b"), name("c"));
    assertThat(all.getFirst().links()).containsExactly(new Link("see", 2, 1));
    assertThat(all.get(1).startAfter()).containsExactly(name("c"));
  }

  @Test
  void restartPoliciesAreTranslated() {
    assertThat(withLine("restart: no").restartPolicy()).isEqualTo(new RestartPolicy.Never());
    assertThat(withLine("restart: always").restartPolicy()).isEqualTo(new RestartPolicy.Always());
    assertThat(withLine("restart: unless-stopped").restartPolicy())
        .isEqualTo(new RestartPolicy.Always());
    assertThat(withLine("restart: on-failure").restartPolicy())
        .isEqualTo(new RestartPolicy.OnFailure(OptionalInt.empty()));
    assertThat(withLine("restart: on-failure:3").restartPolicy())
        .isEqualTo(new RestartPolicy.OnFailure(OptionalInt.of(3)));
  }

  @ParameterizedTest
  @CsvSource({
    "512m,536870912",
    "1.5G,1610612736",
    "300kb,307200",
    "64MiB,67108864",
    "7b,7",
    "1000,1000"
  })
  void memoryIsReadWithItsUnit(String text, long bytes) {
    Limits expected = new Limits(Optional.of(new Size(bytes)), Optional.empty(), Optional.empty());
    assertThat(withLine("mem_limit: " + text).limits()).isEqualTo(expected);
    assertThat(withLine("deploy: {resources: {limits: {memory: " + text + "}}}").limits())
        .isEqualTo(expected);
  }

  @Test
  void processorLimitsAreRead() {
    assertThat(withLine("cpus: 1.5\n    cpu_shares: 512").limits())
        .isEqualTo(
            new Limits(Optional.empty(), Optional.of(512), Optional.of(new BigDecimal("1.5"))));
    assertThat(
            withLine("cpus: 0.5\n    deploy: {replicas: 1, resources: {limits: {cpus: '0.50'}}}")
                .limits()
                .cpus())
        .contains(new BigDecimal("0.5"));
  }

  @Test
  void healthChecksAreRead() {
    assertThat(
            process(
                    "healthcheck: {test: curl -f x, interval: 1m30s, timeout: 500ms,"
                        + " start_period: 1.5h, retries: 3}")
                .healthcheck())
        .contains(
            new Healthcheck(
                List.of("CMD-SHELL", "curl -f x"),
                Optional.of(Duration.ofSeconds(90)),
                Optional.of(Duration.ofMillis(500)),
                Optional.of(Duration.ofMinutes(90)),
                Optional.of(3)));
    assertThat(process("healthcheck: {test: [CMD, a, b]}").healthcheck().orElseThrow().test())
        .containsExactly("CMD", "a", "b");
    assertThat(process("healthcheck: {disable: true}").healthcheck().orElseThrow().test())
        .containsExactly("NONE");
  }

  @Test
  void theRestOfTheProcessIsRead() {
    Application a =
        withLine(
            """
            user: "1000:staff"
                working_dir: /app/
                stop_grace_period: 1m
                labels: {com.example.team: data, n: 5, empty: }
            """);

    assertThat(a.process().user()).contains("1000:staff");
    assertThat(a.process().workingDirectory()).contains("/app");
    assertThat(a.process().stopGracePeriod()).contains(Duration.ofMinutes(1));
    assertThat(a.labels()).isEqualTo(Map.of("com.example.team", "data", "n", "5", "empty", ""));
    assertThat(withLine("labels: [a=b=c, d]").labels()).isEqualTo(Map.of("a", "b=c", "d", ""));
  }
}
