package io.flocker.node.route;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs as child processes.
 *
 * @param prefix put before each command: {@code ip netns exec NAME} works on another network
 *     namespace
 * @param deadline how long a program may take
 */
record ProcessRunner(List<String> prefix, Duration deadline) implements CommandRunner {

  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  ProcessRunner {
    prefix = List.copyOf(prefix);
  }

  @Override
  public Output run(List<String> command, String input) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    Process process = start(words);
    // Both outputs are drained beside the writing: a full pipe must not stop the program.
    CompletableFuture<String> out =
        CompletableFuture.supplyAsync(() -> drain(process.getInputStream()), THREADS);
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()), THREADS);
    CompletableFuture<Void> in =
        CompletableFuture.runAsync(() -> feed(process.getOutputStream(), input), THREADS);
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw problem(words, "did not end within " + deadline.toSeconds() + " s", null);
      }
      in.join();
      return new Output(process.exitValue(), out.join(), err.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem(words, "was interrupted", e);
    } catch (CompletionException e) {
      throw problem(words, "could not be read: " + e.getCause(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("LC_ALL", "C");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ProblemException(Tools.missing(words.getFirst()), e);
    }
  }

  private static String drain(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void feed(OutputStream stream, String input) {
    try (stream) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The program ended without reading everything; its exit status and message tell why.
      return;
    }
  }

  private static ProblemException problem(
      List<String> words, String what, @Nullable Throwable cause) {
    return new ProblemException(
        new Problem(
            Problem.Kind.ENVIRONMENT,
            words.getFirst(),
            "the command `" + String.join(" ", words) + "` " + what,
            "run it by hand on this node to see what holds it up"),
        cause);
  }
}
