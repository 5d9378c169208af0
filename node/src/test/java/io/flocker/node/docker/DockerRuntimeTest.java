package io.flocker.node.docker;

import static io.flocker.node.docker.Applications.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.SpecificationDigest;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which containers are seen, made, kept, made anew and left alone. */
class DockerRuntimeTest {

  @RegisterExtension static final RealDocker DOCKER = new RealDocker();

  private static final ApplicationName NAME = Applications.NAME;
  private static final Application APP = Applications.APP;
  private static final NodeName SELF = Applications.SELF;
  private static final String CONTAINER = "flocker--app";

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
  void a_started_container_runs_and_is_listed_with_all_that_it_was_made_from() throws Exception {
    Path data = DOCKER.newDirectory();
    DatasetId dataset = DatasetId.ofName("data");
    Application app =
        APP.withPorts(Set.of(new Port(80, 8080), new Port(81, 8081)))
            .withVolumes(List.of(new Volume(dataset, "/data", Optional.empty())));

    runtime.start(app, SELF, Map.of(dataset, data));

    assertThat(runtime.list())
        .containsExactly(
            new ObservedContainer(
                NAME,
                ImageReference.parse(RealDocker.IMAGE),
                true,
                false,
                app.ports(),
                new RestartPolicy.Never(),
                SpecificationDigest.of(app, SELF),
                List.of(data.toString())));
    assertThat(inspect().getState().getRunning()).isTrue();
  }

  @Test
  void volumes_of_the_engine_are_in_use_while_a_container_runs_on_them() {
    assertThat(runtime.volumesInUse()).isEmpty();
    // Its image has one.
    runtime.start(APP, SELF, Map.of());
    assertThat(runtime.volumesInUse())
        .containsExactly(Objects.requireNonNull(inspect().getMounts()).getFirst().getName());
    runtime.suspend(NAME);
    assertThat(runtime.volumesInUse()).isEmpty();
    assertThat(runtime.volumesOfContainers())
        .containsExactly(Objects.requireNonNull(inspect().getMounts()).getFirst().getName());
  }

  @Test
  void a_stopped_container_is_listed_as_the_running_one_was_but_not_running() throws Exception {
    runtime.start(APP.withPorts(Set.of(new Port(80, 8080))), SELF, Map.of());
    ObservedContainer before = only();
    runtime.suspend(NAME);
    assertThat(only())
        .isEqualTo(
            new ObservedContainer(
                before.name(),
                before.image(),
                false,
                false,
                before.ports(),
                before.restartPolicy(),
                before.specification(),
                before.volumePaths()));
  }

  @Test
  void a_container_created_ahead_does_not_run_until_it_is_started_on_its_volume() throws Exception {
    Path data = DOCKER.newDirectory();
    DatasetId dataset = DatasetId.ofName("data");
    Application app =
        Applications.with(
            APP.withVolumes(List.of(new Volume(dataset, "/data", Optional.empty()))),
            new RestartPolicy.Always());

    runtime.create(app, SELF, Map.of(dataset, data));

    InspectContainerResponse created = inspect();
    assertThat(created.getState().getStatus()).isEqualTo("created");
    // Else a restart of the engine would start it before its volume has come.
    assertThat(created.getHostConfig().getRestartPolicy().getName()).isEqualTo("no");
    runtime.start(app, SELF, Map.of(dataset, data));
    InspectContainerResponse started = inspect();
    assertThat(started.getId()).isEqualTo(created.getId());
    assertThat(started.getState().getRunning()).isTrue();
    assertThat(started.getHostConfig().getRestartPolicy().getName()).isEqualTo("always");
  }

  @Test
  void starting_again_from_the_same_wish_keeps_the_container() {
    runtime.start(APP, SELF, Map.of());
    InspectContainerResponse first = inspect();
    runtime.start(APP, SELF, Map.of());
    assertThat(inspect().getId()).isEqualTo(first.getId());
    assertThat(inspect().getState().getStartedAt()).isEqualTo(first.getState().getStartedAt());
  }

  @Test
  void starting_from_another_wish_makes_the_container_anew() {
    runtime.start(APP, SELF, Map.of());
    String first = inspect().getId();
    runtime.start(APP.withEnvironment(Map.of("A", "1")), SELF, Map.of());
    assertThat(inspect().getId()).isNotEqualTo(first);
    assertThat(inspect().getState().getRunning()).isTrue();
  }

  @Test
  void a_container_whose_dataset_lies_elsewhere_now_is_made_anew() throws Exception {
    DatasetId dataset = DatasetId.ofName("data");
    Application app = APP.withVolumes(List.of(new Volume(dataset, "/data", Optional.empty())));
    Path there = DOCKER.newDirectory();
    runtime.start(app, SELF, Map.of(dataset, DOCKER.newDirectory()));
    runtime.start(app, SELF, Map.of(dataset, there));
    assertThat(only().volumePaths()).containsExactly(there.toString());
  }

  @Test
  void a_container_that_was_made_but_never_started_is_started() {
    runtime.start(APP, SELF, Map.of());
    Map<String, String> labels = inspect().getConfig().getLabels();
    runtime.remove(NAME);
    DOCKER
        .client()
        .createContainerCmd(RealDocker.IMAGE)
        .withName(CONTAINER)
        .withLabels(labels)
        .exec();
    String id = inspect().getId();
    assertThat(only().running()).isFalse();

    runtime.start(APP, SELF, Map.of());

    assertThat(only().running()).isTrue();
    assertThat(inspect().getId()).isEqualTo(id);
  }

  @Test
  void a_paused_container_is_listed_as_running_and_start_makes_it_go_on() {
    runtime.start(APP, SELF, Map.of());
    DOCKER.client().pauseContainerCmd(CONTAINER).exec();
    assertThat(only().running()).isTrue();
    runtime.start(APP, SELF, Map.of());
    assertThat(inspect().getState().getPaused()).isFalse();
  }

  @Test
  void a_container_without_labels_is_ours_by_its_name_and_is_made_anew() throws Exception {
    Path data = DOCKER.newDirectory();
    DOCKER.onHost(
        "docker",
        "--host=unix://" + DOCKER.socket(),
        "run",
        "--detach",
        "--name=" + CONTAINER,
        "--restart=on-failure:4",
        "--publish=8080:80",
        "--volume=" + data + ":/data",
        RealDocker.IMAGE);

    assertThat(runtime.list())
        .containsExactly(
            new ObservedContainer(
                NAME,
                ImageReference.parse(RealDocker.IMAGE),
                true,
                false,
                new TreeSet<>(Set.of(new Port(80, 8080))),
                new RestartPolicy.OnFailure(OptionalInt.of(4)),
                new TreeMap<>(),
                List.of(data.toString())));

    runtime.start(APP, SELF, Map.of());
    assertThat(only().specification()).isEqualTo(SpecificationDigest.of(APP, SELF));
  }

  @Test
  void containers_of_others_are_neither_listed_nor_touched() {
    for (String name : List.of("my-flocker--app", "flocker-app", "app")) {
      DOCKER.client().createContainerCmd(RealDocker.IMAGE).withName(name).exec();
      DOCKER.client().startContainerCmd(name).exec();
    }
    runtime.start(APP, SELF, Map.of());
    assertThat(runtime.list()).extracting(ObservedContainer::name).containsExactly(NAME);

    runtime.suspend(NAME);
    runtime.remove(NAME);

    assertThat(runtime.list()).isEmpty();
    assertThat(DOCKER.client().listContainersCmd().exec()).hasSize(3);
  }

  @Test
  void a_taken_port_is_told_with_its_remedy_and_the_next_start_recovers() {
    Application first = Application.of("first", RealDocker.IMAGE);
    runtime.start(first.withPorts(Set.of(new Port(80, 8080))), SELF, Map.of());
    Application app = APP.withPorts(Set.of(new Port(81, 8080)));

    Problem problem = problemOf(() -> runtime.start(app, SELF, Map.of()));
    assertThat(problem.sentence()).contains(CONTAINER, "8080", "stop it");

    runtime.remove(first.name());
    runtime.start(app, SELF, Map.of());
    assertThat(only().running()).isTrue();
  }

  @Test
  void an_image_whose_tag_has_moved_on_is_still_listed_by_the_tag_of_the_wish() {
    DOCKER.client().tagImageCmd(RealDocker.IMAGE, "moving", "1").exec();
    runtime.start(Application.of("app", "moving:1"), SELF, Map.of());
    DOCKER.client().removeImageCmd("moving:1").withForce(true).exec();
    assertThat(only().image()).isEqualTo(ImageReference.parse("moving:1"));
  }

  private ObservedContainer only() {
    List<ObservedContainer> all = runtime.list();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static InspectContainerResponse inspect() {
    return DOCKER.client().inspectContainerCmd(CONTAINER).exec();
  }
}
