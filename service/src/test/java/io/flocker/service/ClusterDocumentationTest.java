package io.flocker.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How docs/cluster.md says that what is wanted is kept and restored. The part of systemd, which
 * starts and stops the service, is played by the test; the real one is left to module e2e.
 */
class ClusterDocumentationTest {

  private static final String SECTION = "## Keep and restore what is wanted";

  @TempDir private Path folder;
  private ControlProgram control;
  private RunningControl service;

  @BeforeEach
  void start() throws IOException {
    control = new ControlProgram(folder.resolve("data"));
    service = new RunningControl(control.data(), Files.createTempDirectory(folder, "certificates"));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  /** The commands of the section, without comments. */
  private static List<String> commands() throws IOException {
    return Files.readString(Path.of("..", "docs", "cluster.md"))
        .lines()
        .dropWhile(line -> !line.equals(SECTION))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("    "))
        .map(line -> line.replaceFirst(" +#.*", "").strip())
        .toList();
  }

  private void run(String command) throws IOException {
    switch (command) {
      case "systemctl stop flocker-control" -> service.close();
      case "systemctl start flocker-control" -> start();
      default -> {
        List<String> words = List.of(command.split(" ", -1));
        assertThat(words.getFirst()).isEqualTo("flocker-control");
        ControlProgram.runAs(
                Stream.concat(
                        Stream.of("-d", control.data()),
                        words.stream().skip(1).map(word -> word.replace("/backup/", folder + "/")))
                    .toArray())
            .done();
      }
    }
  }

  @Test
  void what_is_wanted_is_kept_and_restored_as_the_page_says() throws IOException {
    List<String> commands = commands();
    assertThat(commands).hasSize(4);
    for (String command : commands) {
      run(command.replace("$(date +%F)", "2026-03-01"));
    }
    assertThat(folder.resolve("flocker-2026-03-01.db")).exists();
    control.run("restore", folder.resolve("flocker-2026-03-01.db")).refused("another control");
  }
}
