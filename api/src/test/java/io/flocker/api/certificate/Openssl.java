package io.flocker.api.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that everyone else uses. */
public final class Openssl {

  /** What a run printed, both streams in one, and how it ended. */
  public record Result(int status, String text) {}

  private Openssl() {}

  public static Result run(Object... arguments) throws IOException, InterruptedException {
    return runWithInput("", arguments);
  }

  public static Result runWithInput(String input, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended before it read: what it printed tells why.
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("openssl does not end: " + command);
    }
    return new Result(process.exitValue(), text);
  }

  /** Calls a port, sends a line and reads until the other end closes. */
  public static Result call(int port, TlsFiles own, Object... more)
      throws IOException, InterruptedException {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-CAfile",
                own.authority(),
                "-cert",
                own.certificate(),
                "-key",
                own.key(),
                "-ign_eof"));
    arguments.addAll(List.of(more));
    return runWithInput("hello\n", arguments.toArray());
  }

  /** Calls a port without a certificate. */
  public static Result callAsNobody(int port, Path authority)
      throws IOException, InterruptedException {
    return runWithInput(
        "hello\n", "s_client", "-connect", "127.0.0.1:" + port, "-CAfile", authority, "-ign_eof");
  }
}
