package io.flocker.control.events;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.store.ConfigurationStore;
import java.time.InstantSource;

/** Where events come from. */
public final class EventSources {

  private EventSources() {}

  /** Notes from now on what happens in both, for as long as they are there. */
  public static void follow(
      ConfigurationStore store, Cluster cluster, InstantSource clock, EventLog log) {
    var _ = store.watch(change -> log.append(change.time(), ConfigurationNews.of(change)));
    StateNews state = new StateNews();
    cluster.listen(change -> log.append(clock.instant(), state.of(change, cluster.now())));
  }
}
