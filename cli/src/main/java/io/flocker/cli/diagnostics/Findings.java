package io.flocker.cli.diagnostics;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.NodeFiles;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Collects what there is to know of this machine. A program or a file that is missing is a finding
 * too. Used by one thread.
 */
final class Findings {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int JOURNAL_LINES = 50_000;

  private final NodeFiles files;
  private final Commands commands;
  private final Map<String, String> found = new LinkedHashMap<>();

  Findings(NodeFiles files, Commands commands) {
    this.files = files;
    this.commands = commands;
  }

  /** Text by the name of the file that it goes into. */
  Map<String, String> collect(String version) {
    found.put("flocker-version", version + "\n");
    flocker();
    machine();
    docker();
    storage();
    return found;
  }

  private void flocker() {
    read("agent.yml", files.settings());
    read("volume.json", files.identity());
    read("known_datasets.json", files.knownDatasets());
    list("files-configuration", files.configuration());
    list("files-state", files.state());
    run("service-status", "systemctl", "status", "--no-pager", "--all", "flocker*");
    run(
        "journal",
        "journalctl",
        "--no-pager",
        "--output=short-iso",
        "--lines=" + JOURNAL_LINES,
        "--unit=flocker*");
  }

  private void machine() {
    read("os-release", Path.of("/etc/os-release"));
    read("mounts", Path.of("/proc/self/mounts"));
    read("meminfo", Path.of("/proc/meminfo"));
    run("uname", "uname", "-a");
    run("hostname", "hostname");
    run("ip-addr", "ip", "addr");
    run("ip-route", "ip", "route");
    run("iptables", "iptables-save");
    run("df", "df", "-h");
    run("lsblk", "lsblk");
  }

  private void docker() {
    run("docker-version", "docker", "version");
    run("docker-info", "docker", "info");
    run(
        "docker-containers",
        "docker",
        "ps",
        "--all",
        "--no-trunc",
        "--format",
        "table {{.ID}}\t{{.Names}}\t{{.Image}}\t{{.Status}}\t{{.Ports}}");
    inspect();
  }

  private void inspect() {
    Optional<Output> listed = output("docker", "ps", "--all", "--quiet");
    List<String> ids = listed.map(Output::out).orElse("").lines().toList();
    if (!ids.isEmpty()) {
      Command inspect = Command.of("docker", "inspect").with(ids.toArray(String[]::new));
      put("docker-inspect", inspect, ContainerFacts::of);
    }
  }

  private void storage() {
    run("zpool-status", "zpool", "status");
    run("zfs-list", "zfs", "list", "-t", "all");
    run("btrfs-filesystems", "btrfs", "filesystem", "show");
    run("loop-devices", "losetup", "--list");
  }

  private void read(String name, Path file) {
    try {
      found.put(name, Redaction.of(Files.readString(file)));
    } catch (IOException e) {
      found.put(name, file + " cannot be read: " + e + "\n");
    }
  }

  /** Names, owners, modes and times: never the content. */
  private void list(String name, Path folder) {
    try (Stream<Path> inside = Files.walk(folder, 2)) {
      StringBuilder lines = new StringBuilder();
      for (Path file : inside.sorted().toList()) {
        lines.append(line(file)).append('\n');
      }
      found.put(name, lines.toString());
    } catch (IOException e) {
      found.put(name, folder + " cannot be listed: " + e + "\n");
    }
  }

  private static String line(Path file) throws IOException {
    PosixFileAttributes of =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return PosixFilePermissions.toString(of.permissions())
        + "  "
        + of.owner()
        + "  "
        + of.size()
        + "  "
        + of.lastModifiedTime()
        + "  "
        + file;
  }

  private void run(String name, String... line) {
    put(name, Command.of(line), Redaction::of);
  }

  private void put(String name, Command command, UnaryOperator<String> harmless) {
    try {
      Output output = commands.run(command.as(Problem.Kind.ENVIRONMENT).within(PATIENCE));
      String status = output.succeeded() ? "" : "(ended with status " + output.status() + ")\n";
      found.put(name, harmless.apply(output.out()) + Redaction.of(output.err()) + status);
    } catch (ProblemException e) {
      found.put(name, e.getMessage() + "\n");
    }
  }

  private Optional<Output> output(String... line) {
    try {
      return Optional.of(
          commands.run(
              Command.of(Arrays.asList(line)).as(Problem.Kind.ENVIRONMENT).within(PATIENCE)));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
