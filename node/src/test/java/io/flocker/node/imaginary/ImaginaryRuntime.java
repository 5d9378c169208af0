package io.flocker.node.imaginary;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.SpecificationDigest;
import io.flocker.core.state.ObservedContainer;
import io.flocker.node.ContainerRuntime;
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

/** Containers in memory. Killing Flocker does not end them; a power cut does. */
final class ImaginaryRuntime implements ContainerRuntime {

  private static final class Container {
    final Application application;
    final SortedMap<String, String> specification;
    final List<String> paths;
    boolean running;
    boolean suspended;

    Container(
        Application application, SortedMap<String, String> specification, List<String> paths) {
      this.application = application;
      this.specification = specification;
      this.paths = paths;
    }
  }

  private final Fault.Trigger fault;
  private final SortedMap<ApplicationName, Container> containers = new TreeMap<>();
  private final SortedSet<String> images = new TreeSet<>();

  ImaginaryRuntime(Fault.Trigger fault) {
    this.fault = fault;
  }

  @Override
  public Set<String> volumesInUse() {
    return Set.of();
  }

  @Override
  public void lookForVolumeDrivers() {
    // There are none.
  }

  @Override
  public Set<String> volumesOfContainers() {
    return Set.of();
  }

  synchronized List<Application> running() {
    List<Application> running = new ArrayList<>();
    containers.values().stream()
        .filter(container -> container.running)
        .forEach(container -> running.add(container.application));
    return running;
  }

  /** The host lost power and has booted: Docker starts what has a restart policy. */
  synchronized void reboot() {
    containers.values().forEach(container -> container.running = !container.suspended);
  }

  @Override
  public synchronized List<ObservedContainer> list() {
    List<ObservedContainer> observed = new ArrayList<>();
    containers.forEach((name, container) ->
        observed.add(
            new ObservedContainer(
                name,
                container.application.image(),
                container.running,
                false,
                container.application.ports(),
                container.application.restartPolicy(),
                container.specification,
                container.paths)));
    return observed;
  }

  @Override
  public Optional<ObservedContainer> find(ApplicationName application) {
    return list().stream().filter(found -> found.name().equals(application)).findFirst();
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
  public void pull(ImageReference image) {
    fault.step("pull");
    synchronized (this) {
      images.add(image.toString());
    }
  }

  @Override
  public void create(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    fault.step("create");
    synchronized (this) {
      Container container = container(application, self, volumes);
      container.suspended = true;
      containers.put(application.name(), container);
    }
  }

  @Override
  public void start(Application application, NodeName self, Map<DatasetId, Path> volumes) {
    fault.step("start");
    synchronized (this) {
      Container container = container(application, self, volumes);
      container.running = true;
      containers.put(application.name(), container);
    }
  }

  private static Container container(
      Application application, NodeName self, Map<DatasetId, Path> volumes) {
    List<String> paths = volumes.values().stream().map(Path::toString).toList();
    return new Container(application, SpecificationDigest.of(application, self), paths);
  }

  @Override
  public boolean suspend(ApplicationName application) {
    fault.step("suspend");
    Container container;
    synchronized (this) {
      container = containers.get(application);
      if (container == null) {
        return false;
      }
      container.suspended = true;
    }
    fault.step("stop");
    synchronized (this) {
      boolean ran = container.running;
      container.running = false;
      return ran;
    }
  }

  @Override
  public void resume(ApplicationName application) {
    fault.step("resume");
    synchronized (this) {
      Container container = containers.get(application);
      if (container != null) {
        container.suspended = false;
        container.running = true;
      }
    }
  }

  @Override
  public void remove(ApplicationName application) {
    fault.step("remove");
    synchronized (this) {
      containers.remove(application);
    }
  }
}
