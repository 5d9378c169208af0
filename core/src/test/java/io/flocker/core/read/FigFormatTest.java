package io.flocker.core.read;

import static io.flocker.core.read.Reading.application;
import static io.flocker.core.read.Reading.applicationProblems;
import static io.flocker.core.read.Reading.applications;
import static io.flocker.core.read.Reading.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Link;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 2.5 of the original's behaviour, without its defects. */
class FigFormatTest {

  /** The key of each row stands in line 3, column 3, of an application that is otherwise right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          environment: x | 3:16 a.environment | expected a mapping, found the text
          environment: 5 | 3:16 a.environment | expected a mapping, found the number
          environment: [5] | 3:17 a.environment[0] | expected a text, found the number
          environment: {K: 5} | 3:20 a.environment.K | expected a text, found the number
          environment: ["=x"] | 3:17 a.environment[0] | the name of an environment variable is empty
          environment: [A=1, A=2] | 3:22 a.environment[1] | 'A' is set twice
          ports: "80:80" | 3:10 a.ports | expected a list, found the text '80:80'
          ports: [80] | 3:11 a.ports[0] | expected a text, found the number '80'
          ports: ["80"] | 3:11 a.ports[0] | '80' is not a pair of ports
          ports: ["127.0.0.1:80:80"] | 3:11 a.ports[0] | '127.0.0.1:80:80' is not a pair of ports
          ports: ["53:53/udp"] | 3:11 a.ports[0] | '53:53/udp' is not a pair of ports
          ports: ["a:b"] | 3:11 a.ports[0] | 'a:b' is not a pair of ports
          ports: ["0:80"] | 3:11 a.ports[0] | '0:80' is not a pair of ports
          ports: ["80:99999"] | 3:11 a.ports[0] | '80:99999' is not a pair of ports
          links: b | 3:10 a.links | expected a list, found the text 'b'
          links: [5] | 3:11 a.links[0] | expected a text, found the number '5'
          links: ["nobody"] | 3:11 a.links[0] | 'nobody', which is not in this file
          links: ["a:b:c"] | 3:11 a.links[0] | 'a:b:c' is not a link
          links: [""] | 3:11 a.links[0] | '' is not a link
          volumes: /data | 3:12 a.volumes | expected a list, found the text '/data'
          volumes: [5] | 3:13 a.volumes[0] | expected a text, found the number '5'
          volumes: [/a, /b] | 3:17 a.volumes[1] | a second volume
          volumes: ["/a:/b"] | 3:13 a.volumes[0] | '/a:/b' contains ':'
          volumes: [data] | 3:13 a.volumes[0] | 'data' is not absolute
          mem_limit: "64m" | 3:14 a.mem_limit | expected a whole number, found the text '64m'
          working_dir: / | 3:3 a.working_dir | 'working_dir' cannot be honoured
          entrypoint: x | 3:3 a.entrypoint | 'entrypoint' cannot be honoured
          user: x | 3:3 a.user | 'user' cannot be honoured
          hostname: x | 3:3 a.hostname | 'hostname' cannot be honoured
          domainname: x | 3:3 a.domainname | 'domainname' cannot be honoured
          privileged: true | 3:3 a.privileged | 'privileged' cannot be honoured
          dns: x | 3:3 a.dns | 'dns' cannot be honoured
          net: host | 3:3 a.net | 'net' cannot be honoured
          volumes_from: [x] | 3:3 a.volumes_from | 'volumes_from' cannot be honoured
          expose: ["1"] | 3:3 a.expose | 'expose' cannot be honoured
          command: x | 3:3 a.command | 'command' cannot be honoured
          build: . | 3:3 a.build | 'build' cannot be honoured
          cpu_shares: 5 | 3:3 a.cpu_shares | 'cpu_shares' is not a key that is understood
          """)
  void eachBadValueIsReportedWhereItStands(String line, String where, String what) {
    assertSole("a:\n  image: \"acme/a\"\n  " + line + "\n", where, what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: {image: 5} | 1:12 a.image | expected a text, found the number '5'
          a: {image: ":"} | 1:12 a.image | ':' is not the name of an image
          a: {build: .} | 1:5 a.build | 'build' cannot be honoured
          a: {image: x}/b: 5 | 2:4 b | expected a mapping, found the number '5'
          a: {image: x}/b: {} | 2:4 b | the key 'image' is missing
          version: "1"/a: {image: x} | 1:10 version | expected a mapping, found the text '1'
          """)
  void eachBadFileIsReportedWhereItIsWrong(String text, String where, String what) {
    assertSole(text.replace("/", "\n"), where, what);
  }

  private static void assertSole(String text, String where, String what) {
    assertThat(applicationProblems(text))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }

  @Test
  void environmentListsAreSplitAtTheFirstEqualsSign() {
    assertThat(application("a: {image: x, environment: [A=b=c, B, C=]}", "a").environment())
        .isEqualTo(Map.of("A", "b=c", "B", "", "C", ""));
  }

  @Test
  void everythingElseIsCarriedOver() {
    Application a =
        application("a: {image: x, volumes: [/data/], mem_limit: 1024, environment: {K: v}}", "a");

    assertThat(a.volumes())
        .containsExactly(new Volume(DatasetId.ofName("a"), "/data", Optional.empty()));
    assertThat(a.limits().memory()).contains(new Size(1024));
    assertThat(a.environment()).isEqualTo(Map.of("K", "v"));
    assertThat(a.restartPolicy()).isEqualTo(new RestartPolicy.Never());
  }

  @Test
  void aLinkBecomesOneLinkForEachPortOfItsTarget() {
    Application web =
        applications(
                """
                web: {image: x, links: [db, "cache:store", mute]}
                db: {image: x, ports: ["15432:5432", "15433:5433"]}
                cache: {image: x, ports: ["16379:6379"]}
                mute: {image: x}
                """,
                "web",
                "db",
                "cache",
                "mute")
            .getFirst();

    assertThat(web.links())
        .containsExactlyInAnyOrder(
            new Link("db", 5432, 15432),
            new Link("db", 5433, 15433),
            new Link("store", 6379, 16379));
    assertThat(web.startAfter()).containsExactly(name("cache"), name("db"), name("mute"));
  }

  @Test
  void applicationsMayBeCalledServicesOrApplications() {
    assertThat(applications("services: {image: x}\napplications: {image: y}", "services"))
        .containsExactly(Application.of("services", "x"));
  }

  @Test
  void anEmptyListOfVolumesIsNone() {
    assertThat(application("a: {image: x, volumes: []}", "a")).isEqualTo(Application.of("a", "x"));
  }
}
