package io.flocker.core.read;

import static io.flocker.core.read.Reading.applicationProblems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be honoured is refused by name and place. */
class ComposeErrorsTest {

  private static void assertSole(String text, String where, String what) {
    assertThat(applicationProblems(text))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.where()).isEqualTo("application.yml:" + where);
          assertThat(problem.what()).contains(what);
        });
  }

  /** The key of each row stands in line 5, column 5; a volume {@code data} is declared. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          command: 5 | 5:14 services.a.command | expected a text, found the number '5'
          command: "a 'b" | 5:14 services.a.command | a quote is not closed
          entrypoint: [5] | 5:18 services.a.entrypoint[0] | expected a text, found the number '5'
          environment: {A: true} | 5:22 services.a.environment.A | expected a text, found the truth value
          environment: {A: } | 5:21 services.a.environment.A | a variable without a value
          environment: [A] | 5:19 services.a.environment[0] | a variable without a value
          env_file: none.env | 5:15 services.a.env_file | the file 'none.env' does not exist
          env_file: [{path: x, required: false, format: raw}] | 5:43 services.a.env_file[0].format | 'format' cannot be honoured
          ports: "80:80" | 5:12 services.a.ports | expected a list
          ports: [80] | 5:13 services.a.ports[0] | random port
          ports: ["80"] | 5:13 services.a.ports[0] | '80' is not a pair of ports
          ports: [":80"] | 5:13 services.a.ports[0] | ':80' has no external port
          ports: ["53:53/udp"] | 5:13 services.a.ports[0] | '53:53/udp' is not TCP
          ports: ["127.0.0.1:80:80"] | 5:13 services.a.ports[0] | names an address
          ports: ["[::1]:80:80"] | 5:13 services.a.ports[0] | names an address
          ports: ["0:80"] | 5:13 services.a.ports[0] | '0:80' is not a pair of ports from 1 to 65535
          ports: ["1-3:1-2"] | 5:13 services.a.ports[0] | ranges of one length
          ports: [{target: 80}] | 5:13 services.a.ports[0] | 'published' is missing
          ports: [{target: 80, published: 80, protocol: udp}] | 5:51 services.a.ports[0].protocol | 'udp' cannot be honoured
          ports: [{target: 80, published: 80, mode: host}] | 5:47 services.a.ports[0].mode | 'host' cannot be honoured
          ports: [{target: 80, published: 80, host_ip: "::1"}] | 5:41 services.a.ports[0].host_ip | 'host_ip' cannot be honoured
          ports: [{target: 80, published: "1-2"}] | 5:37 services.a.ports[0].published | '1-2' is not a port
          volumes: [/data] | 5:15 services.a.volumes[0] | a volume without a name
          volumes: ["./x:/data"] | 5:15 services.a.volumes[0] | the bind mount './x:/data' cannot be honoured
          volumes: ["/x:/data:ro"] | 5:15 services.a.volumes[0] | the bind mount
          volumes: ["~/x:/data"] | 5:15 services.a.volumes[0] | the bind mount
          volumes: ["data:/data:ro"] | 5:15 services.a.volumes[0] | the options of 'data:/data:ro'
          volumes: ["data:x"] | 5:15 services.a.volumes[0] | 'x' is not absolute
          volumes: ["other:/data"] | 5:15 services.a.volumes[0] | the volume 'other' is not declared
          volumes: [{type: bind, source: /x, target: /y}] | 5:22 services.a.volumes[0].type | a mount of type 'bind'
          volumes: [{type: tmpfs, target: /y}] | 5:22 services.a.volumes[0].type | a mount of type 'tmpfs'
          volumes: [{type: volume, source: data, target: /y, read_only: true}] | 5:67 services.a.volumes[0].read_only | true cannot be honoured
          volumes: [{type: volume, source: data, target: /y, volume: {nocopy: true}}] | 5:56 services.a.volumes[0].volume | 'volume' cannot be honoured
          volumes: [{type: volume, target: /y}] | 5:15 services.a.volumes[0] | 'source' is missing
          depends_on: b | 5:17 services.a.depends_on | expected a list, found the text 'b'
          depends_on: {a2: {condition: service_healthy}} | 5:34 services.a.depends_on.a2.condition | 'service_healthy' cannot be honoured
          depends_on: {a2: {}} | 5:22 services.a.depends_on.a2 | 'condition' is missing
          depends_on: {a2: {condition: service_started, restart: true}} | 5:51 services.a.depends_on.a2.restart | 'restart' cannot be honoured
          links: [a2] | 5:13 services.a.links[0] | leads to 'a2', which publishes no port
          links: [b] | 5:13 services.a.links[0] | leads to 'b', which is not in this file
          restart: sometimes | 5:14 services.a.restart | 'sometimes' is not a restart policy
          restart: false | 5:14 services.a.restart | expected a text, found the truth value false
          restart: on-failure:0 | 5:14 services.a.restart | 'on-failure:0' is not a restart policy
          mem_limit: 1x | 5:16 services.a.mem_limit | '1x' is not an amount of memory
          mem_limit: 0 | 5:16 services.a.mem_limit | '0' is not an amount of memory
          cpus: -1 | 5:11 services.a.cpus | expected a number, found the number '-1'
          cpus: 0 | 5:11 services.a.cpus | is not within 0.01
          cpu_shares: x | 5:17 services.a.cpu_shares | expected a whole number
          deploy: {mode: global} | 5:14 services.a.deploy.mode | 'mode' cannot be honoured
          deploy: {replicas: 2} | 5:24 services.a.deploy.replicas | the number '2' is not within 1 to 1
          deploy: {restart_policy: {}} | 5:14 services.a.deploy.restart_policy | 'restart_policy' cannot be honoured
          deploy: {resources: {reservations: {}}} | 5:26 services.a.deploy.resources.reservations | 'reservations' cannot
          deploy: {resources: {limits: {pids: 5}}} | 5:35 services.a.deploy.resources.limits.pids | 'pids' cannot
          healthcheck: {interval: 5s} | 5:18 services.a.healthcheck | 'test' is missing
          healthcheck: {test: [curl]} | 5:25 services.a.healthcheck.test | 'curl' … is not a health check
          healthcheck: {test: x, interval: 5} | 5:38 services.a.healthcheck.interval | expected a text, found the number '5'
          healthcheck: {test: x, interval: 5x} | 5:38 services.a.healthcheck.interval | '5x' is not a duration
          healthcheck: {test: x, start_interval: 5s} | 5:28 services.a.healthcheck.start_interval | 'start_interval' cannot
          healthcheck: {test: x, retries: 0} | 5:37 services.a.healthcheck.retries | the number '0'
          labels: {io.flocker.x: y} | 5:13 services.a.labels | 'io.flocker.x' would hide
          labels: {a: [x]} | 5:17 services.a.labels.a | expected a text, found a list
          stop_grace_period: 5 | 5:24 services.a.stop_grace_period | expected a text, found the number '5'
          user: 1000 | 5:11 services.a.user | expected a text, found the number '1000'
          user: "a b" | 5:11 services.a.user | 'a b' is not a user
          working_dir: app | 5:18 services.a.working_dir | 'app' is not absolute
          command: echo $HOME | 5:14 services.a.command | the variable '$HOME' cannot be replaced
          command: "${X:-y} z" | 5:14 services.a.command | the variable '${X}' cannot be replaced
          command: cost 5$ | 5:14 services.a.command | the variable '$' cannot be replaced
          build: . | 5:5 services.a.build | 'build' cannot be honoured
          networks: [x] | 5:5 services.a.networks | 'networks' cannot be honoured
          colour: red | 5:5 services.a.colour | 'colour' is not a key that is understood here
          """)
  void eachBadValueIsReportedWhereItStands(String line, String where, String what) {
    assertSole(
        "volumes: {data: }\nservices:\n  a:\n    image: x\n    " + line + "\n  a2: {image: x}\n",
        where,
        what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cap_add",
        "cap_drop",
        "configs",
        "container_name",
        "cpuset",
        "devices",
        "dns",
        "domainname",
        "expose",
        "extends",
        "external_links",
        "extra_hosts",
        "gpus",
        "group_add",
        "hostname",
        "init",
        "ipc",
        "logging",
        "mac_address",
        "memswap_limit",
        "network_mode",
        "pid",
        "platform",
        "privileged",
        "profiles",
        "pull_policy",
        "read_only",
        "runtime",
        "scale",
        "secrets",
        "security_opt",
        "shm_size",
        "stdin_open",
        "stop_signal",
        "sysctls",
        "tmpfs",
        "tty",
        "ulimits",
        "userns_mode",
        "volumes_from"
      })
  void eachKnownKeyThatCannotBeHonouredIsRefusedByName(String key) {
    assertSole(
        "services:\n  a:\n    image: x\n    " + key + ": {}\n",
        "4:5 services.a." + key,
        "'" + key + "' cannot be honoured");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          services: | 1:10 services | expected a mapping, found nothing
          services: [] | 1:11 services | expected a mapping, found an empty list
          services: {a: } | 1:14 services.a | expected a mapping, found nothing
          services: {a: {}} | 1:15 services.a | 'image' is missing
          services: {a: {image: 5}} | 1:23 services.a.image | expected a text, found the number '5'
          services: {}!networks: {n: } | 2:1 networks | 'networks' cannot be honoured
          services: {}!secrets: {n: } | 2:1 secrets | 'secrets' cannot be honoured
          services: {}!configs: {n: } | 2:1 configs | 'configs' cannot be honoured
          services: {}!include: [n] | 2:1 include | 'include' cannot be honoured
          services: {}!colour: red | 2:1 colour | 'colour' is not a key
          services: {}!name: "$x" | 2:7 name | the variable '$x'
          services: {}!volumes: [] | 2:10 volumes | expected a mapping, found an empty list
          services: {}!volumes: {v: x} | 2:14 volumes.v | expected a mapping, found the text 'x'
          services: {}!volumes: {"a b": } | 2:11 volumes["a b"] | 'a b' cannot name a volume
          services: {}!volumes: {v: {external: true}} | 2:15 volumes.v.external | 'external' cannot be honoured
          services: {}!volumes: {v: {labels: {}}} | 2:15 volumes.v.labels | 'labels' cannot be honoured
          services: {}!volumes: {v: {driver: nfs}} | 2:23 volumes.v.driver | 'nfs' cannot be honoured
          services: {}!volumes: {v: {driver_opts: {type: nfs}}} | 2:29 volumes.v.driver_opts.type | 'type' cannot be honoured
          services: {}!volumes: {v: {driver_opts: {size: 5}}} | 2:35 volumes.v.driver_opts.size | expected a text, found the number '5'
          services: {}!volumes: {v: {x-dataset-id: 5}} | 2:29 volumes.v.x-dataset-id | expected a text
          """)
  void eachBadFileIsReportedWhereItIsWrong(String text, String where, String what) {
    assertSole(text.replace("!", "\n"), where, what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {image: x, volumes: [\"v:/a\"]}, b: {image: x, volumes: [\"v:/b\"]}",
        "a: {image: x, volumes: [\"v:/a\"]}, b: {image: x, volumes: [\"w:/b\"]}"
      })
  void oneNamedVolumeBelongsToOneService(String services) {
    assertThat(applicationProblems("services: {" + services + "}\nvolumes: {v: , w: {name: v}}"))
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.what())
                .contains("'b' is already used by application 'a' at application.yml:1:"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem_limit: 1g", "mem_limit: 1073741824", "mem_limit: 1024mb"})
  void limitsWrittenTwiceMustAgree(String limit) {
    String deploy = "deploy: {resources: {limits: {memory: 2G}}}";
    assertSole(
        "services:\n  a:\n    image: x\n    " + limit + "\n    " + deploy + "\n",
        "5:43 services.a.deploy.resources.limits.memory",
        "differs from services.a.mem_limit");
  }
}
