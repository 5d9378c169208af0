package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.core.model.Application;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/flockerctl.md, one after the other, by a shell with its variables set. */
class FlockerctlDocumentationTest {

  @TempDir private Path programs;
  @TempDir private Path folder;

  @Test
  void every_command_does_what_the_page_says() throws Exception {
    try (TestControl control = new TestControl(folder);
        ObedientNodes _ =
            new ObedientNodes(
                control, Map.of(A, control.join(A, "10.0.0.1"), B, control.join(B, "10.0.0.2")))) {
      control.submit(new Command.CreateContainer(A, Application.of("web", "nginx")));
      DocumentedCommands page = new DocumentedCommands("flockerctl.md", programs, folder);
      page.install("flockerctl", "--control-port", control.port());
      page.set("FLOCKER_CONTROL_SERVICE", "127.0.0.1");
      page.set("FLOCKER_CERTS_PATH", control.folder().toString());
      page.set("FLOCKER_USER", "alice");

      page.runAll(3);

      assertThat(control.datasets())
          .anySatisfy(dataset -> {
            assertThat(dataset.primary()).isEqualTo(B);
            assertThat(dataset.metadata()).isEqualTo(Map.of("name", "apples"));
          })
          .anyMatch(Dataset::isDeleted);
    }
  }
}
