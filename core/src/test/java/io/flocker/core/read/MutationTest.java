package io.flocker.core.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to a valid file, it is read or refused with places; nothing else. */
class MutationTest {

  private static final int MUTATIONS = 600;
  // What takes this long has got lost in the text; a busy machine has not.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final String FLOCKER =
      """
      version: 1
      applications:
        db:
          image: "acme/postgres:9.3"
          ports: [{internal: 5432, external: 15432}]
          volumes:
          - {mountpoint: "/data", maximum_size: "2.5G", name: data}
          - mountpoint: /logs
            dataset_id: "0fea6a13-c52b-4d47-2536-8f24b045ca84"
          environment: {PASSWORD: "secret"}
          mem_limit: 268435456
          cpu_shares: 512
          restart_policy: {name: on-failure, maximum_retry_count: 5}
        web:
          image: "acme/web"
          volume: {mountpoint: /cache}
          links: [{local_port: 5432, remote_port: 15432, alias: "db"}]
          restart_policy: {name: always}
      """;
  private static final String FIG =
      """
      db:
        image: "acme/redis:2.8"
        ports: ["16379:6379"]
        volumes: ["/data"]
      web:
        image: "acme/counter"
        environment: ["MODE=production", "DEBUG"]
        ports: ["8000:5000"]
        links: ["db:store"]
        mem_limit: 134217728
      """;
  private static final String COMPOSE =
      """
      version: "3.8"
      name: shop
      x-common: &common
        restart: on-failure:3
        labels: {team: data}
      services:
        db:
          <<: *common
          image: postgres:16
          command: ["-c", "max_connections=$$5"]
          entrypoint: docker-entrypoint.sh 'a b'
          env_file: [app.env]
          environment: {PASSWORD: secret, PORT: 5432}
          ports:
            - "15432:5432"
            - {target: 80, published: "8080", protocol: tcp}
          volumes:
            - data:/data
            - {type: volume, source: logs, target: /logs}
          healthcheck: {test: [CMD, pg_isready], interval: 10s, timeout: 1m30s, retries: 3}
          stop_grace_period: 30s
          user: "999:999"
          working_dir: /srv
          deploy: {resources: {limits: {memory: 512M, cpus: "0.5"}}}
        web:
          <<: *common
          image: acme/web
          depends_on: {db: {condition: service_started}}
          links: ["db:database"]
          mem_limit: 1g
          cpus: 1.5
      volumes:
        data:
        logs: {name: shop-logs, driver_opts: {size: 10G}}
      """;
  private static final String ENV_FILE =
      """
      # settings
      A=1
      export B="two words"
      C='three $words' # comment
      """;
  private static final String DEPLOYMENT =
      """
      version: 1
      nodes:
        "192.0.2.11": ["db"]
        2001:db8::2: [web]
        node3.example.com: []
      """;
  private static final String AGENT =
      """
      version: 1
      control-service: {hostname: control, port: 4524}
      dataset: {backend: loopback, root_path: /srv/flocker, filesystem: xfs}
      logging: {version: 1}
      """;

  /** Which of the files is damaged; it is read with the others undamaged. */
  enum Kind {
    FLOCKER_FORMAT,
    FIG_FORMAT,
    COMPOSE_FORMAT,
    ENVIRONMENT,
    DEPLOYMENT_FORMAT,
    AGENT_SETTINGS
  }

  private static String valid(Kind kind) {
    return switch (kind) {
      case FLOCKER_FORMAT -> FLOCKER;
      case FIG_FORMAT -> FIG;
      case COMPOSE_FORMAT -> COMPOSE;
      case ENVIRONMENT -> ENV_FILE;
      case DEPLOYMENT_FORMAT -> DEPLOYMENT;
      case AGENT_SETTINGS -> AGENT;
    };
  }

  private static Object read(Kind kind, String text) {
    return switch (kind) {
      case FLOCKER_FORMAT, FIG_FORMAT -> Reading.read(DEPLOYMENT, text);
      case COMPOSE_FORMAT -> Reading.read(DEPLOYMENT, text, path -> ENV_FILE);
      case ENVIRONMENT -> Reading.read(DEPLOYMENT, COMPOSE, path -> text);
      case DEPLOYMENT_FORMAT -> Reading.read(text, FLOCKER);
      case AGENT_SETTINGS -> AgentSettingsReader.read(new SourceFile("agent.yml", text));
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyMutationIsReadOrRefusedWithPlaces(Kind kind) {
    assertThat(read(kind, valid(kind))).isNotNull();
    int refused = 0;
    for (long seed = 0; seed < MUTATIONS; seed++) {
      String text = new Mutations(seed).mutate(valid(kind));
      refused += isRefused(kind, seed, text) ? 1 : 0;
    }
    // Both must happen, or the mutations would be too weak or too strong to tell anything.
    assertThat(refused).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  private static boolean isRefused(Kind kind, long seed, String text) {
    try {
      assertThat(assertTimeoutPreemptively(LONGEST, () -> read(kind, text))).isNotNull();
      return false;
    } catch (ProblemException refusal) {
      assertThat(refusal.problems()).isNotEmpty().allSatisfy(MutationTest::hasPlace);
      return true;
    } catch (RuntimeException | Error e) {
      return fail(kind + ", seed " + seed + ": " + e + "\n" + text, e);
    }
  }

  private static void hasPlace(Problem problem) {
    assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
    assertThat(problem.where()).matches("[^:]+:[1-9][0-9]*:[1-9][0-9]*( .+)?");
    assertThat(problem.what()).isNotBlank();
    assertThat(problem.remedy()).isNotBlank();
    assertThat(problem.sentence().chars()).noneMatch(Character::isISOControl);
  }
}
