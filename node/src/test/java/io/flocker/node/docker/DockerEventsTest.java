package io.flocker.node.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.ApplicationName;
import io.flocker.node.ContainerEvents;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the engine tells by itself. */
class DockerEventsTest {

  @RegisterExtension static final RealDocker DOCKER = new RealDocker();

  private static final String BEGUN = "begun";

  private final DockerRuntime runtime = new DockerRuntime(DOCKER.socket());
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final ContainerEvents.Following following =
      new DockerEvents(DOCKER.socket())
          .follow(
              new ContainerEvents.Listener() {
                @Override
                public void begun() {
                  told.add(BEGUN);
                }

                @Override
                public void changed(ApplicationName container) {
                  told.add(container.value());
                }
              });

  @AfterEach
  void close() {
    following.close();
    runtime.close();
    DOCKER.removeAllContainers();
  }

  private String next() throws InterruptedException {
    String next = told.poll(2, TimeUnit.MINUTES);
    assertThat(next).as("something is told").isNotNull();
    return next;
  }

  @Test
  void what_happens_to_our_containers_is_told_and_nothing_of_others() throws Exception {
    assertThat(next()).isEqualTo(BEGUN);
    String foreign =
        DOCKER.client().createContainerCmd(RealDocker.IMAGE).withName("foreign").exec().getId();
    DOCKER.client().startContainerCmd(foreign).exec();

    runtime.start(Applications.APP, Applications.SELF, Map.of());

    assertThat(next()).isEqualTo("app");
    told.clear();
    DOCKER.client().killContainerCmd("flocker--app").exec();
    assertThat(next()).isEqualTo("app");
  }

  @Test
  void an_engine_that_was_away_is_followed_again() throws Exception {
    assertThat(next()).isEqualTo(BEGUN);
    DOCKER.shutDown();
    told.clear();
    DOCKER.boot();
    assertThat(next()).isEqualTo(BEGUN);
  }

  @Test
  void nothing_is_told_once_it_is_closed() throws Exception {
    assertThat(next()).isEqualTo(BEGUN);
    following.close();
    runtime.start(Applications.APP, Applications.SELF, Map.of());
    assertThat(told.poll(1, TimeUnit.SECONDS)).isNull();
  }
}
