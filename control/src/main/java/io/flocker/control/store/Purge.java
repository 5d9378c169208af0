package io.flocker.control.store;

import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Home;
import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the deleted datasets and snapshots that can be forgotten, and has them forgotten. */
final class Purge {

  static final String WHO = "control service: purge";
  private static final int AT_ONCE = 1000;

  private Purge() {}

  static int run(ConfigurationStore store, Instant deletedBefore, Predicate<DatasetId> reported) {
    Iterator<DatasetId> due =
        store.snapshot().datasets().values().stream()
            .filter(dataset -> isDue(dataset, deletedBefore))
            .map(Dataset::id)
            .filter(id -> isGone(store.snapshot().home(id)))
            .filter(reported.negate())
            .iterator();
    int forgotten = 0;
    while (due.hasNext()) {
      Set<DatasetId> some = new HashSet<>();
      while (due.hasNext() && some.size() < AT_ONCE) {
        some.add(due.next());
      }
      Outcome outcome = store.submit(new Command.PurgeDatasets(some, deletedBefore), WHO);
      // Refused means that something has happened to one of them since; it waits for the next time.
      forgotten += outcome instanceof Outcome.Done ? some.size() : 0;
    }
    return forgotten;
  }

  static int snapshots(
      ConfigurationStore store,
      Instant deletedBefore,
      BiPredicate<DatasetId, UserSnapshot> reported) {
    int forgotten = 0;
    for (DatasetId dataset : store.snapshot().datasetsWithSnapshots()) {
      Set<UserSnapshot> due =
          store.snapshot().snapshotsOf(dataset).stream()
              .filter(snapshot -> snapshot.deleted().filter(deletedBefore::isAfter).isPresent())
              .map(DatasetSnapshot::snapshot)
              .filter(snapshot -> !reported.test(dataset, snapshot))
              .collect(Collectors.toSet());
      Command command = new Command.PurgeSnapshots(dataset, due, deletedBefore);
      if (!due.isEmpty() && store.submit(command, WHO) instanceof Outcome.Done) {
        forgotten += due.size();
      }
    }
    return forgotten;
  }

  private static boolean isDue(Dataset dataset, Instant deletedBefore) {
    return dataset.deleted().filter(deletedBefore::isAfter).isPresent();
  }

  private static boolean isGone(Optional<Home> home) {
    return home.map(Home::standing)
        .map(standing ->
            switch (standing) {
              case Standing.Granted _, Standing.Withdrawn _ -> false;
              case Standing.Unknown _, Standing.Unplaced _, Standing.Exists _ -> true;
            })
        .orElse(true);
  }
}
