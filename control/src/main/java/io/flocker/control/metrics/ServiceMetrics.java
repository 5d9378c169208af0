package io.flocker.control.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What the service has done since it started. Safe for use by several threads. */
public final class ServiceMetrics {

  /** Requests that are counted together. */
  private record Requests(String method, String path, int status) implements Comparable<Requests> {

    Map<String, String> labels() {
      return Map.of("method", method, "path", path, "status", String.valueOf(status));
    }

    @Override
    public int compareTo(Requests other) {
      int order = path.compareTo(other.path);
      int then = order != 0 ? order : method.compareTo(other.method);
      return then != 0 ? then : Integer.compare(status, other.status);
    }
  }

  private final ConcurrentMap<Requests, LongAdder> requests = new ConcurrentHashMap<>();
  private final Durations requestTimes = new Durations();
  private final LongAdder commits = new LongAdder();
  private final Durations commandTimes = new Durations();

  /**
   * A request was answered.
   *
   * @param path the pattern that its path has, of which there are few
   */
  public void answered(String method, String path, int status, Duration took) {
    requests.computeIfAbsent(new Requests(method, path, status), _ -> new LongAdder()).increment();
    requestTimes.add(took);
  }

  /** Something was changed in the store, whoever asked for it. */
  public void committed() {
    commits.increment();
  }

  /** A command of a request was decided on and, if it was accepted, made durable. */
  public void commanded(Duration took) {
    commandTimes.add(took);
  }

  /** Writes everything. */
  public void write(Exposition text) {
    text.counter("flocker_requests_total", "Requests answered, by path and status.");
    requests.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> text.sample(entry.getKey().labels(), entry.getValue().sum()));
    text.histogram("flocker_request_seconds", "How long requests took to be answered.")
        .sample(Map.of(), requestTimes);
    text.counter("flocker_store_commits_total", "Commands that changed the store, durably.")
        .sample(Map.of(), commits.sum());
    text.histogram(
            "flocker_store_command_seconds",
            "How long a command of a request took to be decided on and made durable.")
        .sample(Map.of(), commandTimes);
  }
}
