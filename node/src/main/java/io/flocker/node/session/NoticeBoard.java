package io.flocker.node.session;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.HashSet;
import java.util.Set;

/**
 * The notices that have come in, for those who wait for one. Safe for use by several threads; a
 * notice stays for ever, so it does not matter who comes first, the notice or the one who waits.
 */
public final class NoticeBoard {

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
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until another node has handed over the volumes of an application. */
  public void awaitVolumes(ApplicationName application, NodeName source) {
    await(
        new Notice.VolumesCommitted(application, source),
        application,
        source,
        "hands over its volumes");
  }

  /** Waits until an application runs on another node. */
  public void awaitApplication(ApplicationName application, NodeName node) {
    await(new Notice.ApplicationStarted(application), application, node, "runs it");
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
