package io.flocker.service;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the heap of a process that mostly waits as small as what lives in it. The serial collector
 * gives memory back only when it collects the whole heap, and by itself does that only when the
 * heap has grown to its limit.
 */
final class SmallHeap {

  private static final Duration AFTER_THE_START = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMinutes(30);

  private SmallHeap() {}

  /** From now on, until the process ends. */
  static void keep() {
    ScheduledFuture<?> _ =
        Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("small-heap").daemon(true).factory())
            .scheduleWithFixedDelay(
                System::gc, AFTER_THE_START.toSeconds(), PAUSE.toSeconds(), TimeUnit.SECONDS);
  }
}
