package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.ImaginaryHost.Container;
import io.flocker.core.plan.ImaginaryHost.Copy;
import java.util.HashMap;
import java.util.Map;

/** What must hold at every moment, seen by somebody who sees everything. */
final class ImaginaryInvariants {

  private final ImaginaryCluster cluster;
  private final Map<Copy, Long> epochs = new HashMap<>();

  ImaginaryInvariants(ImaginaryCluster cluster) {
    this.cluster = cluster;
  }

  void check() {
    Map<DatasetId, ImaginaryHost> writable = new HashMap<>();
    Map<DatasetId, Long> claims = new HashMap<>();
    for (ImaginaryHost host : cluster.hosts.values()) {
      host.copies.forEach((dataset, copy) -> check(host, dataset, copy, writable, claims));
      host.containers.values().forEach(container -> check(host, container));
    }
  }

  private void check(
      ImaginaryHost host,
      DatasetId dataset,
      Copy copy,
      Map<DatasetId, ImaginaryHost> writable,
      Map<DatasetId, Long> claims) {
    long epoch = copy.record.epoch();
    Long before = epochs.put(copy, epoch);
    if (before != null && before > epoch) {
      throw new AssertionError(dataset + ": epoch fell from " + before + " on node " + host.name);
    }
    if (copy.writable) {
      ImaginaryHost other = writable.put(dataset, host);
      if (other != null) {
        throw new AssertionError(dataset + " writable on " + other.name + " and " + host.name);
      }
      cluster.history(dataset).checkComplete(copy.content, "writable on node " + host.name);
    }
    if (copy.record.owner().equals(host.id)) {
      Long rival = claims.put(dataset, epoch);
      if (rival != null && rival == epoch) {
        throw new AssertionError(dataset + ": two owners at epoch " + epoch);
      }
    }
  }

  private static void check(ImaginaryHost host, Container container) {
    if (!container.running) {
      return;
    }
    for (Volume volume : container.application.volumes()) {
      Copy copy = host.copies.get(volume.dataset());
      if (copy == null || !host.owns(copy) || !copy.writable) {
        throw new AssertionError(
            container.application.name()
                + " runs on node "
                + host.name
                + " without owning "
                + volume.dataset());
      }
    }
  }
}
