package io.flocker.agent.half;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Containers for the dataset agent: it looks at them itself, and has the container agent do what a
 * move needs. So a move is the same as with one agent for everything, and no less safe: that the
 * container is stopped is not believed but looked at. Safe for use by several threads.
 */
public final class WatchedContainers implements ContainerRuntime {

  private final ContainerRuntime seen;
  private final BooleanSupplier present;
  private final ContainerAgentClient agent;
  // Stopped for a move that failed while the container agent was away.
  private final Set<ApplicationName> toBeResumed = ConcurrentHashMap.newKeySet();

  /**
   * @param seen only looked at
   * @param present whether the node has an engine at all; one that has and does not answer is not
   *     one without containers
   */
  public WatchedContainers(
      ContainerRuntime seen, BooleanSupplier present, ContainerAgentClient agent) {
    this.seen = seen;
    this.present = present;
    this.agent = agent;
  }

  @Override
  public List<ObservedContainer> list() {
    return present.getAsBoolean() ? seen.list() : List.of();
  }

  @Override
  public Optional<ObservedContainer> find(ApplicationName application) {
    return present.getAsBoolean() ? seen.find(application) : Optional.empty();
  }

  @Override
  public Set<String> volumesInUse() {
    return present.getAsBoolean() ? seen.volumesInUse() : Set.of();
  }

  @Override
  public void lookForVolumeDrivers() {
    if (present.getAsBoolean()) {
      seen.lookForVolumeDrivers();
    }
  }

  @Override
  public Set<String> volumesOfContainers() {
    return present.getAsBoolean() ? seen.volumesOfContainers() : Set.of();
  }

  @Override
  public SortedSet<String> images() {
    return seen.images();
  }

  @Override
  public boolean haveIpv6() {
    return seen.haveIpv6();
  }

  @Override
  public void pull(ImageReference image) {
    agent.ask(new ContainerRequest.Pull(image));
  }

  @Override
  public void create(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    agent.ask(
        new ContainerRequest.Create(
            application,
            self,
            volumes.entrySet().stream()
                .map(volume ->
                    new ContainerRequest.Place(volume.getKey(), volume.getValue().toString()))
                .toList()));
  }

  @Override
  public boolean suspend(ApplicationName application) {
    boolean ran = agent.ask(new ContainerRequest.Suspend(application));
    if (find(application).filter(WatchedContainers::isAlive).isPresent()) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONTAINER,
              "container " + application,
              "it runs, although the container agent has stopped it",
              "see what else starts it; its volumes are moved once it stays stopped"));
    }
    return toBeResumed.remove(application) || ran;
  }

  @Override
  public void resume(ApplicationName application) {
    toBeResumed.add(application);
    agent.ask(new ContainerRequest.Resume(application));
    toBeResumed.remove(application);
  }

  @Override
  public void start(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    throw notMine("start container " + application.name());
  }

  @Override
  public void remove(ApplicationName application) {
    throw notMine("remove container " + application);
  }

  /** Whether it can use its volumes, now or without anybody's doing in a moment. */
  static boolean isAlive(ObservedContainer container) {
    return container.running() || container.restarting();
  }

  private static IllegalStateException notMine(String what) {
    return new IllegalStateException("the dataset agent was to " + what);
  }
}
