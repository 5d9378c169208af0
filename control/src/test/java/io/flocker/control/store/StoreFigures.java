package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Decision;
import io.flocker.control.model.Decisions;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.Size;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the store costs, printed. Not among the tests by its name: {@code mvn test -pl control -am
 * -Dtest=StoreFigures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class StoreFigures {

  private static final int WRITES = 500;
  private static final int CALLERS = 16;
  private static final int DATASETS = 100_000;
  private static final int AT_ONCE = 1000;
  private static final int CHANGES = 20_000;

  @TempDir private Path folder;

  @Test
  void a_durable_command_beside_a_raw_fsync() throws IOException, InterruptedException {
    say("raw write of 4 KiB and fdatasync", rawWrites());
    try (ConfigurationStore store = open("one.db")) {
      say("command, one caller", commands(store, 0));
      long began = System.nanoTime();
      List<Thread> callers = new ArrayList<>();
      for (int caller = 1; caller <= CALLERS; caller++) {
        long first = caller * 1_000_000L;
        callers.add(Thread.ofVirtual().start(() -> commands(store, first)));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      print("%d callers: %.0f commands a second", CALLERS, CALLERS * WRITES / seconds);
    }
    say("raw write of 4 KiB and fdatasync, again", rawWrites());
  }

  @Test
  void a_hundred_thousand_datasets() throws IOException {
    long began = System.nanoTime();
    ClusterConfiguration full;
    try (ConfigurationStore store = open("many.db")) {
      for (int first = 0; first < DATASETS; first += AT_ONCE) {
        List<Command> some = new ArrayList<>();
        for (int i = first; i < first + AT_ONCE; i++) {
          some.add(create(i));
        }
        submit(store, new Command.Together("load", some));
      }
      print("made %d datasets in %.1f s", DATASETS, since(began));
      say("command at that size, one caller", commands(store, 1_000_000));
      began = System.nanoTime();
      ConfigurationStore.backup(folder.resolve("many.db"), folder.resolve("backup.db"));
      print("backup: %.2f s, %d MiB", since(began), Files.size(folder.resolve("backup.db")) >> 20);
      full = store.snapshot();
    }
    long cpu = cpu();
    ClusterConfiguration now = full;
    for (int i = 0; i < CHANGES; i++) {
      Decision decision =
          Decisions.decide(
              now, Scenario.move(Scenario.dataset(i), Scenario.B), Condition.NONE, Instant.EPOCH);
      now = now.after(((Decision.Accepted) decision).changes());
    }
    print("decide and apply a move: %.1f µs of CPU", (cpu() - cpu) / 1e3 / CHANGES);
    cpu = cpu();
    long size = 0;
    for (int i = 0; i < 10; i++) {
      for (Dataset dataset : now.datasets().values()) {
        size += dataset.maximumSize().map(Size::bytes).orElse(0L);
      }
    }
    assertThat(size).isPositive();
    print("walk through all datasets: %.1f ms of CPU", (cpu() - cpu) / 1e6 / 10);
    memory(full, now);
  }

  private void memory(ClusterConfiguration full, ClusterConfiguration changed) {
    assertThat(changed.datasets()).hasSameSizeAs(full.datasets());
    long before = used();
    long began = System.nanoTime();
    long cpu = cpu();
    try (ConfigurationStore again = open("many.db")) {
      print("opened in %.2f s, %.2f s of CPU", since(began), (cpu() - cpu) / 1e9);
      long after = used();
      print(
          "heap of one configuration: %d MiB, %d bytes a dataset",
          (after - before) >> 20, (after - before) / again.snapshot().datasets().size());
      assertThat(again.snapshot().tag()).isEqualTo(full.tag());
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private ConfigurationStore open(String name) {
    ConfigurationStore store =
        ConfigurationStore.open(folder.resolve(name), InstantSource.system(), AssertionError::new);
    store.submit(new Command.SeeNode(Scenario.A, "10.0.0.1"), "figures");
    store.submit(new Command.SeeNode(Scenario.B, "10.0.0.2"), "figures");
    return store;
  }

  private static Command create(long number) {
    return new Command.CreateDataset(
        Scenario.dataset(number),
        Scenario.A,
        Optional.of(Size.mebibytes(1024)),
        Map.of("name", "dataset-" + number));
  }

  private static void submit(ConfigurationStore store, Command command) {
    assertThat(store.submit(command, "figures")).isInstanceOf(Outcome.Done.class);
  }

  private static long[] commands(ConfigurationStore store, long first) {
    long[] nanos = new long[WRITES];
    for (int i = 0; i < WRITES; i++) {
      long began = System.nanoTime();
      submit(store, create(first + i));
      nanos[i] = System.nanoTime() - began;
    }
    return nanos;
  }

  private long[] rawWrites() throws IOException {
    long[] nanos = new long[WRITES];
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < WRITES; i++) {
        ByteBuffer page = ByteBuffer.allocate(4096);
        long began = System.nanoTime();
        channel.write(page);
        channel.force(false);
        nanos[i] = System.nanoTime() - began;
      }
    }
    return nanos;
  }

  private static void say(String what, long[] nanos) {
    Arrays.sort(nanos);
    print(
        "%s: median %.2f ms, p99 %.2f ms",
        what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
  }

  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be one more dependency.
  private static void print(String format, Object... values) {
    System.out.println("FIGURE " + String.format(Locale.ROOT, format, values));
  }
}
