package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.TestControl.Agent;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/flockerctl.md, one after the other, by a shell with its variables set. */
class FlockerctlDocumentationTest {

  private static final Pattern BLOCK =
      Pattern.compile("^```([a-z]+(?: [a-z]+)?)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private record Block(String kind, String text) {}

  private record Ended(int status, String out) {}

  @TempDir private Path folder;
  private TestControl control;
  private Thread nodes;

  @BeforeEach
  void start() throws IOException {
    control = new TestControl(folder);
    Map<NodeId, Agent> agents =
        Map.of(A, control.join(A, "10.0.0.1"), B, control.join(B, "10.0.0.2"));
    Semaphore changed = new Semaphore(0);
    control.watch(changed::release);
    nodes = Thread.ofVirtual().start(() -> obey(agents, changed));
  }

  /** Nodes that have at once what is wanted of them. */
  private void obey(Map<NodeId, Agent> agents, Semaphore changed) {
    try {
      while (true) {
        changed.acquire();
        for (Dataset dataset : control.datasets()) {
          agents.forEach((node, agent) -> {
            if (dataset.primary().equals(node) && !dataset.isDeleted()) {
              agent.holds(dataset.id(), dataset.version(), dataset.maximumSize());
            } else {
              agent.lacks(dataset.id());
            }
          });
        }
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    nodes.interrupt();
    nodes.join();
    control.close();
  }

  private static List<Block> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of("..", "docs", "flockerctl.md")))
        .results()
        .map(match -> new Block(match.group(1), match.group(2)))
        .toList();
  }

  /** The program under its name, as in an installation, but for the port. */
  private void install() throws IOException {
    Path program = folder.resolve("flockerctl");
    String java = ProcessHandle.current().info().command().orElseThrow();
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' io.flocker.cli.Main flockerctl --control-port %d \"$@\"\n"
            .formatted(java, System.getProperty("java.class.path"), control.port()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private Ended shell(String commands) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", commands).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", folder + ":" + environment.get("PATH"));
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("FLOCKER_CONTROL_SERVICE", "127.0.0.1");
    environment.put("FLOCKER_CERTS_PATH", control.folder().toString());
    environment.put("FLOCKER_USER", "alice");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out);
  }

  @Test
  void every_command_does_what_the_page_says() throws Exception {
    install();
    String refused = "";
    int compared = 0;
    for (Block block : blocks()) {
      switch (block.kind()) {
        case "sh" -> {
          Ended ended = shell(block.text());
          assertThat(ended.status()).as(block.text() + ended.out()).isZero();
        }
        case "sh refused" -> {
          Ended ended = shell(block.text());
          assertThat(ended.status()).as(block.text() + ended.out()).isEqualTo(1);
          refused = ID.matcher(TIME.matcher(ended.out()).replaceAll("TIME")).replaceAll("ID");
        }
        case "text" -> {
          assertThat(refused).isEqualTo(block.text());
          compared++;
        }
        default -> throw new AssertionError("a kind that is not tested: " + block.kind());
      }
    }
    assertThat(compared).isEqualTo(2);
    assertThat(control.datasets())
        .anySatisfy(dataset -> {
          assertThat(dataset.primary()).isEqualTo(B);
          assertThat(dataset.metadata()).isEqualTo(Map.of("name", "apples"));
        })
        .anyMatch(Dataset::isDeleted);
  }
}
