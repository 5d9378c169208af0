package io.flocker.storage.process;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Runs {@link Command}s and waits for them. Safe for use by several threads. */
public final class Commands {

  private static final int OUT_LIMIT = 64 << 20;
  static final int ERR_LIMIT = 16 << 10;

  /** For reading what a program that has ended wrote, on a host that has much else to do. */
  static final Duration READING = Duration.ofSeconds(30);

  private final LongAdder started = new LongAdder();
  private final Duration reading;

  /** Waits as long for what a program wrote as a busy host may need. */
  public Commands() {
    this(READING);
  }

  Commands(Duration reading) {
    this.reading = reading;
  }

  /** How many programs this has started so far. */
  public long started() {
    return started.sum();
  }

  /** Runs a command and returns what it wrote to its standard output; throws if it fails. */
  public String check(Command command) {
    Output output = run(command);
    if (!output.succeeded()) {
      throw failed(command, output);
    }
    return output.out();
  }

  /** Runs a command to its end, whatever its exit status; throws if it cannot run or is late. */
  public Output run(Command command) {
    Process process = spawn(command);
    Captured out = Captured.first(process.getInputStream(), OUT_LIMIT);
    Captured err = Captured.last(process.getErrorStream(), ERR_LIMIT);
    Thread feeder = Thread.ofVirtual().start(() -> feed(process, command.input()));
    try {
      boolean ended = await(process, command);
      if (!ended) {
        kill(process);
      }
      int status = process.waitFor();
      boolean whole = out.endsWithin(reading);
      // Only words for people are there.
      boolean _ = err.endsWithin(reading);
      Output output = new Output(status, out.text(), err.text());
      feeder.join();
      if (!ended) {
        throw late(command, output);
      }
      if (!whole && output.succeeded()) {
        // Half of a list would say that the rest is not there.
        throw problem(
            command,
            "has ended, but what it wrote could not be read to its end within "
                + reading.toSeconds()
                + " s"
                + said(output),
            Optional.empty());
      }
      if (out.overflowed()) {
        throw problem(command, "wrote more than " + (OUT_LIMIT >> 20) + " MiB", Optional.empty());
      }
      return output;
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw problem(command, "was cancelled", Optional.of(e));
    }
  }

  /** Starts a command that is fed or read while it runs. */
  public Running start(Command command) {
    return new Running(command, spawn(command));
  }

  private static boolean await(Process process, Command command) throws InterruptedException {
    if (command.deadline().isEmpty()) {
      process.waitFor();
      return true;
    }
    return process.waitFor(command.deadline().get().toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void feed(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The program ended without reading all of it: its exit status tells whether that is wrong.
      Thread.currentThread().interrupt();
    }
  }

  private Process spawn(Command command) {
    ProcessBuilder builder = new ProcessBuilder(command.line());
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      started.increment();
      return process;
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              command.where(),
              "the program '" + command.program() + "' cannot be run: " + e.getMessage(),
              "install the package that provides it, or put it on the PATH of this process"),
          e);
    }
  }

  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What to throw when a command failed that was not just {@link #check checked}. */
  public static ProblemException failed(Command command, Output output) {
    return problem(
        command, "failed with status " + output.status() + said(output), Optional.empty());
  }

  private static ProblemException late(Command command, Output output) {
    long seconds = command.deadline().orElseThrow().toSeconds();
    return problem(
        command,
        "did not end within " + seconds + " s and was killed" + said(output),
        Optional.empty());
  }

  private static String said(Output output) {
    List<String> lines = output.err().lines().filter(l -> !l.isBlank()).toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - 5), lines.size());
    return last.isEmpty() ? "" : ": " + String.join("; ", last);
  }

  static ProblemException problem(Command command, String what, Optional<Throwable> cause) {
    Problem problem = new Problem(command.kind(), command.where(), "'" + command + "' " + what, "");
    return new ProblemException(problem, cause.orElse(null));
  }
}
