package io.flocker.storage.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A program that is fed or read while it runs. Used by one thread. */
public final class Running implements AutoCloseable {

  private final Command command;
  private final Process process;
  private final Captured err;

  Running(Command command, Process process) {
    this.command = command;
    this.process = process;
    this.err = Captured.last(process.getErrorStream(), Commands.ERR_LIMIT);
  }

  /** What it reads from its standard input. */
  public OutputStream stdin() {
    return process.getOutputStream();
  }

  /** What it writes to its standard output. */
  public InputStream stdout() {
    return process.getInputStream();
  }

  /** The id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Closes its input, waits for its end and throws if it failed. */
  public void finish() {
    Optional<IOException> unsent = closeInput();
    try {
      int status = process.waitFor();
      // Only for the words of a failure.
      boolean _ = err.endsWithin(Commands.READING);
      Output output = new Output(status, "", err.text());
      if (!output.succeeded()) {
        throw Commands.failed(command, output);
      }
      if (unsent.isPresent()) {
        throw Commands.problem(command, "did not read all of its input", Optional.of(unsent.get()));
      }
    } catch (InterruptedException e) {
      Commands.kill(process);
      Thread.currentThread().interrupt();
      throw Commands.problem(command, "was cancelled", Optional.of(e));
    }
  }

  private Optional<IOException> closeInput() {
    try {
      process.getOutputStream().close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  /** Kills it if it still runs and waits until it is gone. Never throws. */
  @Override
  public void close() {
    if (process.isAlive()) {
      Commands.kill(process);
    }
    process.onExit().join();
    // Only now: an end of input before the kill could pass for the end of a whole stream.
    closeInput();
  }
}
