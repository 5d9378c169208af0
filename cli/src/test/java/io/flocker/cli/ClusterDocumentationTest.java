package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.cli.DocumentedCommands.Block;
import io.flocker.core.model.AgentSettings;
import io.flocker.core.model.NodeId;
import io.flocker.core.read.AgentSettingsReader;
import io.flocker.core.read.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/cluster.md says, as far as it can be done in one process: the certificates that it has
 * made serve a control service, the node whose certificate was made joins it, and {@code
 * flockerctl} does the rest. What needs systemd and hosts of their own (the units, what happens
 * when something dies) is left to the clusters of module e2e; {@code flocker-control}'s own
 * commands are tested in module service.
 */
class ClusterDocumentationTest {

  private static final Pattern NODE = Pattern.compile("([0-9a-f-]{36})\\.crt");

  @TempDir private Path programs;
  @TempDir private Path home;

  private NodeId node(Path certificates) throws IOException {
    try (Stream<Path> files = Files.list(certificates)) {
      List<NodeId> nodes =
          files
              .map(file -> NODE.matcher(file.getFileName().toString()))
              .filter(match -> match.matches())
              .map(match -> NodeId.parse(match.group(1)))
              .toList();
      assertThat(nodes).hasSize(1);
      return nodes.getFirst();
    }
  }

  @Test
  void a_cluster_is_set_up_as_the_page_says() throws Exception {
    Path certificates = Files.createDirectory(home.resolve("mycluster"));
    DocumentedCommands page = new DocumentedCommands("cluster.md", programs, certificates);
    page.set("HOME", home.toString());
    page.install("flocker-ca");
    Iterator<Block> blocks = page.blocks().iterator();

    page.run(blocks.next());
    NodeId node = node(certificates);
    checkSettings(blocks.next());
    try (TestControl control = TestControl.with(certificates);
        ObedientNodes _ =
            new ObedientNodes(control, Map.of(node, control.join(node, "192.0.2.11")))) {
      // Said by an option, the address counts before the one that the page exports.
      page.install(
          "flockerctl", "--control-service", "127.0.0.1", "--control-port", control.port());
      page.run(blocks.next());

      assertThat(control.datasets())
          .singleElement()
          .satisfies(dataset -> {
            assertThat(dataset.primary()).isEqualTo(node);
            assertThat(dataset.metadata()).isEqualTo(Map.of("name", "apples"));
          });
    }
    assertThat(blocks).isExhausted();
  }

  private static void checkSettings(Block block) {
    assertThat(block.kind()).isEqualTo("yaml");
    AgentSettings settings = AgentSettingsReader.read(new SourceFile("agent.yml", block.text()));
    assertThat(settings.control().orElseThrow().hostname()).isEqualTo("control.example.org");
  }
}
