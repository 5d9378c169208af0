package io.flocker.e2e.faults;

import io.flocker.e2e.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@code flocker-deploy} that is under way. */
final class Deploying {

  /** How it ended and all that it said. */
  record Outcome(int status, String text) {}

  private final Process process;
  private final CompletableFuture<String> text = new CompletableFuture<>();

  private Deploying(Process process) {
    this.process = process;
    // Not on the common pool: it may have a single thread, which others need meanwhile.
    Thread.ofVirtual().start(() -> text.complete(read(process)));
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "its output cannot be read: " + e;
    }
  }

  static Deploying start(List<String> command) {
    try {
      Process process = Lab.outsideProcess(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new Deploying(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it; nothing else is told. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Waits for its end, which has to come by itself. */
  Outcome await(Duration longest) {
    try {
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
        throw new AssertionError(
            "flocker-deploy did not end within " + longest + "; it said:\n" + text.join());
      }
      return new Outcome(process.exitValue(), text.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
