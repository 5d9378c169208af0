package io.flocker.agent.service;

import io.flocker.agent.unit.Retry;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.Route;
import io.flocker.node.Router;
import io.flocker.node.Router.Rules;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node's packet filter as wanted: traffic to a port that a container of another node has
 * goes there, the ports of containers here are open. All ports in one step, by one thread. Safe for
 * use by several threads.
 */
final class Traffic implements AutoCloseable {

  /**
   * Where traffic goes. Ports that are in neither belong to somebody else: to a deployment over
   * SSH, whose containers serve until the cluster takes them over.
   *
   * @param ports by port the node whose container serves; empty for this node
   * @param gone ports that were wanted once and are not any more
   */
  record Wanted(SortedMap<Integer, Optional<NodeName>> ports, Set<Integer> gone) {

    Wanted {
      ports = new TreeMap<>(ports);
      gone = Set.copyOf(gone);
    }

    private boolean decides(int port) {
      return ports.containsKey(port) || gone.contains(port);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

  private final Router router;
  private final InstantSource clock;
  private final Retry retry;
  private final BiConsumer<UnitId, UnitStatus> report;
  private final Thread thread;
  private Wanted wanted = new Wanted(new TreeMap<>(), Set.of());
  private boolean due;
  private boolean closed;

  /**
   * @param report told how it stands with each port, by the thread
   */
  Traffic(Router router, InstantSource clock, Retry retry, BiConsumer<UnitId, UnitStatus> report) {
    this.router = router;
    this.clock = clock;
    this.retry = retry;
    this.report = report;
    this.thread = Thread.ofVirtual().name("traffic").start(this::work);
  }

  /** Replaces what is wanted. */
  synchronized void want(Wanted news) {
    if (!news.equals(wanted)) {
      wanted = news;
      due = true;
      notifyAll();
    }
  }

  /** The packet filter may have been changed by others. */
  synchronized void wake() {
    due = true;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    thread.interrupt();
  }

  private void work() {
    int failures = 0;
    Optional<Duration> pause = Optional.empty();
    for (Optional<Wanted> next = await(pause); next.isPresent(); next = await(pause)) {
      Optional<Problem> problem = apply(next.get());
      failures = problem.isPresent() ? failures + 1 : 0;
      int tries = failures;
      pause = problem.map(_ -> retry.after(tries, RandomGenerator.getDefault().nextDouble()));
      tell(next.get(), problem, tries);
    }
  }

  private synchronized Optional<Wanted> await(Optional<Duration> pause) {
    long end = System.nanoTime() + pause.orElse(Duration.ZERO).toNanos();
    try {
      while (!closed && !due) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (pause.isPresent() && millis <= 0) {
          break;
        }
        wait(pause.isPresent() ? millis : 0);
      }
    } catch (InterruptedException e) {
      return Optional.empty();
    }
    due = false;
    return closed ? Optional.empty() : Optional.of(wanted);
  }

  private Optional<Problem> apply(Wanted of) {
    try {
      router.change(now -> rules(now, of));
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problems().getFirst());
    } catch (RuntimeException e) {
      // It must not end the thread: nobody would keep the packet filter any more.
      LOG.error("packet filter: a defect", e);
      return Optional.of(
          new Problem(
              Problem.Kind.INTERNAL,
              "packet filter",
              "a defect of Flocker: " + e,
              "please report it; it is tried again"));
    }
  }

  private void tell(Wanted of, Optional<Problem> problem, int tries) {
    UnitStatus status =
        new UnitStatus(
            problem.isPresent() ? Phase.FAILED : Phase.SETTLED,
            problem.isPresent() ? "setting the packet filter" : "",
            Optional.empty(),
            problem,
            tries,
            clock.instant(),
            Optional.empty(),
            Optional.empty());
    of.ports().keySet().forEach(port -> report.accept(new UnitId.OfPort(port), status));
  }

  /** What the packet filter should have. Pure. */
  static Rules rules(Rules now, Wanted wanted) {
    NavigableSet<Route> routes = new TreeSet<>();
    NavigableSet<Integer> open = new TreeSet<>();
    now.routes().stream().filter(route -> !wanted.decides(route.port())).forEach(routes::add);
    now.openPorts().stream().filter(port -> !wanted.decides(port)).forEach(open::add);
    wanted
        .ports()
        .forEach((port, node) ->
            node.ifPresentOrElse(
                target -> routes.add(new Route(port, target)), () -> open.add(port)));
    return new Rules(routes, open);
  }
}
