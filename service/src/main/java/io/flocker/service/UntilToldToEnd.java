package io.flocker.service;

import java.util.concurrent.CountDownLatch;

/** Keeps a program running until the process is asked to end, and lets it close what it has. */
final class UntilToldToEnd {

  private UntilToldToEnd() {}

  /**
   * Returns when the process was asked to end and {@code service} is closed.
   *
   * @param service closed by another thread, while the process waits for it
   */
  static void run(AutoCloseable service) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  try (service) {
                    closed.countDown();
                  } catch (Exception e) {
                    System.err.println("ERROR: could not be closed: " + e.getMessage());
                  }
                }));
    closed.await();
  }
}
