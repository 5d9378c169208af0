package io.flocker.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The three hosts with the product on one kind of filesystem, empty at first. */
public final class Cluster {

  /** The hosts' names. */
  public static final List<String> HOSTS = List.of("h1", "h2", "h3");

  /** Stands for the hosts before a story begins; nothing can be deployed on it. */
  static final Cluster NONE = new Cluster(Path.of("/nowhere"));

  private final Path files;

  private Cluster(Path files) {
    this.files = files;
  }

  /** {@link #empty(Backend)} by the backend's name. */
  public static Cluster empty(String backend) {
    return empty(Backend.valueOf(backend.toUpperCase(Locale.ROOT)));
  }

  /** Empties all hosts and has them keep volumes on {@code backend}. */
  public static Cluster empty(Backend backend) {
    Lab.requireUp();
    try {
      Path files = Files.createDirectories(Lab.share().resolve("e2e"));
      try (InputStream script = Cluster.class.getResourceAsStream("/empty-host.sh")) {
        Files.write(files.resolve("empty-host.sh"), Objects.requireNonNull(script).readAllBytes());
      }
      HOSTS.parallelStream().forEach(host -> empty(host, backend));
      return new Cluster(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hosts as they are, to be deployed to over SSH. */
  public static Cluster overSsh() {
    return new Cluster(Lab.share().resolve("e2e"));
  }

  private static void empty(String host, Backend backend) {
    Lab.on(host, "sh", "/share/e2e/empty-host.sh").orFail();
    String write = "printf 'version: 1\\ndataset: " + backend.settings() + "\\n'";
    Lab.shell(host, write + " > /etc/flocker/agent.yml").orFail();
  }

  /** The deployment that runs these applications on h1, h2 and h3: names with commas between. */
  public static String placing(String onFirst, String onSecond, String onThird) {
    return nodes("10.77.0.1", onFirst, "10.77.0.2", onSecond, "10.77.0.3", onThird);
  }

  /** A deployment: each node's name with its applications after it. */
  public static String nodes(String... namesAndApplications) {
    StringBuilder text = new StringBuilder("version: 1\nnodes:\n");
    for (int i = 0; i < namesAndApplications.length; i += 2) {
      text.append(
          "  \"%s\": [%s]\n".formatted(namesAndApplications[i], namesAndApplications[i + 1]));
    }
    return text.toString();
  }

  /** Runs {@code flocker-deploy} outside of all hosts, as an administrator does. */
  public Shell.Result deploy(String deployment, String application, String... options) {
    return spoken(
        Lab.outside(deployCommand(deployment, application, options).toArray(String[]::new)));
  }

  /** The command that {@link #deploy} runs. */
  public List<String> deployCommand(String deployment, String application, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Lab.program("flocker-deploy").toString(),
                "--identity",
                Lab.key().toString(),
                "--known-hosts",
                files.resolve("known_hosts").toString()));
    command.addAll(List.of(options));
    command.addAll(write(deployment, application));
    return command;
  }

  /** Writes the two files of a deployment and returns their paths. */
  public List<String> write(String deployment, String application) {
    return List.of(
        write(files.resolve("deployment.yml"), deployment).toString(),
        write(files.resolve("application.yml"), application).toString());
  }

  /** Runs {@code flocker-deploy} on a host. */
  public Shell.Result deployFrom(String host, String deployment, String application) {
    var _ = write(deployment, application);
    return spoken(
        Lab.on(host, "flocker-deploy", "/share/e2e/deployment.yml", "/share/e2e/application.yml"));
  }

  /** The same result; whatever went wrong, nobody is shown a stack trace. */
  public static Shell.Result spoken(Shell.Result result) {
    assertThat((result.output() + result.errors()).lines())
        .as("%s", result)
        .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Exception in thread"));
    return result;
  }

  private static Path write(Path file, String text) {
    try {
      return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless exactly these applications run on h1, h2 and h3: names with commas between. */
  public static void assertRunning(String onFirst, String onSecond, String onThird) {
    assertThat(HOSTS.parallelStream().map(h -> String.join(",", running(h))).toList())
        .containsExactly(onFirst, onSecond, onThird);
  }

  /** Names of our running containers on a host, without the prefix, sorted. */
  public static List<String> running(String host) {
    String list = "docker ps --filter name=^/flocker-- --format '{{.Names}}'";
    return Lab.shell(host, list + " | sed s/flocker--// | sort").orFail().lines().toList();
  }

  /** Identity and start of an application's container: another one whenever it was restarted. */
  public static String container(String host, String application) {
    return inspect(host, application, "{{.Id}} {{.State.StartedAt}}");
  }

  /** What Docker says of an application's container. */
  public static String inspect(String host, String application, String format) {
    return Lab.on(host, "docker", "inspect", "-f", format, "flocker--" + application)
        .orFail()
        .strip();
  }

  /** Runs a shell line inside an application's container. */
  public static Shell.Result inside(String host, String application, String line) {
    return Lab.on(host, "docker", "exec", "flocker--" + application, "sh", "-c", line);
  }

  /** What {@code flocker-reportstate --json} says on a host. */
  public static JsonNode report(String host) {
    return Events.object(spoken(Lab.on(host, "flocker-reportstate", "--json")).orFail());
  }

  /** The name of each container in a report, and whether it runs. */
  public static Map<String, Boolean> reportedApplications(String host) {
    Map<String, Boolean> applications = new TreeMap<>();
    for (JsonNode container : report(host).path("containers")) {
      applications.put(container.path("name").asText(), container.path("running").asBoolean());
    }
    return applications;
  }
}
