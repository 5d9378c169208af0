package io.flocker.node.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedContainer;
import io.flocker.node.ContainerRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Containers of a Docker Engine, 20.10 or later. Neither sends anything nor loads the client before
 * a method is called.
 */
public final class DockerRuntime implements ContainerRuntime, AutoCloseable {

  /** Where an engine listens unless told otherwise. */
  public static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");

  private static final String DEFAULT_NETWORK = "bridge";
  private static final String PAUSED = "paused";
  private static final int ATTEMPTS = 3;

  private final Engine engine;
  private final Images images;
  private final Containers containers;

  /** Containers of the engine that listens on {@code socket}. */
  public DockerRuntime(Path socket) {
    this.engine = new Engine(socket);
    this.images = new Images(engine);
    this.containers = new Containers(engine, images);
  }

  @Override
  public List<ObservedContainer> list() {
    return containers.list().stream().flatMap(this::observe).toList();
  }

  @Override
  public Optional<ObservedContainer> find(ApplicationName application) {
    return containers
        .find(ContainerNames.of(application))
        .flatMap(listed -> observe(application, listed));
  }

  private Stream<ObservedContainer> observe(Container listed) {
    return ContainerNames.application(listed.getNames()).stream()
        .flatMap(name -> observe(name, listed).stream());
  }

  /** Empty for a container that vanished since it was listed. */
  private Optional<ObservedContainer> observe(ApplicationName name, Container listed) {
    Optional<Labels> labels = Labels.read(listed.getLabels());
    return labels.isPresent()
        ? labels.map(known -> Observation.labelled(name, listed, known))
        : containers
            .inspect(listed.getId())
            .map(details -> Observation.unlabelled(name, listed, details));
  }

  @Override
  public Set<String> volumesInUse() {
    return volumesOf(containers.running());
  }

  @Override
  public Set<String> volumesOfContainers() {
    return volumesOf(containers.everybodys());
  }

  private static Set<String> volumesOf(List<Container> containers) {
    return containers.stream().flatMap(Observation::volumeNames).collect(Collectors.toSet());
  }

  /** A list of all volumes takes all drivers: the engine looks for them, and keeps them. */
  @Override
  public void lookForVolumeDrivers() {
    engine.tell("volumes", "be listed", client -> client.listVolumesCmd().exec());
  }

  @Override
  public SortedSet<String> images() {
    return images.list();
  }

  /** All our containers are in the engine's default network, which has a fixed name. */
  @Override
  public boolean haveIpv6() {
    return engine
        .ask(
            "networks",
            "be listed",
            client -> client.listNetworksCmd().withNameFilter(DEFAULT_NETWORK).exec())
        .stream()
        .filter(network -> DEFAULT_NETWORK.equals(network.getName()))
        .anyMatch(network -> Boolean.TRUE.equals(network.getEnableIPv6()));
  }

  @Override
  public void pull(ImageReference image) {
    images.pull(image);
  }

  @Override
  public void create(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    made(new ContainerWish(application, self, volumes), new RestartPolicy.Never());
  }

  @Override
  public void start(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    ContainerWish wish = new ContainerWish(application, self, volumes);
    RestartPolicy policy = application.restartPolicy();
    Optional<Container> existing = made(wish, policy);
    if (existing.isPresent()) {
      boolean paused = PAUSED.equals(existing.get().getState());
      wake(wish.name(), paused, policy);
    } else {
      containers.start(wish.name());
    }
  }

  /** Makes the container unless there is one made from the wish; returns that one. */
  private Optional<Container> made(ContainerWish wish, RestartPolicy policy) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Container> existing = containers.find(wish.name());
      if (existing.filter(wish::isMet).isPresent()) {
        return existing;
      }
      if (existing.isPresent()) {
        containers.stopForGood(wish.name());
        containers.remove(wish.name());
      }
      if (containers.create(wish, policy)) {
        return Optional.empty();
      }
    }
    throw new ProblemException(
        new Problem(
            Problem.Kind.CONTAINER,
            wish.name(),
            "could not be made: something else makes containers of this name again and again",
            "find what else controls this Docker Engine and stop it, then try again"));
  }

  private void wake(String name, boolean paused, RestartPolicy policy) {
    containers.setRestartPolicy(name, policy);
    if (paused) {
      containers.unpause(name);
    }
    containers.start(name);
  }

  @Override
  public boolean suspend(ApplicationName application) {
    return containers.stopForGood(ContainerNames.of(application));
  }

  @Override
  public void resume(ApplicationName application) {
    String name = ContainerNames.of(application);
    InspectContainerResponse container =
        containers
            .inspect(name)
            .orElseThrow(() ->
                new ProblemException(
                    new Problem(
                        Problem.Kind.CONTAINER,
                        name,
                        "could not be resumed: there is no such container",
                        "deploy again; the container is then made anew")));
    RestartPolicy policy =
        Labels.of(container)
            .map(Labels::restartPolicy)
            .orElseGet(() -> RestartPolicies.of(container));
    wake(name, Boolean.TRUE.equals(container.getState().getPaused()), policy);
  }

  @Override
  public void remove(ApplicationName application) {
    String name = ContainerNames.of(application);
    containers.stopForGood(name);
    containers.remove(name);
  }

  /** Closes connections that are kept; a later call opens them again. */
  @Override
  public void close() {
    engine.close();
  }
}
