package io.flocker.node.session;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.HashSet;
import java.util.Set;

/**
 * The notices that have come in, for those who wait for one. Safe for use by several threads; a
 * notice stays for ever, so it does not matter who comes first, the notice or the one who waits.
 */
public final class NoticeBoard implements OtherNodes {

  private final Set<Notice> notices = new HashSet<>();
  private boolean closed;

  /** Pins a notice and wakes whoever waits. */
  public synchronized void post(Notice notice) {
    notices.add(notice);
    notifyAll();
  }

  /** Nothing more will come: whoever still waits is told so. */
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Whether the deployment that this belongs to has gone away. */
  @Override
  public synchronized boolean isCalledOff() {
    return closed;
  }

  @Override
  public void await(Action.AwaitVolumes volumes) {
    ApplicationName application =
        volumes
            .application()
            .orElseThrow(() -> new IllegalStateException("nobody tells of datasets by themselves"));
    await(
        new Notice.VolumesCommitted(application, volumes.source()),
        application,
        volumes.source(),
        "hands over its volumes");
  }

  @Override
  public void await(Action.AwaitApplication running) {
    ApplicationName application = running.application();
    await(new Notice.ApplicationStarted(application), application, running.node(), "runs it");
  }

  private synchronized void await(
      Notice notice, ApplicationName application, NodeName node, String what) {
    try {
      while (!notices.contains(notice)) {
        if (notices.contains(new Notice.ApplicationFailed(application, node))
            || notices.contains(new Notice.NodeEnded(node))) {
          throw problem(
              application, "node " + node + " could not do its part, so it never " + what);
        }
        if (closed) {
          throw problem(
              application, "the deployment was called off before node " + node + " " + what);
        }
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem(application, "interrupted while waiting until node " + node + " " + what);
    }
  }

  private static ProblemException problem(ApplicationName application, String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.TRANSPORT,
            "application " + application,
            what,
            "mend what is reported there, then run the deployment again"));
  }
}
