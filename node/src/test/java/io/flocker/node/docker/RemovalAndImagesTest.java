package io.flocker.node.docker;

import static io.flocker.node.docker.Applications.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RemovalAndImagesTest {

  @RegisterExtension static final RealDocker DOCKER = new RealDocker();

  private static final ApplicationName NAME = Applications.NAME;
  private static final Application APP = Applications.APP;
  private static final NodeName SELF = Applications.SELF;

  private final DockerRuntime runtime = new DockerRuntime(DOCKER.socket());

  @BeforeEach
  void clear() {
    DOCKER.removeAllContainers();
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  @Test
  void an_image_that_is_nowhere_is_told_with_what_the_engine_said() {
    ImageReference image = ImageReference.parse("127.0.0.1:1/no/such:1");
    assertThat(problemOf(() -> runtime.pull(image)).sentence())
        .contains("127.0.0.1:1/no/such:1", "refused");
    assertThat(
            problemOf(() -> runtime.start(Application.of("app", image.toString()), SELF, Map.of()))
                .sentence())
        .contains("127.0.0.1:1/no/such:1", "refused");
  }

  @Test
  void an_image_that_is_there_is_listed_and_needs_no_registry() {
    assertThat(runtime.images()).containsExactly(RealDocker.IMAGE);
    DOCKER.client().tagImageCmd(RealDocker.IMAGE, "127.0.0.1:1/box", "latest").exec();
    try {
      runtime.pull(ImageReference.parse("127.0.0.1:1/box"));
      assertThat(runtime.images()).containsExactly("127.0.0.1:1/box:latest", RealDocker.IMAGE);
    } finally {
      DOCKER.client().removeImageCmd("127.0.0.1:1/box:latest").exec();
    }
  }

  @Test
  void removing_takes_the_engines_nameless_volumes_along_and_no_other() throws Exception {
    DOCKER.client().createVolumeCmd().withName("someones").exec();
    runtime.start(APP, SELF, Map.of());
    assertThat(volumeNames()).hasSize(2);
    runtime.remove(NAME);
    assertThat(volumeNames()).containsExactly("someones");
    DOCKER.client().removeVolumeCmd("someones").exec();
  }

  @Test
  void removing_what_is_not_there_does_nothing() {
    runtime.remove(NAME);
    runtime.start(APP, SELF, Map.of());
    runtime.remove(NAME);
    runtime.remove(NAME);
    assertThat(runtime.list()).isEmpty();
  }

  @Test
  void removals_side_by_side_all_end_well() throws Exception {
    runtime.start(APP, SELF, Map.of());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var removals =
          IntStream.range(0, 4).mapToObj(i -> executor.submit(() -> runtime.remove(NAME))).toList();
      for (var removal : removals) {
        removal.get();
      }
    }
    assertThat(runtime.list()).isEmpty();
  }

  private List<String> volumeNames() {
    return DOCKER.client().listVolumesCmd().exec().getVolumes().stream()
        .map(volume -> volume.getName())
        .toList();
  }
}
