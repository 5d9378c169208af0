package io.flocker.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts a, b, c and a client outside of the cluster, each a network namespace, on one bridge that
 * is in a namespace of its own. Host number N is 10.99.0.N and fd99::N.
 */
final class TestLan implements AutoCloseable {

  static final List<String> HOSTS = List.of("a", "b", "c", "client");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final String name =
      "flk-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
  private final List<String> namespaces = new ArrayList<>();
  private final Map<String, Agent> agents = new LinkedHashMap<>();
  private final ProcessRunner root = new ProcessRunner(List.of(), DEADLINE);

  TestLan() throws IOException {
    try {
      add("lan");
      sh("lan", "ip link add br0 type bridge && ip link set br0 up");
      for (int number = 1; number <= HOSTS.size(); number++) {
        host(HOSTS.get(number - 1), number);
      }
      for (String host : HOSTS) {
        agents.put(host, new Agent(host));
      }
      for (Agent agent : agents.values()) {
        assertThat(agent.read()).isEqualTo("ready");
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  static String ipv4(String host) {
    return "10.99.0." + (HOSTS.indexOf(host) + 1);
  }

  static String ipv6(String host) {
    return "fd99:0:0:0:0:0:0:" + (HOSTS.indexOf(host) + 1);
  }

  ProcessRunner runner(String host) {
    return new ProcessRunner(List.of("ip", "netns", "exec", namespace(host)), DEADLINE);
  }

  /** Runs a shell command on a host, which must succeed, and gives its output. */
  String sh(String host, String command) {
    CommandRunner.Output output = runner(host).run(List.of("sh", "-c", command), "");
    assertThat(output.status()).as(command + ": " + output.err()).isZero();
    return output.out();
  }

  /** Tells the agent on a host something and gives its answer. */
  String tell(String host, String line) throws IOException {
    return Objects.requireNonNull(agents.get(host)).tell(line);
  }

  /** The folder like /proc/net of a host. */
  Path procNet(String host) {
    return Path.of("/proc/" + Objects.requireNonNull(agents.get(host)).process.pid() + "/net");
  }

  private String namespace(String host) {
    return name + "-" + host;
  }

  private void add(String host) {
    exec("ip", "netns", "add", namespace(host));
    namespaces.add(namespace(host));
    sh(host, "ip link set lo up");
  }

  private void host(String host, int number) {
    add(host);
    String end = "p" + number;
    String link =
        "ip link add eth0 netns %s type veth peer name %s netns %s"
            .formatted(namespace(host), end, namespace("lan"));
    exec(link.split(" ", -1));
    sh("lan", "ip link set " + end + " master br0 up");
    sh(
        host,
        "ip addr add 10.99.0.%d/24 dev eth0 && ip addr add fd99::%d/64 dev eth0 nodad"
                .formatted(number, number)
            + " && ip link set eth0 up");
  }

  private void exec(String... command) {
    CommandRunner.Output output = root.run(List.of(command), "");
    assertThat(output.status()).as(String.join(" ", command) + ": " + output.err()).isZero();
  }

  @Override
  public void close() {
    agents.values().forEach(Agent::close);
    namespaces.forEach(namespace -> exec("ip", "netns", "del", namespace));
    namespaces.clear();
  }

  /** A {@link NetnsAgent} on a host. */
  private final class Agent {
    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    Agent(String host) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classes =
          new File(NetnsAgent.class.getProtectionDomain().getCodeSource().getLocation().getPath())
              .getPath();
      List<String> command = new ArrayList<>(runner(host).prefix());
      command.addAll(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m"));
      command.addAll(List.of("-cp", classes, NetnsAgent.class.getName()));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      in = process.outputWriter(StandardCharsets.UTF_8);
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    String tell(String line) throws IOException {
      in.write(line + "\n");
      in.flush();
      return read();
    }

    String read() throws IOException {
      return Objects.requireNonNull(out.readLine(), "the agent ended");
    }

    void close() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
