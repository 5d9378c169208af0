package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Kind;
import io.flocker.core.model.DatasetId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed at random moments; what it acknowledged is there, whole. */
class KillTest {

  private static final int KILLS = Integer.getInteger("control.kills", 30);
  private static final int MOST_ACKNOWLEDGED = 400;

  @TempDir private Path folder;

  @Test
  void no_kill_loses_an_acknowledged_change_or_leaves_half_of_one()
      throws IOException, InterruptedException {
    Path file = folder.resolve("configuration.db");
    Random random = new Random(20_260_101);
    Map<DatasetId, Long> acknowledged = new HashMap<>();
    long latest = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      latest =
          Math.max(latest, killAfter(file, 1 + random.nextInt(MOST_ACKNOWLEDGED), acknowledged));
      try (ConfigurationStore store =
          ConfigurationStore.open(file, InstantSource.system(), AssertionError::new)) {
        assertThat(store.snapshot().revision()).isGreaterThanOrEqualTo(latest);
        check(store.snapshot(), acknowledged);
        checkHistory(store);
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS);
  }

  /** Reads on after the kill: what was said before it counts too. */
  private static long killAfter(Path file, int lines, Map<DatasetId, Long> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.sqlite.tmpdir=" + file.getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long latest = 0;
    int read = 0;
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() < 3 || words.get(2).isEmpty()) {
          break;
        }
        acknowledged.merge(DatasetId.parse(words.get(0)), Long.parseLong(words.get(1)), Math::max);
        if (++read == lines) {
          // By its handle: the process itself would also close what it has said and is not read
          // yet.
          process.toHandle().destroyForcibly();
        }
        // The last line may be cut short, so that its number is not the whole one.
        latest = read <= lines ? Long.parseLong(words.get(2)) : latest;
      }
    }
    process.waitFor();
    assertThat(read)
        .as("the writer was still writing when it was killed")
        .isGreaterThanOrEqualTo(lines);
    return latest;
  }

  private static void check(ClusterConfiguration now, Map<DatasetId, Long> acknowledged) {
    acknowledged.forEach((id, version) ->
        assertThat(now.dataset(id).orElseThrow().version()).isGreaterThanOrEqualTo(version));
    for (Dataset dataset : now.datasets().values()) {
      UUID id = dataset.id().value();
      DatasetId other =
          new DatasetId(new UUID(id.getMostSignificantBits(), 3 - id.getLeastSignificantBits()));
      assertThat(now.dataset(other).map(Dataset::version)).contains(dataset.version());
      assertThat(now.home(dataset.id())).isPresent();
    }
  }

  /** The history of every change is there, and its last word is what is. */
  private static void checkHistory(ConfigurationStore store) {
    ClusterConfiguration now = store.snapshot();
    List<HistoryEntry> latest = store.history(HistoryQuery.latest(200));
    long expected = now.revision();
    Map<String, Entity> last = new HashMap<>();
    for (HistoryEntry entry : latest) {
      assertThat(entry.revision()).isEqualTo(expected--);
      for (HistoryEntry.Changed changed : entry.objects()) {
        if (changed.kind() == Kind.DATASET) {
          last.putIfAbsent(changed.key(), changed.after().orElseThrow());
        }
      }
    }
    last.forEach((id, entity) ->
        assertThat(now.dataset(DatasetId.parse(id)).map(Entity.class::cast)).contains(entity));
  }
}
