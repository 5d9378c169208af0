package io.flocker.agent.load;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The product's control service as it is installed, and what it needs of the machine. */
final class MeasuredControl implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Of the kernel's clock of processes, which counts hundredths of a second on every machine. */
  private static final double TICKS_PER_SECOND = 100;

  /** Of user and system time among what follows the name in {@code /proc/PID/stat}. */
  private static final int USER = 11;

  private final Process process;
  private final int agentPort = freePort();
  private final int userPort = freePort();
  private long since = System.nanoTime();
  private double used;

  /**
   * Starts it; returns when it serves.
   *
   * @param program {@code flocker-control}
   * @param certificates the folder that has its own
   */
  MeasuredControl(Path program, Path certificates, Path data) throws IOException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--certificates-directory=" + certificates,
                "--data-path=" + data,
                "--agent-port=127.0.0.1:" + agentPort,
                "--port=127.0.0.1:" + userPort)
            .inheritIO()
            .start();
    try {
      awaitServing();
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitServing() {
    await("the control service to serve")
        .atMost(LONGEST_START)
        .pollInterval(LOOK)
        .failFast("it has ended", () -> !process.isAlive())
        .until(() -> accepts(agentPort) && accepts(userPort));
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int agentPort() {
    return agentPort;
  }

  int userPort() {
    return userPort;
  }

  /** How much of a core it has used since this was asked last, or since it was started. */
  String share() throws IOException {
    long now = System.nanoTime();
    double total = processorSeconds();
    double share = (total - used) * 100.0 * 1_000_000_000L / (now - since);
    since = now;
    used = total;
    return String.format(Locale.ROOT, "%.1f %% of a core", share);
  }

  private double processorSeconds() throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS_PER_SECOND;
  }

  /** What it occupies now, and what it has occupied at most. */
  String memory() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"));
    return megabytes(lines, "VmRSS") + ", at most " + megabytes(lines, "VmHWM");
  }

  private static String megabytes(List<String> lines, String name) throws IOException {
    String line =
        lines.stream()
            .filter(each -> each.startsWith(name + ":"))
            .findFirst()
            .orElseThrow(() -> new IOException("the kernel does not tell " + name));
    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MiB";
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
