package io.flocker.core.read;

import static io.flocker.core.read.Reading.applicationProblems;
import static io.flocker.core.read.Reading.applications;
import static io.flocker.core.read.Reading.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Link;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Volume;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files as people have them: those that can be honoured, and what is said about the others. */
class RealComposeFilesTest {

  private static final String BLOG =
      """
      # A blog with its database.
      version: "3.8"
      name: blog

      x-defaults: &defaults
        restart: unless-stopped
        stop_grace_period: 30s

      services:
        db:
          <<: *defaults
          image: mariadb:10.11
          command: --transaction-isolation=READ-COMMITTED --log-bin=binlog
          volumes:
            - db_data:/var/lib/mysql
          environment:
            MARIADB_ROOT_PASSWORD: somewordpress
            MARIADB_DATABASE: wordpress
          ports:
            - "13306:3306"
          healthcheck:
            test: ["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]
            interval: 10s
            timeout: 5s
            retries: 3
        blog:
          <<: *defaults
          image: wordpress:6-apache
          depends_on:
            - db
          links:
            - "db:mysql"
          ports:
            - 8080:80
          environment:
            - WORDPRESS_DB_USER=root
            - WORDPRESS_DB_PASSWORD=a=b
          deploy:
            resources:
              limits:
                cpus: "0.50"
                memory: 512M

      volumes:
        db_data:
          driver: local
      """;

  @Test
  void aBlogWithItsDatabaseIsRead() {
    List<Application> all = applications(BLOG, "db", "blog");

    Application db = all.getFirst();
    assertThat(db.process().command())
        .contains(List.of("--transaction-isolation=READ-COMMITTED", "--log-bin=binlog"));
    assertThat(db.volumes())
        .extracting(Volume::dataset)
        .containsExactly(DatasetId.ofName("db_data"));
    assertThat(db.restartPolicy()).isEqualTo(new RestartPolicy.Always());
    Application blog = all.getLast();
    assertThat(blog.links()).containsExactly(new Link("mysql", 3306, 13306));
    assertThat(blog.startAfter()).containsExactly(name("db"));
    assertThat(blog.environment()).containsEntry("WORDPRESS_DB_PASSWORD", "a=b");
    assertThat(blog.limits().memory().orElseThrow()).hasToString("512 MiB");
    assertThat(blog.restartPolicy()).isEqualTo(new RestartPolicy.Always());
  }

  @Test
  void aDevelopmentSetUpIsRefusedWithEveryReasonAtOnce() {
    assertThat(
            applicationProblems(
                """
                services:
                  web:
                    build: .
                    container_name: web
                    ports:
                      - "8000:5000"
                      - "9229"
                    volumes:
                      - .:/code
                      - /code/node_modules
                    environment:
                      FLASK_DEBUG: "true"
                      SECRET_KEY: ${SECRET_KEY}
                    depends_on:
                      redis:
                        condition: service_healthy
                    networks:
                      - front
                  redis:
                    image: "redis:alpine"
                networks:
                  front:
                """))
        .extracting(problem -> problem.where() + ": " + problem.what())
        .containsExactly(
            "application.yml:3:5 services.web.build: 'build' cannot be honoured",
            "application.yml:4:5 services.web.container_name: 'container_name' cannot be honoured",
            "application.yml:7:9 services.web.ports[1]: '9229' is not a pair of ports",
            "application.yml:9:9 services.web.volumes[0]: the bind mount '.:/code' cannot be"
                + " honoured",
            "application.yml:10:9 services.web.volumes[1]: '/code/node_modules' is a volume"
                + " without a name, which would be lost in a move",
            "application.yml:13:19 services.web.environment.SECRET_KEY: the variable"
                + " '${SECRET_KEY}' cannot be replaced: nodes have no shell environment to take it"
                + " from",
            "application.yml:16:20 services.web.depends_on.redis.condition: 'service_healthy'"
                + " cannot be honoured",
            "application.yml:17:5 services.web.networks: 'networks' cannot be honoured",
            "application.yml:21:1 networks: 'networks' cannot be honoured");
  }

  @Test
  void aStackWithThreeLinkedServicesIsRead() {
    assertThat(
            applications(
                """
                services:
                  elasticsearch:
                    image: docker.example.org:5000/elastic/elasticsearch:8.11.1
                    environment:
                      discovery.type: single-node
                      ES_JAVA_OPTS: "-Xms512m -Xmx512m"
                    volumes:
                      - type: volume
                        source: es
                        target: /usr/share/elasticsearch/data
                    ports:
                      - target: 9200
                        published: 9200
                        protocol: tcp
                        mode: ingress
                    mem_limit: 1g
                  logstash:
                    image: docker.example.org:5000/elastic/logstash:8.11.1
                    links: [elasticsearch:es]
                    ports: ["5000:5000/tcp"]
                  kibana:
                    image: docker.example.org:5000/elastic/kibana:8.11.1
                    ports: ["80:5601"]
                    depends_on: {elasticsearch: {condition: service_started}}
                    user: "1000:1000"
                volumes:
                  es: {driver_opts: {size: 20G}}
                """,
                "elasticsearch",
                "logstash",
                "kibana"))
        .hasSize(3)
        .first()
        .satisfies(elasticsearch ->
            assertThat(elasticsearch.volumes().getFirst().maximumSize().orElseThrow())
                .hasToString("20 GiB"));
  }
}
