package io.flocker.e2e.managed;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A user of the REST API who makes datasets one after the other and prints, for each, {@code SEEN
 * MOUNTED}: microseconds from the answer to the request until an event tells that the node's agent
 * has begun with it, and until {@code /v1/state/datasets} shows its path. Each is deleted again.
 *
 * <p>Arguments: the control service's address, a folder with {@code cluster.crt}, {@code admin.crt}
 * and {@code admin.key}, the node's id, how many.
 */
public final class CreationClient {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Who asks more often takes the processor from those who are measured. */
  private static final Duration PAUSE = Duration.ofMillis(4);

  private final Administrator administrator;
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  private CreationClient(Administrator administrator) {
    this.administrator = administrator;
  }

  /** Prints a line for each dataset. */
  public static void main(String[] arguments) throws Exception {
    Administrator administrator = new Administrator(arguments[0], Path.of(arguments[1]));
    CreationClient client = new CreationClient(administrator);
    try (Stream<String> events = administrator.lines(administrator.request("/events"))) {
      Thread.ofPlatform().daemon().start(() -> events.forEach(client::event));
      for (int n = Integer.parseInt(arguments[3]); n > 0; n--) {
        System.out.println(client.create(arguments[2]));
      }
    }
    System.exit(0);
  }

  private void event(String line) {
    if (line.startsWith("data:") && line.contains("\"dataset.status\"")) {
      String id = line.replaceFirst(".*\"kind\":\"dataset\",\"id\":\"([^\"]*)\".*", "$1");
      seen.putIfAbsent(id, System.nanoTime());
    }
  }

  private String create(String node) throws IOException, InterruptedException {
    String id = UUID.randomUUID().toString();
    administrator.answer(
        administrator
            .request("/configuration/datasets")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"dataset_id\": \"%s\", \"primary\": \"%s\", \"maximum_size\": 134217728}"
                        .formatted(id, node))));
    long start = System.nanoTime();
    while (!isMounted(id)) {
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new IllegalStateException("dataset " + id + " is not mounted after " + LONGEST);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    long mounted = System.nanoTime();
    administrator.answer(administrator.request("/configuration/datasets/" + id).DELETE());
    while (administrator.answer(administrator.request("/state/datasets")).contains(id)) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    Long agent = seen.get(id);
    if (agent == null) {
      throw new IllegalStateException("no event told of dataset " + id);
    }
    return (agent - start) / 1000 + " " + (mounted - start) / 1000;
  }

  private boolean isMounted(String id) throws IOException, InterruptedException {
    String all = administrator.answer(administrator.request("/state/datasets"));
    int at = all.indexOf(id);
    return at >= 0 && all.substring(at, Math.max(at, all.indexOf('}', at))).contains("\"path\"");
  }
}
