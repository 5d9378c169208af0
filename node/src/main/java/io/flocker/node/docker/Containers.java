package io.flocker.node.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.WaitContainerCondition;
import com.github.dockerjava.api.model.WaitResponse;
import com.github.dockerjava.core.DockerClientImpl;
import io.flocker.core.model.RestartPolicy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Single steps on containers, each of which may be repeated: what is already as it should be is no
 * error, and neither is one who was quicker.
 */
final class Containers {

  private static final long REMOVAL_SECONDS = 60;

  private final Engine engine;
  private final Images images;

  Containers(Engine engine, Images images) {
    this.engine = engine;
    this.images = images;
  }

  /** All containers, running or not, whose name begins like ours. */
  List<Container> list() {
    return engine.ask(
        "containers",
        "be listed",
        client ->
            client
                .listContainersCmd()
                .withShowAll(true)
                .withNameFilter(List.of(ContainerNames.FILTER))
                .exec());
  }

  /** Everybody's containers that run, are paused, or are about to be started again. */
  List<Container> running() {
    return engine.ask("containers", "be listed", client -> client.listContainersCmd().exec());
  }

  /** All containers, be they ours or not, running or not. */
  List<Container> everybodys() {
    return engine.ask(
        "containers", "be listed", client -> client.listContainersCmd().withShowAll(true).exec());
  }

  /** What the list says of one container; asked for where time counts, since it says far less. */
  Optional<Container> find(String name) {
    return engine
        .ask(
            name,
            "be found",
            client ->
                client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withNameFilter(List.of("^/?" + Pattern.quote(name) + "$"))
                    .exec())
        .stream()
        .findFirst();
  }

  Optional<InspectContainerResponse> inspect(String name) {
    return engine.ask(name, "be inspected", client -> inspect(client, name));
  }

  private static Optional<InspectContainerResponse> inspect(DockerClientImpl client, String name) {
    try {
      return Optional.of(client.inspectContainerCmd(name).exec());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Makes the container but does not start it; says no if there is one of this name by now. */
  boolean create(ContainerWish wish, RestartPolicy policy) {
    return engine.ask(
        wish.name(),
        "be made from image " + wish.image(),
        client -> {
          try {
            createOrFetchImage(client, wish, policy);
            return true;
          } catch (ConflictException e) {
            if (inspect(client, wish.name()).isPresent()) {
              return false;
            }
            throw e;
          }
        });
  }

  /** An image that was fetched in time may have been cleared away since. */
  private void createOrFetchImage(
      DockerClientImpl client, ContainerWish wish, RestartPolicy policy) {
    try {
      create(client, wish, policy);
    } catch (NotFoundException e) {
      images.pull(wish.image());
      create(client, wish, policy);
    }
  }

  private void create(DockerClientImpl client, ContainerWish wish, RestartPolicy policy) {
    CreateContainerCmd command = client.createContainerCmd(wish.image().toString());
    wish.describe(
        command, policy, wish.clearsCommand() ? images.entrypoint(wish.image()) : List.of());
    command.exec();
  }

  void start(String name) {
    engine.tell(
        name,
        "be started",
        client -> {
          try {
            client.startContainerCmd(name).exec();
          } catch (NotModifiedException e) {
            // It runs already.
          }
        });
  }

  void unpause(String name) {
    engine.tell(name, "be unpaused", client -> client.unpauseContainerCmd(name).exec());
  }

  void setRestartPolicy(String name, RestartPolicy policy) {
    engine.tell(
        name,
        "be given the restart policy " + RestartPolicies.text(policy),
        client -> setRestartPolicy(client, name, policy));
  }

  private static void setRestartPolicy(DockerClientImpl client, String name, RestartPolicy policy) {
    client.updateContainerCmd(name).withRestartPolicy(RestartPolicies.toEngine(policy)).exec();
  }

  /**
   * Takes the restart policy away and stops the container with the grace that it was made with.
   * Says whether it ran, or was about to be started again by its policy.
   */
  boolean stopForGood(String name) {
    return engine.ask(
        name,
        "be stopped",
        client -> {
          Optional<InspectContainerResponse> found =
              inspect(client, name).filter(one -> mayRun(one.getState().getStatus()));
          try {
            found.ifPresent(container -> stopForGood(client, name, container));
            return found.filter(Containers::runs).isPresent();
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  /** In this order: an engine that starts anew between the two would start the container again. */
  private void stopForGood(
      DockerClientImpl client, String name, InspectContainerResponse container) {
    RestartPolicy never = new RestartPolicy.Never();
    if (RestartPolicies.of(container).equals(never)) {
      stop(client, name);
      return;
    }
    try {
      setRestartPolicy(client, name, never);
    } catch (NotFoundException e) {
      throw e;
    } catch (DockerException e) {
      // A container that is between two of its restarts can be stopped, but not always changed.
      stop(client, name);
      setRestartPolicy(client, name, never);
    }
    stop(client, name);
  }

  private static boolean runs(InspectContainerResponse container) {
    return Boolean.TRUE.equals(container.getState().getRunning())
        || Boolean.TRUE.equals(container.getState().getRestarting());
  }

  private void stop(DockerClientImpl client, String name) {
    try {
      new StopWithOwnGrace(client, engine.config(), name).exec();
    } catch (NotModifiedException e) {
      // It does not run.
    }
  }

  /** The engine refuses to change what it is taking away or failed to; that never runs again. */
  static boolean mayRun(@Nullable String status) {
    return !"removing".equals(status) && !"dead".equals(status);
  }

  /**
   * Removes the container and what the engine keeps for it alone: volumes without a name, made for
   * paths that the image declares and no volume of ours covers.
   */
  void remove(String name) {
    engine.tell(
        name,
        "be removed",
        client -> {
          try {
            client.removeContainerCmd(name).withForce(true).withRemoveVolumes(true).exec();
          } catch (NotFoundException e) {
            // It is gone.
          } catch (ConflictException e) {
            if (!isBeingRemoved(e) || !awaitRemoval(client, name)) {
              throw e;
            }
          }
        });
  }

  private static boolean isBeingRemoved(ConflictException e) {
    return String.valueOf(e.getMessage()).contains("already in progress");
  }

  private static boolean awaitRemoval(DockerClientImpl client, String name)
      throws InterruptedException {
    try {
      return client
          .waitContainerCmd(name)
          .withCondition(WaitContainerCondition.REMOVED)
          .exec(new ResultCallback.Adapter<WaitResponse>())
          .awaitCompletion(REMOVAL_SECONDS, TimeUnit.SECONDS);
    } catch (NotFoundException e) {
      return true;
    }
  }
}
