package io.flocker.control.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prometheus' text format, version 0.0.4. A metric is begun with its name, what it is, and what it
 * means; then come its samples. For one thread.
 */
public final class Exposition {

  /** What the text is. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();
  private String name = "";

  /** Something that goes up and down. */
  public Exposition gauge(String newName, String meaning) {
    return begin(newName, "gauge", meaning);
  }

  /** Something that only grows while the process lives. */
  public Exposition counter(String newName, String meaning) {
    return begin(newName, "counter", meaning);
  }

  Exposition histogram(String newName, String meaning) {
    return begin(newName, "histogram", meaning);
  }

  private Exposition begin(String newName, String type, String meaning) {
    name = newName;
    text.append("# HELP ").append(name).append(' ').append(escaped(meaning, false)).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /** One sample of the metric that was begun last. */
  public Exposition sample(Map<String, String> labels, long value) {
    return line("", labels, String.valueOf(value));
  }

  Exposition sample(Map<String, String> labels, Durations durations) {
    long[] counts = durations.cumulative();
    for (int i = 0; i < counts.length; i++) {
      Map<String, String> bucket = new TreeMap<>(labels);
      bucket.put(
          "le", i < Durations.ENDS.size() ? String.valueOf(Durations.ENDS.get(i) / 1e3) : "+Inf");
      line("_bucket", bucket, String.valueOf(counts[i]));
    }
    line("_sum", labels, String.valueOf(durations.seconds()));
    return line("_count", labels, String.valueOf(counts[counts.length - 1]));
  }

  private Exposition line(String suffix, Map<String, String> labels, String value) {
    text.append(name).append(suffix);
    if (!labels.isEmpty()) {
      text.append(
          new TreeMap<>(labels)
              .entrySet().stream()
                  .map(label -> label.getKey() + "=\"" + escaped(label.getValue(), true) + "\"")
                  .collect(Collectors.joining(",", "{", "}")));
    }
    text.append(' ').append(value).append('\n');
    return this;
  }

  private static String escaped(String value, boolean quotes) {
    String plain = value.replace("\\", "\\\\").replace("\n", "\\n");
    return quotes ? plain.replace("\"", "\\\"") : plain;
  }

  /** Everything so far. */
  @Override
  public String toString() {
    return text.toString();
  }
}
