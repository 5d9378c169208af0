package io.flocker.core.read;

import static io.flocker.core.read.Reading.applicationProblems;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 2.1, 2.2 and 2.4 of the original's behaviour: each row is one located problem. */
class FlockerFormatErrorsTest {

  private static void assertSole(String text, String where, String what) {
    assertThat(applicationProblems(text))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }

  /** The key of each row stands in line 5, column 5 of the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ports: null | 5:12 applications.a.ports | expected a list, found nothing
          ports: "80:80" | 5:12 applications.a.ports | expected a list, found the text '80:80'
          ports: [80] | 5:13 applications.a.ports[0] | expected a mapping, found the number '80'
          ports: [{external: 80}] | 5:13 applications.a.ports[0] | 'internal' is missing
          ports: [{internal: 80}] | 5:13 applications.a.ports[0] | 'external' is missing
          ports: [{internal: 1, external: 2, b: 3}] | 5:40 applications.a.ports[0].b | 'b' is not a key
          ports: [{internal: "1", external: 2}] | 5:24 applications.a.ports[0].internal | found the text '1'
          ports: [{internal: 1.5, external: 2}] | 5:24 applications.a.ports[0].internal | found the number '1.5'
          ports: [{internal: true, external: 2}] | 5:24 applications.a.ports[0].internal | found the truth value true
          ports: [{internal: 0, external: 2}] | 5:24 applications.a.ports[0].internal | the number '0' is not within 1 to 65535
          ports: [{internal: 1, external: 99999}] | 5:37 applications.a.ports[0].external | the number '99999' is not within
          ports: [{internal: 1, external: 99999999999999999999999999999999999999}] | 5:37 applications.a.ports[0].external | is not within
          ports: [{internal: -1, external: 2}] | 5:24 applications.a.ports[0].internal | the number '-1'
          links: {} | 5:12 applications.a.links | expected a list, found an empty mapping
          links: null | 5:12 applications.a.links | expected a list, found nothing
          links: [db] | 5:13 applications.a.links[0] | expected a mapping, found the text 'db'
          links: [{local_port: "1", remote_port: 2, alias: x}] | 5:26 applications.a.links[0].local_port | found the text '1'
          links: [{local_port: 1, remote_port: b, alias: x}] | 5:42 applications.a.links[0].remote_port | found the text 'b'
          links: [{local_port: 1, remote_port: 2, alias: 3}] | 5:52 applications.a.links[0].alias | expected a text, found the number '3'
          links: [{local_port: 1, remote_port: 2, alias: "a=b"}] | 5:52 applications.a.links[0].alias | 'a=b' cannot be part of
          links: [{remote_port: 2, alias: x}] | 5:13 applications.a.links[0] | 'local_port' is missing
          links: [{local_port: 2, alias: x}] | 5:13 applications.a.links[0] | 'remote_port' is missing
          links: [{local_port: 2, remote_port: 2}] | 5:13 applications.a.links[0] | 'alias' is missing
          links: [{local_port: 1, remote_port: 2, alias: x, y: 1}] | 5:55 applications.a.links[0].y | 'y' is not a key
          volume: /data | 5:13 applications.a.volume | expected a mapping, found the text '/data'
          volume: [] | 5:13 applications.a.volume | expected a mapping, found a list
          volume: {} | 5:13 applications.a.volume | 'mountpoint' is missing
          volume: {mountpoint: /d, z: 1} | 5:30 applications.a.volume.z | 'z' is not a key
          volume: {mountpoint: data} | 5:26 applications.a.volume.mountpoint | 'data' is not absolute
          volume: {mountpoint: /dät} | 5:26 applications.a.volume.mountpoint | contains characters other than printable ASCII
          volume: {mountpoint: 5} | 5:26 applications.a.volume.mountpoint | expected a text, found the number '5'
          volume: {mountpoint: "/a:/b"} | 5:26 applications.a.volume.mountpoint | contains ':'
          volume: {mountpoint: /a/../b} | 5:26 applications.a.volume.mountpoint | '..'
          volume: {mountpoint: //} | 5:26 applications.a.volume.mountpoint | is the root directory
          volume: {mountpoint: /d, dataset_id: x} | 5:42 applications.a.volume.dataset_id | 'x' is not the id of a dataset
          volume: {mountpoint: /d, name: a/b} | 5:36 applications.a.volume.name | 'a/b' cannot name a volume
          volumes: {} | 5:14 applications.a.volumes | expected a list, found an empty mapping
          volumes: [{mountpoint: /a}, {mountpoint: /b}] | 5:33 applications.a.volumes[1] | a second volume without name and dataset_id; the first is in line 5
          volumes: [{mountpoint: /a, name: x}, {mountpoint: /b, name: x}] | 5:42 applications.a.volumes[1] | of application 'a' is used twice
          volumes: [{mountpoint: /a, name: x}, {mountpoint: /a/, name: y}] | 5:42 applications.a.volumes[1] | mounts two volumes at '/a'
          environment: [A=b] | 5:18 applications.a.environment | expected a mapping, found a list
          environment: {1: x} | 5:19 applications.a.environment.1 | the key '1' is not a text
          environment: {A: 5} | 5:22 applications.a.environment.A | expected a text, found the number
          environment: {A: true} | 5:22 applications.a.environment.A | expected a text, found the truth value
          environment: {A: null} | 5:22 applications.a.environment.A | expected a text, found nothing
          environment: {"A=B": x} | 5:19 applications.a.environment["A…"] | cannot name an environment variable
          mem_limit: "1" | 5:16 applications.a.mem_limit | expected a whole number, found the text '1'
          mem_limit: -1 | 5:16 applications.a.mem_limit | the number '-1' is not within
          mem_limit: true | 5:16 applications.a.mem_limit | found the truth value true
          cpu_shares: 1.5 | 5:17 applications.a.cpu_shares | found the number '1.5'
          cpu_shares: -5 | 5:17 applications.a.cpu_shares | the number '-5'
          restart_policy: always | 5:21 applications.a.restart_policy | expected a mapping, found the text 'always'
          restart_policy: {} | 5:21 applications.a.restart_policy | 'name' is missing
          restart_policy: {name: sometimes} | 5:28 applications.a.restart_policy.name | 'sometimes' is not a restart policy
          restart_policy: {name: ""} | 5:28 applications.a.restart_policy.name | is empty
          restart_policy: {name: always, maximum_retry_count: 1} | 5:36 applications.a.restart_policy.maximum_retry_count | cannot be honoured
          restart_policy: {name: never, x: 1} | 5:35 applications.a.restart_policy.x | 'x' is not a key
          restart_policy: {name: on-failure, x: 1} | 5:40 applications.a.restart_policy.x | 'x' is not a key
          restart_policy: {name: on-failure, maximum_retry_count: 0} | 5:61 applications.a.restart_policy.maximum_retry_count | the number '0'
          restart_policy: {name: on-failure, maximum_retry_count: "3"} | 5:61 applications.a.restart_policy.maximum_retry_count | found the text '3'
          colour: red | 5:5 applications.a.colour | 'colour' is not a key that is understood here
          """)
  void eachBadValueIsReportedWhereItStands(String line, String where, String what) {
    assertSole(
        "version: 1\napplications:\n  a:\n    image: \"acme/a\"\n    " + line + "\n", where, what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          image: 5 | 4:12 applications.a.image | expected a text, found the number '5'
          image: [x] | 4:12 applications.a.image | expected a text, found a list
          image: ":x" | 4:12 applications.a.image | ':x' is not the name of an image
          image: "" | 4:12 applications.a.image | '' is not the name of an image
          cpu_shares: 5 | 4:5 applications.a | the key 'image' is missing
          """)
  void eachBadImageIsReportedWhereItStands(String line, String where, String what) {
    assertSole("version: 1\napplications:\n  a:\n    " + line + "\n", where, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100",
        "null",
        "\"\"",
        "\"0\"",
        "\"-10M\"",
        "\"100F\"",
        "\"10MB\"",
        "\"64 M\"",
        "\" 1G\"",
        "\".5G\"",
        "\"1e3\"",
        "\"0.0T\"",
        "\"9999999999999T\"",
        "[]"
      })
  void eachBadSizeIsReportedWhereItStands(String size) {
    Problem problem =
        applicationProblems(
                "version: 1\napplications:\n  a:\n    image: x\n    volume:\n"
                    + "      mountpoint: /d\n      maximum_size: "
                    + size
                    + "\n")
            .getFirst();

    assertThat(problem.where())
        .isEqualTo("application.yml:7:21 applications.a.volume.maximum_size");
    assertThat(problem.remedy()).contains("512M");
  }

  /** The rows of the whole-file table; {@code /} stands for a new line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `` | 1:1 | the file is empty
          # nothing | 1:1 | the file is empty
          null | 1:1 | expected a mapping, found nothing
          [] | 1:1 | expected a mapping, found an empty list
          hello | 1:1 | expected a mapping, found the text 'hello'
          {} | 1:1 | neither Flocker's format (no 'applications')
          version: 1 | 1:1 | the key 'applications' is missing
          applications: {} | 1:1 | the key 'version' is missing
          version: 2/applications: {} | 1:10 version | the version is the number '2'
          version: "1"/applications: {} | 1:10 version | the version is the text '1'
          version: true/applications: {} | 1:10 version | the version is the truth value true
          version: 1/applications: {}/colour: red | 3:1 colour | 'colour' is not a key
          version: 1/applications: null | 2:15 applications | expected a mapping, found nothing
          version: 1/applications: [] | 2:15 applications | expected a mapping, found an empty list
          version: 1/applications: {a: null} | 2:19 applications.a | expected a mapping, found nothing
          version: 1/applications: {a: x} | 2:19 applications.a | expected a mapping, found the text 'x'
          version: 1/applications: {5: {image: x}} | 2:16 applications.5 | the key '5' is not a text
          version: 1/applications: {"a b": {image: x}} | 2:16 applications["a b"] | 'a b' cannot name an application
          version: 1/applications: {"": {image: x}} | 2:16 applications[""] | '' cannot name an application
          version: 1/applications: {? [a] : {image: x}} | 2:18 applications | a list or mapping used as a key
          """)
  void eachBadFileIsReportedWhereItIsWrong(String text, String where, String what) {
    assertSole(text.replace("/", "\n"), where, what);
  }
}
