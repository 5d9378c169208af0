package io.flocker.e2e.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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

  /**
   * Starts it with standard input empty, and waits until it has ended and nobody holds its output
   * open any more; for at most five minutes, then all that it began is killed and the test fails.
   */
  public static Result run(Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      Said output = Said.by(process.getInputStream());
      Said errors = Said.by(process.getErrorStream());
      Instant end = Instant.now().plus(LONGEST);
      if (!process.waitFor(LONGEST) || !output.endsBefore(end) || !errors.endsBefore(end)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            "%s was still running, or its output still open, after %s; it said:\n%s%s"
                .formatted(String.join(" ", command), LONGEST, output.text(), errors.text()));
      }
      return new Result(command, process.exitValue(), output.text(), errors.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      // No failed assertion: a wait that ends here tells what the try before it has found.
      throw new IllegalStateException("interrupted: " + String.join(" ", command), e);
    }
  }

  /** What a stream has brought so far, gathered by a thread of its own. */
  private record Said(ByteArrayOutputStream bytes, Thread reader) {

    static Said by(InputStream stream) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      return new Said(bytes, Thread.ofVirtual().start(() -> gather(stream, bytes)));
    }

    private static void gather(InputStream stream, ByteArrayOutputStream bytes) {
      try (stream) {
        stream.transferTo(bytes);
      } catch (IOException e) {
        bytes.writeBytes(("its output cannot be read: " + e).getBytes(StandardCharsets.UTF_8));
      }
    }

    boolean endsBefore(Instant end) throws InterruptedException {
      return reader.join(Duration.between(Instant.now(), end).plusSeconds(1));
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
