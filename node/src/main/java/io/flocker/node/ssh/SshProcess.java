package io.flocker.node.ssh;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A command on another machine, with its standard streams. Safe for use by several threads. */
public final class SshProcess implements AutoCloseable {

  private static final int LAST_LINES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For reading what was written by a process that has ended. */
  private static final Duration READING = Duration.ofSeconds(30);

  private final NodeName node;
  private final Process process;
  private final Thread errors;
  private final Deque<String> lastLines = new ArrayDeque<>();

  private SshProcess(NodeName node, Process process) {
    this.node = node;
    this.process = process;
    this.errors = Thread.ofVirtual().start(this::keepErrors);
  }

  /** Starts it; that the machine cannot be reached shows when its streams end. */
  public static SshProcess start(SshSettings settings, NodeName node, String remoteCommand) {
    try {
      return new SshProcess(
          node, new ProcessBuilder(settings.command(node, remoteCommand)).start());
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              "ssh",
              "it cannot be started: " + e.getMessage(),
              "install OpenSSH's client (Debian: openssh-client)"),
          e);
    }
  }

  /** What the command prints. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** What the command reads. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** Which machine this is. */
  public NodeName node() {
    return node;
  }

  private void keepErrors() {
    try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lastLines) {
          lastLines.add(line.strip());
          if (lastLines.size() > LAST_LINES) {
            lastLines.remove();
          }
        }
      }
    } catch (IOException e) {
      synchronized (lastLines) {
        lastLines.add("(its error output broke off)");
      }
    }
  }

  /** The last lines that ssh or the command wrote to standard error, once it has ended. */
  public String lastWords() {
    try {
      if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        errors.join(READING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (lastLines) {
      return lastLines.stream().filter(line -> !line.isEmpty()).collect(Collectors.joining("; "));
    }
  }

  /** Waits for the end and gives the exit status; 255 is ssh's own failure. */
  public int exitStatus() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  /** Ends it by closing its input, and after a short while by force. */
  @Override
  public void close() {
    try (OutputStream closed = process.getOutputStream()) {
      closed.flush();
    } catch (IOException e) {
      // It is gone already.
      process.destroy();
    }
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
