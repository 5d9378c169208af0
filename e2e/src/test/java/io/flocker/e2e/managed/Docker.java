package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;

import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What users of Docker type on a host. */
final class Docker {

  /** The plugin where there is one, and the older program otherwise. */
  private static final String COMPOSE =
      "if docker compose version >/dev/null 2>&1; then exec docker compose \"$@\"; fi;"
          + " exec docker-compose \"$@\"";

  private Docker() {}

  /** Runs {@code docker}. */
  static Shell.Result docker(String host, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return Lab.on(host, command.toArray(String[]::new));
  }

  /** Runs Compose on the project that {@link #write} has written under this name. */
  static Shell.Result compose(String host, String project, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", COMPOSE, "compose", "-p", project, "-f", file(project)));
    command.addAll(List.of(arguments));
    return Lab.on(host, command.toArray(String[]::new));
  }

  /** Brings a project up; again, as a person would, while a volume cannot come here yet. */
  static void up(String host, String project) {
    eventually().untilAsserted(() -> compose(host, project, "up", "-d").orFail());
  }

  /** Writes the file of a project or a stack, for all hosts, and returns its path there. */
  static String write(String project, String text) {
    try {
      Files.write(
          Lab.share().resolve("e2e").resolve(project + ".yml"),
          text.getBytes(StandardCharsets.UTF_8));
      return file(project);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which node has a volume, as Docker tells it. */
  static String node(String host, String volume) {
    return docker(host, "volume", "inspect", "-f", "{{.Status.node}}", volume).orFail();
  }

  private static String file(String project) {
    return "/share/e2e/" + project + ".yml";
  }

  /** Of {@code docker run} when there was no container; other ones are of what ran in it. */
  static final int NOT_RUN = 125;

  /**
   * Runs a line in a container that has the volume at {@code /data}, and returns what it says.
   * While the volume cannot come here yet it is tried again, as a person would: it has not run.
   */
  static String use(String host, String volume, String line) {
    return eventually()
        .until(() -> with(host, volume, line), result -> result.status() != NOT_RUN)
        .orFail();
  }

  /** Runs a line in a container that has the volume at {@code /data}. */
  static Shell.Result with(String host, String volume, String line) {
    return docker(
        host,
        "run",
        "--rm",
        "-v",
        volume + ":/data",
        "--volume-driver",
        "flocker",
        "busybox",
        "sh",
        "-c",
        line);
  }
}
