package io.flocker.e2e.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks again and again at the arguments of all processes of this machine, to which those of the
 * hosts and of their containers belong.
 */
public final class ProcessWatch implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofMillis(20);

  private final String text;
  private final List<String> sightings = new CopyOnWriteArrayList<>();
  private final AtomicInteger samples = new AtomicInteger();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  private ProcessWatch(String text) {
    this.text = text;
  }

  /** Looks out for {@code text} from now on. */
  public static ProcessWatch begin(String text) {
    ProcessWatch watch = new ProcessWatch(text);
    var _ =
        watch.executor.scheduleWithFixedDelay(
            watch::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        look(process);
      }
      samples.incrementAndGet();
    } catch (IOException e) {
      sightings.add("the watch failed: " + e);
    }
  }

  private void look(Path process) {
    try {
      String arguments =
          Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .replace('\0', ' ');
      if (arguments.contains(text)) {
        sightings.add(arguments);
      }
    } catch (IOException e) {
      // The process has ended since.
    }
  }

  /** How many times it has looked at all processes. */
  public int samples() {
    return samples.get();
  }

  /** The command lines that held the text. */
  public List<String> sightings() {
    return sightings;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
