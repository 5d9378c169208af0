package io.flocker.agent.uplink;

import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.service.ControlService;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A control service as a process of its own, with the classes of who starts it: FOLDER PORT. Says
 * {@code port N} when it serves agents, and ends with its input.
 */
final class ControlProcess {

  private static final String PORT = "port ";

  private ControlProcess() {}

  /** Starts it; 0 for any port. */
  static Process start(Path folder, int port) throws IOException {
    List<String> command =
        List.of(
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
            "-cp",
            System.getProperty("java.class.path"),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.sqlite.tmpdir=" + folder,
            ControlProcess.class.getName(),
            folder.toString(),
            Integer.toString(port));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The port where it serves agents, once it does. */
  static int port(Process process) throws IOException {
    String line = process.inputReader().readLine();
    if (line == null || !line.startsWith(PORT)) {
      throw new IOException("the control service has said " + line);
    }
    return Integer.parseInt(line.substring(PORT.length()));
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    TestCluster of = TestCluster.open(Path.of(arguments[0]));
    of.control();
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ControlService service =
        ControlService.start(
            new ControlOptions(
                of.folder().resolve("control"),
                TlsFiles.in(of.folder(), "control-service"),
                new InetSocketAddress(here, 0),
                new InetSocketAddress(here, Integer.parseInt(arguments[1])),
                "test",
                Duration.ofDays(30),
                Validity.RENEWED_NODE),
            InstantSource.system())) {
      System.out.println(PORT + service.agentPort());
      while (System.in.read() >= 0) {
        // Nothing that it is told matters to it.
      }
    }
  }
}
