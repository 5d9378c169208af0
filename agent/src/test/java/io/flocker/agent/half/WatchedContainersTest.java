package io.flocker.agent.half;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dataset agent's end and the container agent's end, over a real socket. */
class WatchedContainersTest {

  private static final NodeName SELF = new NodeName("10.0.0.1");
  private static final DatasetId DATA = DatasetId.ofName("data");
  private static final Application STORE =
      Application.of("store", "image:1")
          .withVolumes(List.of(new Volume(DATA, "/data", Optional.empty())));

  @TempDir private Path temporary;
  private final MemoryContainers engine = new MemoryContainers();
  private final Set<DatasetId> looked = ConcurrentHashMap.newKeySet();
  private Path socket = Path.of("");
  private WatchedContainers containers = watched(Path.of(""));
  private Optional<ContainerAgentServer> server = Optional.empty();

  @BeforeEach
  void start() {
    socket = temporary.resolve("run/container-agent.sock");
    containers = watched(socket);
    listen();
  }

  private WatchedContainers watched(Path file) {
    return new WatchedContainers(engine, () -> true, new ContainerAgentClient(file));
  }

  private void listen() {
    server = Optional.of(ContainerAgentServer.start(socket, engine, looked::add));
  }

  @AfterEach
  void hangUp() {
    server.ifPresent(ContainerAgentServer::close);
  }

  @Test
  void the_container_agent_stops_and_starts_a_container_and_says_whether_it_ran() {
    engine.run(STORE, SELF, List.of("/data"));
    assertThat(containers.suspend(STORE.name())).isTrue();
    assertThat(engine.runs(STORE.name())).isFalse();
    assertThat(containers.suspend(STORE.name())).isFalse();
    containers.resume(STORE.name());
    assertThat(engine.runs(STORE.name())).isTrue();
  }

  @Test
  void it_creates_one_on_the_volumes_that_it_is_told() {
    containers.create(STORE, SELF, Map.of(DATA, temporary));
    assertThat(engine.find(STORE.name()))
        .hasValueSatisfying(made -> assertThat(made.running()).isFalse())
        .map(ObservedContainer::volumePaths)
        .contains(List.of(temporary.toString()));
  }

  @Test
  void that_it_is_stopped_is_not_believed_but_looked_at() {
    engine.run(STORE, SELF, List.of("/data"));
    engine.startAgainWhatStops();
    assertThatThrownBy(() -> containers.suspend(STORE.name()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it runs, although the container agent has stopped it");
  }

  @Test
  void what_the_engine_says_arrives() {
    assertThatThrownBy(() -> containers.pull(ImageReference.parse("missing:1")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("there is none");
    containers.pull(ImageReference.parse("image:1"));
    assertThat(engine.images()).containsExactly("image:1");
  }

  @Test
  void without_a_container_agent_nothing_is_done_and_who_is_missing_is_said() {
    engine.run(STORE, SELF, List.of("/data"));
    hangUp();
    assertThatThrownBy(() -> containers.suspend(STORE.name()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the container agent of this node does not answer")
        .hasMessageContaining("flocker-container-agent");
    assertThat(engine.runs(STORE.name())).isTrue();
  }

  @Test
  void what_could_not_be_started_again_is_once_the_next_move_fails_too() {
    engine.run(STORE, SELF, List.of("/data"));
    assertThat(containers.suspend(STORE.name())).isTrue();
    hangUp();
    assertThatThrownBy(() -> containers.resume(STORE.name())).isInstanceOf(ProblemException.class);
    listen();
    assertThat(containers.suspend(STORE.name())).describedAs("to be resumed").isTrue();
    assertThat(containers.suspend(STORE.name())).isFalse();
  }

  @Test
  void it_hears_of_datasets_that_changed() {
    new ContainerAgentClient(socket).tellOf(DATA);
    await().until(() -> looked.contains(DATA));
  }

  @Test
  void only_its_owner_may_open_the_socket() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_node_without_an_engine_has_no_containers() {
    engine.run(STORE, SELF, List.of("/data"));
    WatchedContainers none =
        new WatchedContainers(engine, () -> false, new ContainerAgentClient(socket));
    assertThat(none.list()).isEmpty();
    assertThat(none.find(STORE.name())).isEmpty();
  }

  @Test
  void one_agent_at_a_time_works_on_a_half() {
    Path locks = temporary.resolve("locks");
    try (HalfLock _ = HalfLock.take(locks, Half.DATASETS);
        HalfLock _ = HalfLock.take(locks, Half.CONTAINERS)) {
      assertThatThrownBy(() -> HalfLock.take(locks, Half.CONTAINERS))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("another agent works on the containers of this node already");
      assertThatThrownBy(() -> HalfLock.take(locks, Half.BOTH))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("the datasets of this node");
    }
    HalfLock.take(locks, Half.BOTH).close();
  }
}
