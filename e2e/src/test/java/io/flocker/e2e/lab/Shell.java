package io.flocker.e2e.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Shell {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Shell() {}

  /** What a program did. */
  public record Result(List<String> command, int status, String output, String errors) {

    /** The output of a program that has to succeed; fails the test with all that it said. */
    public String orFail() {
      if (status != 0) {
        throw new AssertionError(this);
      }
      return output;
    }

    @Override
    public String toString() {
      return String.join(" ", command) + "\nexit status " + status + "\n" + output + errors;
    }
  }

  /** Starts it with standard input empty, and waits. */
  public static Result run(Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<String> errors =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      String output = text(process.getInputStream());
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + LONGEST + ": " + command);
      }
      return new Result(command, process.exitValue(), output, errors.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
