package io.flocker.agent.uplink;

import io.flocker.protocol.v1.Report;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.Reports;
import java.util.List;

/**
 * What the control service was told of this node, and whether it has it. At most one report is
 * under way; what changes meanwhile goes into the next one. For one thread.
 */
final class ReportLog {

  private NodeReport told = NodeReport.EMPTY;
  private long revision;
  private boolean complete;
  private boolean underWay;

  /**
   * A new connection has been welcomed.
   *
   * @param seen the revision that the control service has in full
   */
  void welcomed(long seen) {
    underWay = false;
    complete = revision > 0 && seen == revision;
  }

  /** The control service has a report. */
  void seen(long seen) {
    underWay &= seen != revision;
  }

  /** Whether a report is under way, so that the next one has to wait. */
  boolean isUnderWay() {
    return underWay;
  }

  /** What to send to tell the present state; nothing if that is known. */
  List<Report> next(NodeReport now) {
    if (complete && now.equals(told)) {
      return List.of();
    }
    revision++;
    ReportDelta delta =
        complete ? ReportDelta.between(told, now, revision) : ReportDelta.complete(revision, now);
    told = now;
    complete = true;
    underWay = true;
    return Reports.write(delta);
  }
}
