package io.flocker.node.docker;

import static io.flocker.node.docker.Applications.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.problem.Problem;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAwayTest {

  @TempDir Path directory;

  @Test
  void an_engine_that_was_never_there_is_told_with_its_socket_and_what_to_check() {
    assertToldClearly(directory.resolve("docker.sock"));
  }

  @Test
  void a_socket_that_nobody_listens_on_is_told_the_same() throws Exception {
    Path socket = directory.resolve("docker.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }
    assertToldClearly(socket);
  }

  @Test
  void a_path_with_characters_that_mean_something_in_an_address_is_used_as_it_is() {
    assertToldClearly(directory.resolve("with space#and%20more?.sock"));
  }

  private static void assertToldClearly(Path socket) {
    try (DockerRuntime runtime = new DockerRuntime(socket)) {
      Problem listing = problemOf(runtime::list);
      assertThat(listing.kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
      assertThat(listing.sentence())
          .contains("could not be listed", socket.toString(), "check that the engine runs", "root");
      assertThat(problemOf(() -> runtime.suspend(Applications.NAME)).sentence())
          .contains("flocker--app: could not be stopped");
    }
  }
}
