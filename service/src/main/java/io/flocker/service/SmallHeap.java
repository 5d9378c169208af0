package io.flocker.service;

import java.time.Duration;

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
    Thread.ofVirtual().name("small-heap").start(SmallHeap::run);
  }

  private static void run() {
    try {
      Thread.sleep(AFTER_THE_START);
      while (true) {
        System.gc();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
