package io.flocker.node.docker;

import static io.flocker.node.docker.Applications.awaitTrue;
import static io.flocker.node.docker.Applications.problemOf;
import static io.flocker.node.docker.Applications.process;
import static io.flocker.node.docker.Applications.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.state.ObservedContainer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers that must not run, and what makes containers run again. */
class SuspensionTest {

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
  void a_suspended_container_stays_down_when_the_engine_starts_anew() throws Exception {
    runtime.start(always(), SELF, Map.of());
    assertThat(runtime.suspend(NAME)).isTrue();
    DOCKER.shutDown();
    DOCKER.boot();
    assertThat(only().running()).isFalse();
    assertThat(only().restarting()).isFalse();
    assertThat(only().restartPolicy()).isEqualTo(new RestartPolicy.Always());

    runtime.resume(NAME);

    assertThat(only().running()).isTrue();
    assertThat(policy()).isEqualTo(new RestartPolicy.Always());
  }

  @Test
  void a_container_that_is_not_suspended_comes_back_with_the_engine() throws Exception {
    runtime.start(always(), SELF, Map.of());
    DOCKER.shutDown();
    DOCKER.boot();
    awaitTrue(() -> only().running());
  }

  @Test
  void suspending_again_does_nothing_and_says_that_it_did_not_run() {
    assertThat(runtime.suspend(NAME)).as("no container").isFalse();
    runtime.start(APP, SELF, Map.of());
    assertThat(runtime.suspend(NAME)).isTrue();
    assertThat(runtime.suspend(NAME)).isFalse();
  }

  @Test
  void starting_a_suspended_container_gives_it_its_restart_policy_back() {
    runtime.start(always(), SELF, Map.of());
    String id = inspect().getId();
    runtime.suspend(NAME);
    assertThat(policy()).isEqualTo(new RestartPolicy.Never());

    runtime.start(always(), SELF, Map.of());

    assertThat(policy()).isEqualTo(new RestartPolicy.Always());
    assertThat(only().running()).isTrue();
    assertThat(inspect().getId()).isEqualTo(id);
  }

  @Test
  void resuming_what_runs_changes_nothing() {
    runtime.start(always(), SELF, Map.of());
    String startedAt = inspect().getState().getStartedAt();
    runtime.resume(NAME);
    assertThat(inspect().getState().getStartedAt()).isEqualTo(startedAt);
    assertThat(policy()).isEqualTo(new RestartPolicy.Always());
  }

  @Test
  void resuming_what_is_not_there_is_told() {
    assertThat(problemOf(() -> runtime.resume(NAME)).sentence())
        .contains(CONTAINER, "no such container", "deploy again");
  }

  @Test
  void a_container_that_fails_is_started_again_as_often_as_its_policy_says() throws Exception {
    RestartPolicy twice = new RestartPolicy.OnFailure(OptionalInt.of(2));
    runtime.start(with(with(APP, process("sh", "-c", "exit 3")), twice), SELF, Map.of());
    awaitTrue(() -> "exited".equals(inspect().getState().getStatus()));
    assertThat(inspect().getRestartCount()).isEqualTo(2);
    assertThat(only().running()).isFalse();
    assertThat(only().restarting()).isFalse();
    assertThat(only().restartPolicy()).isEqualTo(twice);
  }

  @Test
  void a_container_that_ends_well_is_not_started_again_on_failure() throws Exception {
    RestartPolicy policy = new RestartPolicy.OnFailure(OptionalInt.empty());
    runtime.start(with(with(APP, process("true")), policy), SELF, Map.of());
    awaitTrue(() -> "exited".equals(inspect().getState().getStatus()));
    assertThat(inspect().getRestartCount()).isZero();
  }

  @Test
  void a_container_that_ends_at_once_is_seen_restarting_and_can_be_suspended() throws Exception {
    runtime.start(with(always(), process("sh", "-c", "exit 3")), SELF, Map.of());
    awaitTrue(() -> {
      // One look: by the next it may have been started again.
      ObservedContainer seen = only();
      if (seen.restarting()) {
        assertThat(seen.running()).isFalse();
      }
      return seen.restarting();
    });

    assertThat(runtime.suspend(NAME)).isTrue();

    assertThat(only().restarting()).isFalse();
    assertThat(inspect().getState().getStatus()).isEqualTo("exited");
  }

  @Test
  void a_process_that_does_not_end_is_killed_after_its_grace_period() {
    runtime.start(
        with(APP, process(Duration.ofSeconds(1), "sh", "-c", "trap '' TERM; sleep 1000")),
        SELF,
        Map.of());
    long before = System.nanoTime();
    runtime.suspend(NAME);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(900));
    assertThat(inspect().getState().getExitCodeLong()).isEqualTo(137);
  }

  @Test
  void a_paused_container_can_be_suspended() {
    runtime.start(APP, SELF, Map.of());
    DOCKER.client().pauseContainerCmd(CONTAINER).exec();
    assertThat(runtime.suspend(NAME)).isTrue();
    assertThat(only().running()).isFalse();
  }

  private static Application always() {
    return with(APP, new RestartPolicy.Always());
  }

  private static RestartPolicy policy() {
    return RestartPolicies.fromEngine(inspect().getHostConfig().getRestartPolicy());
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
