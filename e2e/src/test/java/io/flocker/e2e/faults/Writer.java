package io.flocker.e2e.faults;

import io.flocker.e2e.lab.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A running {@link NumberedWriter} outside of all hosts, and what was acknowledged to it. */
public final class Writer implements AutoCloseable {

  private final Process process;
  private final Thread reader;
  private final NavigableMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();

  private Writer(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().start(this::read);
  }

  /** Starts one that goes through these hosts, in this order when it has to change. */
  public static Writer start(Duration pause, String... hosts) {
    List<String> command = new ArrayList<>(List.of(java().toString(), "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.addAll(List.of(NumberedWriter.class.getName(), String.valueOf(pause.toMillis())));
    Stream.of(hosts).map(Lab::address).forEach(command::add);
    try {
      return new Writer(
          Lab.outsideProcess(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static String classPath() {
    return place(NumberedWriter.class) + ":" + place(org.postgresql.Driver.class);
  }

  private static String place(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", -1);
        if (!parts[0].equals("-")) {
          acknowledged.put(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers that were acknowledged so far, with the time of it in milliseconds. */
  public NavigableMap<Long, Long> acknowledged() {
    return new ConcurrentSkipListMap<>(acknowledged);
  }

  /** Waits until it has written again, which is that the database can be reached. */
  public void awaitProgress() {
    int before = acknowledged.size();
    Awaitility.await("the client to write again")
        .atMost(Duration.ofMinutes(2))
        .until(() -> acknowledged.size() > before + 2);
  }

  /** Ends it; fails if it had ended by itself. */
  @Override
  public void close() {
    try {
      if (!process.isAlive()) {
        throw new AssertionError("the client ended early with status " + process.exitValue());
      }
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
