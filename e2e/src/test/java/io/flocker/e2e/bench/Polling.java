package io.flocker.e2e.bench;

import io.flocker.e2e.lab.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A running {@link PollingClient} outside of all hosts, asking each of them. */
final class Polling implements AutoCloseable {

  /** A time without answers: of the last good one before and of the first one after, µs. */
  record Gap(long from, long to) {

    double millis() {
      return (to - from) / 1000.0;
    }
  }

  private final Process process;
  private final Thread reader;
  private final Map<String, List<Gap>> gaps = new ConcurrentHashMap<>();

  private Polling(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().start(this::read);
  }

  static Polling start(List<String> hosts) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path classes =
        Path.of(PollingClient.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classes.toString()));
    command.add(PollingClient.class.getName());
    hosts.stream().map(Lab::address).forEach(command::add);
    try {
      return new Polling(
          Lab.outsideProcess(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", -1);
        gaps.computeIfAbsent(parts[0], _ -> new CopyOnWriteArrayList<>())
            .add(new Gap(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the database answers on each host, from now on. */
  void awaitAnswers(List<String> hosts) {
    long now = TimedDeployment.now();
    Awaitility.await("the database to answer on each of " + hosts)
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            hosts.stream()
                .allMatch(host -> at(host).anyMatch(g -> g.from() == g.to() && g.to() > now)));
  }

  /** The longest gap at a host that began after {@code since}, once it answers again. */
  Gap longest(String host, long since) {
    awaitAnswers(List.of(host));
    return at(host)
        .filter(gap -> gap.from() > since)
        .max(Comparator.comparingDouble(Gap::millis))
        .orElseThrow();
  }

  private Stream<Gap> at(String host) {
    return gaps.getOrDefault(Lab.address(host), List.of()).stream();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
