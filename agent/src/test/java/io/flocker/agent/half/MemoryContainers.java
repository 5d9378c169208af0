package io.flocker.agent.half;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.SpecificationDigest;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedContainer;
import io.flocker.node.ContainerEvents;
import io.flocker.node.ContainerRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The container engine of one host, in memory: it outlives agents, as an engine does. */
public final class MemoryContainers implements ContainerRuntime, ContainerEvents {

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final SortedMap<ApplicationName, ObservedContainer> containers = new TreeMap<>();
  private final SortedSet<String> images = new TreeSet<>();
  private final List<String> done = new ArrayList<>();
  private Set<String> volumesInUse = Set.of();
  private boolean immortal;
  private boolean starting;
  private CountDownLatch gate = new CountDownLatch(0);

  /** What was done, in words, in its order. */
  public synchronized List<String> done() {
    return List.copyOf(done);
  }

  /** Whether a container runs. */
  public boolean runs(ApplicationName name) {
    return find(name).filter(ObservedContainer::running).isPresent();
  }

  /** From now on something else starts each container that is stopped. */
  public synchronized void startAgainWhatStops() {
    immortal = true;
  }

  /** From now on no start comes to its end before {@link #finishStarts}. */
  public synchronized void holdStarts() {
    starting = false;
    gate = new CountDownLatch(1);
  }

  /** Whether a start was begun since {@link #holdStarts}. */
  public synchronized boolean isStarting() {
    return starting;
  }

  /** Undoes {@link #holdStarts}. */
  public synchronized void finishStarts() {
    gate.countDown();
  }

  private void awaitGate() {
    CountDownLatch closed;
    synchronized (this) {
      starting = true;
      closed = gate;
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The host has lost its power and booted, with an engine that starts nothing by itself. */
  public synchronized void reboot() {
    containers.replaceAll((_, container) -> with(container, false));
  }

  /** A container that somebody runs on paths of the host. */
  public void run(Application application, NodeName self, List<String> paths) {
    put(application, self, true, paths);
  }

  private static ObservedContainer with(ObservedContainer container, boolean running) {
    return new ObservedContainer(
        container.name(),
        container.image(),
        running,
        false,
        container.ports(),
        container.restartPolicy(),
        container.specification(),
        container.volumePaths());
  }

  private void put(Application application, NodeName self, boolean running, List<String> paths) {
    synchronized (this) {
      containers.put(
          application.name(),
          new ObservedContainer(
              application.name(),
              application.image(),
              running,
              false,
              application.ports(),
              application.restartPolicy(),
              SpecificationDigest.of(application, self),
              paths));
      done.add((running ? "start " : "create ") + application.name());
    }
    tell(application.name());
  }

  private void tell(ApplicationName name) {
    listeners.forEach(listener -> listener.changed(name));
  }

  @Override
  public synchronized List<ObservedContainer> list() {
    return List.copyOf(containers.values());
  }

  @Override
  public synchronized Optional<ObservedContainer> find(ApplicationName application) {
    return Optional.ofNullable(containers.get(application));
  }

  /** Containers of others run on these volumes of Docker's, from now on. */
  public synchronized void runOnVolumes(Set<String> names) {
    volumesInUse = Set.copyOf(names);
  }

  @Override
  public synchronized Set<String> volumesInUse() {
    return volumesInUse;
  }

  @Override
  public void lookForVolumeDrivers() {
    // There are none.
  }

  @Override
  public Set<String> volumesOfContainers() {
    return volumesInUse();
  }

  /** The engine was killed and has begun anew. */
  public void restart() {
    listeners.forEach(Listener::begun);
  }

  @Override
  public synchronized SortedSet<String> images() {
    return new TreeSet<>(images);
  }

  @Override
  public boolean haveIpv6() {
    return true;
  }

  @Override
  public synchronized void pull(ImageReference image) {
    if (image.toString().contains("missing")) {
      throw new ProblemException(
          new Problem(Problem.Kind.CONTAINER, image.toString(), "there is none", "build it"));
    }
    images.add(image.toString());
  }

  @Override
  public void create(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    put(application, self, false, paths(volumes));
  }

  @Override
  public void start(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    List<String> paths = paths(volumes);
    awaitGate();
    put(application, self, true, paths);
  }

  private static List<String> paths(Map<DatasetId, Path> volumes) {
    for (Path path : volumes.values()) {
      if (!Files.isDirectory(path)) {
        throw new IllegalStateException(path + " is not there");
      }
    }
    return volumes.values().stream().map(Path::toString).toList();
  }

  @Override
  public boolean suspend(ApplicationName application) {
    boolean ran;
    synchronized (this) {
      done.add("suspend " + application);
      ran = runs(application);
      if (ran && !immortal) {
        containers.computeIfPresent(application, (_, container) -> with(container, false));
      }
    }
    tell(application);
    return ran;
  }

  @Override
  public void resume(ApplicationName application) {
    synchronized (this) {
      done.add("resume " + application);
      containers.computeIfPresent(application, (_, container) -> with(container, true));
    }
    tell(application);
  }

  @Override
  public void remove(ApplicationName application) {
    synchronized (this) {
      done.add("remove " + application);
      containers.remove(application);
    }
    tell(application);
  }

  @Override
  public Following follow(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
