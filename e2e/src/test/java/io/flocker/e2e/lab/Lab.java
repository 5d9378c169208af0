package io.flocker.e2e.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The hosts that {@code lab/lab.sh} keeps up; {@code ./check} brings them up before the tests. The
 * environment variable {@code LAB} names their folder. Where tests run side by side, each process
 * of them has hosts of its own: the property {@code e2e.labs} says how many there are, {@code
 * e2e.lab} which one is this process'; their folders are {@code LAB-1} and so on.
 */
public final class Lab {

  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("flocker.root")));
  private static final String FOLDER = folder();
  private static final Map<String, String> ENVIRONMENT = Map.of("LAB", FOLDER);

  private Lab() {}

  private static String folder() {
    String folder = Objects.requireNonNullElse(System.getenv("LAB"), "/tmp/flocker-lab");
    return Integer.getInteger("e2e.labs", 1) == 1
        ? folder
        : folder + "-" + System.getProperty("e2e.lab");
  }

  /** The IPv4 address of a host. */
  public static String address(String host) {
    return "10.77.0." + host.substring(1);
  }

  /** The IPv6 address of a host. */
  public static String address6(String host) {
    return "fd77::" + host.substring(1);
  }

  /** Fails unless the hosts are up. */
  static void requireUp() {
    String status = lab(List.of("status")).orFail();
    if (status.lines().filter(line -> line.contains(" up ")).count() < Cluster.HOSTS.size()) {
      throw new AssertionError(
          "these tests need three hosts: run LAB="
              + FOLDER
              + " lab/lab.sh up 3, then lab/lab.sh"
              + " load with the archives of lab/images.sh; now: "
              + status);
    }
  }

  /** The folder of the sources. */
  static Path root() {
    return ROOT;
  }

  /** A folder that is {@code /share} on every host. */
  public static Path share() {
    return Path.of(FOLDER, "share");
  }

  /**
   * A path on a host that is up, as processes outside of it see it: its files are read, and its
   * sockets connected to, without a program that is started there.
   */
  public static Path path(String host, String path) {
    try {
      String pid = Files.readString(Path.of(FOLDER, host, "pid")).strip();
      return Path.of("/proc", pid, "root").resolve(path.substring(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key that opens root's login on every host. */
  public static Path key() {
    return Path.of(FOLDER, "key");
  }

  /** A program of the built product. */
  public static Path program(String name) {
    return ROOT.resolve("dist/target/flocker/bin").resolve(name);
  }

  /** Runs a command on a host. */
  public static Shell.Result on(String host, String... command) {
    return lab(concat(List.of("exec", host), command));
  }

  /** Runs a shell line on a host. */
  public static Shell.Result shell(String host, String line) {
    return on(host, "sh", "-c", line);
  }

  /** Runs a command as a client outside of all hosts. */
  public static Shell.Result outside(String... command) {
    return lab(concat(List.of("net"), command));
  }

  /** The command that runs another one outside of all hosts, for those who start it themselves. */
  public static ProcessBuilder outsideProcess(List<String> command) {
    List<String> whole = new ArrayList<>(List.of(script(), "net"));
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().putAll(ENVIRONMENT);
    return builder;
  }

  /** Cuts a host's power: what it had not made durable is lost. */
  public static void cutPower(String host) {
    lab(List.of("kill", host)).orFail();
  }

  /** Boots a host that keeps volumes on {@code backend}, and waits until Docker answers. */
  public static void boot(String host, Backend backend) {
    Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    // The settings of a host are written anew at each boot.
    environment.put("LAB_BACKEND", backend.toString());
    Shell.run(environment, List.of(script(), "boot", host)).orFail();
  }

  /** Takes a host off the network without its noticing. */
  public static void isolate(String host) {
    lab(List.of("cut", host)).orFail();
  }

  /** Undoes {@link #isolate}. */
  public static void rejoin(String host) {
    lab(List.of("heal", host)).orFail();
  }

  private static Shell.Result lab(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(script()));
    command.addAll(arguments);
    return Shell.run(ENVIRONMENT, command);
  }

  private static String script() {
    return ROOT.resolve("lab/lab.sh").toString();
  }

  private static List<String> concat(List<String> first, String... rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(Arrays.asList(rest));
    return all;
  }
}
