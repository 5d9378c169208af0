package io.flocker.core.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.problem.ProblemException;
import org.junit.jupiter.api.Test;

class SourceJsonTest {

  private static String json(String yaml) {
    return SourceJson.of(new SourceFile("file.yml", yaml)).toString();
  }

  @Test
  void everyKindOfValueBecomesWhatItIs() {
    assertThat(json("{a: text, b: [1, -2, 2.5], c: true, d: ~, e: {f: 'yes'}}"))
        .isEqualTo("{\"a\":\"text\",\"b\":[1,-2,2.5],\"c\":true,\"d\":null,\"e\":{\"f\":\"yes\"}}");
  }

  @Test
  void aliasesAreReplaced() {
    assertThat(json("a: &x {b: 1}\nc: *x\n")).isEqualTo("{\"a\":{\"b\":1},\"c\":{\"b\":1}}");
  }

  @Test
  void whatANumberWouldBeWrittenOtherwiseAsStaysAsItIsWritten() {
    assertThat(json("[022, 0x1F, 1.10, 1e3, .5, -0, 0.00000001, 1.]"))
        .isEqualTo("[\"022\",\"0x1F\",1.10,\"1e3\",\".5\",\"-0\",\"0.00000001\",\"1.\"]");
  }

  @Test
  void whatIsNoYamlIsTold() {
    assertThatThrownBy(() -> json("a: [1")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> json("")).isInstanceOf(ProblemException.class);
  }

  @Test
  void allThatMeansSomethingMeansTheSameAsJson() {
    String application =
        """
        services:
          db:
            image: postgres:17
            environment: {UMASK: 022, VERSION: 1.10, ON: "yes", EMPTY: ""}
            ports: ["5432:5432"]
            cpus: 1.50
            stop_grace_period: 1m30s
            labels: [a=b]
        """;
    String deployment = "version: 1\nnodes: {\"10.0.0.1\": [db]}\n";
    assertThat(Reading.read(json(deployment), json(application)))
        .isEqualTo(Reading.read(deployment, application));
  }
}
