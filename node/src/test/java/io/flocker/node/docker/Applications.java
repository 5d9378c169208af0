package io.flocker.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests of containers are made from. */
final class Applications {

  static final NodeName SELF = new NodeName("192.0.2.7");
  static final Application APP = Application.of("app", RealDocker.IMAGE);
  static final ApplicationName NAME = APP.name();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Applications() {}

  /** A process of the test image: one of busybox's programs; none at all without words. */
  static ContainerProcess process(String... words) {
    return process(Duration.ofSeconds(5), words);
  }

  static ContainerProcess process(Duration grace, String... words) {
    List<String> command =
        words.length == 0
            ? List.of()
            : Stream.concat(Stream.of("/bin/busybox"), Stream.of(words)).toList();
    return new ContainerProcess(
        Optional.empty(),
        Optional.of(command),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(grace));
  }

  static Application with(Application base, ContainerProcess process) {
    return changed(base, process, base.restartPolicy());
  }

  static Application with(Application base, RestartPolicy policy) {
    return changed(base, base.process(), policy);
  }

  private static Application changed(
      Application base, ContainerProcess process, RestartPolicy policy) {
    return new Application(
        base.name(),
        base.image(),
        base.ports(),
        base.links(),
        base.volumes(),
        base.environment(),
        base.labels(),
        process,
        base.limits(),
        policy,
        base.startAfter());
  }

  /** The one problem that {@code call} ends in. */
  static Problem problemOf(ThrowingCallable call) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, call);
    assertThat(thrown).as("a problem").isNotNull();
    assertThat(thrown.problems()).hasSize(1);
    return thrown.problems().getFirst();
  }

  /** Waits for something that the engine does by itself. */
  static void awaitTrue(Callable<Boolean> condition) throws Exception {
    long began = System.nanoTime();
    while (!condition.call()) {
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as("time without what is awaited")
          .isLessThan(PATIENCE);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
