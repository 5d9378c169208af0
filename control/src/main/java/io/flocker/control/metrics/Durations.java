package io.flocker.control.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, each time: a histogram. Safe for use by several threads. */
final class Durations {

  /** The upper ends of the buckets, in milliseconds. */
  static final List<Integer> ENDS = List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000);

  private final AtomicLongArray buckets = new AtomicLongArray(ENDS.size() + 1);
  private final LongAdder nanos = new LongAdder();

  void add(Duration took) {
    int bucket = 0;
    while (bucket < ENDS.size() && took.compareTo(Duration.ofMillis(ENDS.get(bucket))) > 0) {
      bucket++;
    }
    buckets.incrementAndGet(bucket);
    nanos.add(took.toNanos());
  }

  /** How many took at most as long as each end, and how many there are at all. */
  long[] cumulative() {
    long[] counts = new long[buckets.length()];
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += buckets.get(i);
      counts[i] = sum;
    }
    return counts;
  }

  double seconds() {
    return nanos.sum() / 1e9;
  }
}
