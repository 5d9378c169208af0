package io.flocker.core.read;

import static io.flocker.core.read.Reading.problemsOf;
import static io.flocker.core.read.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.NodeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3 of the original's behaviour, and what it did not check. */
class DeploymentReaderTest {

  private static final String APPLICATIONS = "version: 1\napplications: {a: {image: x}}\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | 1:1 | the file is empty
          hello | 1:1 | expected a mapping, found the text 'hello'
          [] | 1:1 | expected a mapping, found an empty list
          version: 1 | 1:1 | the key 'nodes' is missing
          nodes: {} | 1:1 | the key 'version' is missing
          version: 2/nodes: {} | 1:10 version | the version is the number '2'
          version: 1/nodes: null | 2:8 nodes | expected a mapping, found nothing
          version: 1/nodes: [] | 2:8 nodes | expected a mapping, found an empty list
          version: 1/nodes: {h: null} | 2:12 nodes.h | expected a list, found nothing
          version: 1/nodes: {h: a} | 2:12 nodes.h | expected a list, found the text 'a'
          version: 1/nodes: {h: {}} | 2:12 nodes.h | expected a list, found an empty mapping
          version: 1/nodes: {h: [[a]]} | 2:13 nodes.h[0] | expected a text, found a list
          version: 1/nodes: {h: [5]} | 2:13 nodes.h[0] | expected a text, found the number '5'
          version: 1/nodes: {h: [b]} | 2:13 nodes.h[0] | the application 'b' is not defined
          version: 1/nodes: {h: ["b c"]} | 2:13 nodes.h[0] | 'b c' cannot name an application
          version: 1/nodes: {h: [a, a]} | 2:16 nodes.h[1] | 'a' is listed twice on node h; first at deployment.yml:2:13
          version: 1/nodes: {h: [a], i: [a]} | 2:21 nodes.i[0] | 'a' is listed on two nodes, h and i; first at deployment.yml:2:13
          version: 1/nodes: {h: [a], H: []} | 2:17 nodes.H | this is the node 'h'
          version: 1/nodes: {"::1": [], "0:0::1": []} | 2:20 nodes["0:0::1"] | this is the node '::1'
          version: 1/nodes: {5: []} | 2:9 nodes.5 | the key '5' is not a text
          version: 1/nodes: {}/colour: red | 3:1 colour | 'colour' is not a key
          """)
  void eachBadFileIsReportedWhereItIsWrong(String text, String where, String what) {
    assertThat(problemsOf(text.replace("/", "\n"), APPLICATIONS))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("deployment.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }

  @Test
  void aNodeWithoutAListIsToldToHaveAnEmptyOne() {
    assertThat(problemsOf("version: 1\nnodes:\n  h:\n", APPLICATIONS))
        .singleElement()
        .satisfies(problem -> assertThat(problem.remedy()).contains("[]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "0.0.0.0",
        "2001:db8::1",
        "::1",
        "::ffff:192.0.2.1",
        "db1",
        "db-1.example.com",
        "1host"
      })
  void addressesAndHostNamesNameNodes(String node) {
    assertThat(read("version: 1\nnodes: {\"" + node + "\": [a]}", APPLICATIONS).nodes())
        .containsOnlyKeys(new NodeName(node));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.256",
        "192.0.2",
        "1.2.3.4.5",
        "2001:db8::1::2",
        ":::",
        "[::1]",
        "fe80::1%eth0",
        "a_b",
        "-a",
        "a-",
        "a..b",
        "a.",
        "host:22",
        "user@host",
        "",
        " ",
        "ä",
        "a b",
        "192.0.2.1/24"
      })
  void anythingElseIsRefused(String node) {
    assertThat(problemsOf("version: 1\nnodes: {\"" + node + "\": [a]}", APPLICATIONS))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).startsWith("deployment.yml:2:9 nodes");
          assertThat(problem.what()).contains("neither an IP address nor a host name");
        });
  }

  @Test
  void applicationsThatNoNodeRunsAreLeftOut() {
    assertThat(read("version: 1\nnodes: {h: []}", APPLICATIONS).applicationsOn(new NodeName("h")))
        .isEmpty();
  }

  @Test
  void anUnreadableApplicationFileMakesNoApplicationUnknown() {
    assertThat(problemsOf("version: 1\nnodes: {h: [a]}", "version: [\n"))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:2:1");
          assertThat(problem.what()).startsWith("not valid YAML: ");
        });
  }

  @Test
  void anApplicationThatCouldNotBeReadIsNotCalledUnknown() {
    assertThat(problemsOf("version: 1\nnodes: {h: [a]}", "version: 1\napplications: {a: 5}"))
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.where()).isEqualTo("application.yml:2:19 applications.a"));
  }
}
