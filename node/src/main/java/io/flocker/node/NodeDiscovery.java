package io.flocker.node;

import io.flocker.core.model.NodeId;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.storage.VolumeDriver;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Looks at everything on a node that concerns us. Changes nothing. */
public final class NodeDiscovery {

  private final NodeId self;
  private final VolumeDriver driver;
  private final ContainerRuntime containers;
  private final Router router;
  private final KnownDatasets known;
  private final Supplier<SortedSet<Integer>> usedPorts;

  public NodeDiscovery(
      NodeId self,
      VolumeDriver driver,
      ContainerRuntime containers,
      Router router,
      KnownDatasets known,
      Supplier<SortedSet<Integer>> usedPorts) {
    this.self = self;
    this.driver = driver;
    this.containers = containers;
    this.router = router;
    this.known = known;
    this.usedPorts = usedPorts;
  }

  /** The node's present state; its parts are looked at side by side. */
  public NodeState observe() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<ObservedContainer>> running = threads.submit(containers::list);
      Future<SortedSet<String>> images = threads.submit(containers::images);
      Future<Boolean> ipv6 = threads.submit(containers::haveIpv6);
      Future<List<ObservedVolume>> volumes = threads.submit(driver::list);
      Future<Router.Rules> rules = threads.submit(router::observe);
      Future<SortedSet<Integer>> ports =
          threads.submit((Callable<SortedSet<Integer>>) usedPorts::get);
      return new NodeState(
          self,
          driver.name(),
          driver.capabilities().liveTransfer(),
          result(ipv6),
          result(running),
          result(volumes),
          result(images),
          result(rules).routes(),
          result(rules).openPorts(),
          result(ports),
          known.read());
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("while looking at the node", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking at the node", e);
    }
  }
}
