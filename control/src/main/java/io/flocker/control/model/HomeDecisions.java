package io.flocker.control.model;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.util.Optional;

/**
 * The rules of homes. A node may make an empty volume only while the home is granted to it; the
 * grant leaves a node only once that node, told of it, has said that it has no volume.
 *
 * <pre>
 *   (none) ── named, for later ──► unplaced ── first used on A, or moved to A ──► granted to A
 *
 *              create                    volume reported
 *   (none) ──────────────► granted to A ───────────────────────► exists at N, epoch e
 *                           │        ▲                              ▲   ▲    (e only grows)
 *        move or delete     ▼        │ to the primary as of now     │   │
 *                     withdrawn from A ── absence confirmed by A    │   │
 *                           │             (deleted: stays, inert)   │   │
 *                           └───────────── volume reported ─────────┘   │
 *   import, restore ──► unknown ──────────── volume reported ───────────┘
 *                           └── vouched for ──► granted to the primary
 * </pre>
 */
final class HomeDecisions {

  private HomeDecisions() {}

  static Decision decide(ClusterConfiguration now, Command.OnHome command) {
    return switch (command) {
      case Command.RecordVolume volume -> recorded(now, volume);
      case Command.ConfirmAbsence absence -> absent(now, absence);
      case Command.GrantHome grant -> granted(now, grant);
    };
  }

  /** A home's version is the revision that the change will make. */
  static Change put(ClusterConfiguration now, DatasetId dataset, Standing standing) {
    return new Change.Put(new Home(dataset, standing, now.revision() + 1));
  }

  /** What a move or a deletion does to the right to make the volume. */
  static Optional<Change> withdraw(ClusterConfiguration now, DatasetId dataset) {
    return now.home(dataset)
        .map(Home::standing)
        .filter(Standing.Granted.class::isInstance)
        .map(standing ->
            put(now, dataset, new Standing.Withdrawn(((Standing.Granted) standing).node())));
  }

  /** Whether it is still open where the volume will be. */
  static boolean isUnplaced(ClusterConfiguration now, DatasetId dataset) {
    return now.home(dataset).filter(Home::isUnplaced).isPresent();
  }

  /** Whether some node may make, or may just have made, a volume that nobody has reported. */
  static boolean mayYetAppear(ClusterConfiguration now, DatasetId dataset) {
    return now.home(dataset).map(Home::standing).stream()
        .flatMap(standing -> maker(standing).stream())
        .flatMap(node -> now.node(node).stream())
        // Who has left the cluster makes nothing more.
        .anyMatch(Node::isUsable);
  }

  private static Optional<NodeId> maker(Standing standing) {
    return switch (standing) {
      case Standing.Granted(var node) -> Optional.of(node);
      case Standing.Withdrawn(var node) -> Optional.of(node);
      case Standing.Unknown _, Standing.Unplaced _, Standing.Exists _ -> Optional.empty();
    };
  }

  /** What is real is taken as it is; only an older epoch, or what is known, changes nothing. */
  private static Decision recorded(ClusterConfiguration now, Command.RecordVolume command) {
    Home home = home(now, command.dataset());
    return home.standing() instanceof Standing.Exists known && known.epoch() >= command.epoch()
        ? Decision.Accepted.unchanged(home)
        : replaced(now, home, new Standing.Exists(command.node(), command.epoch()));
  }

  private static Decision absent(ClusterConfiguration now, Command.ConfirmAbsence command) {
    Home home = home(now, command.dataset());
    if (!home.standing().equals(new Standing.Withdrawn(command.node()))
        || home.version() != command.told()) {
      return Decision.Refused.because(
          RefusalCode.HOME_NOT_AS_EXPECTED,
          "That node "
              + command.node()
              + " has no volume of dataset "
              + command.dataset()
              + " decides nothing: it was told version "
              + command.told()
              + " of the home, which is now "
              + home.standing()
              + ", version "
              + home.version()
              + ".");
    }
    Dataset dataset = dataset(now, command.dataset());
    return replaced(
        now,
        home,
        dataset.isDeleted() ? new Standing.Unknown() : new Standing.Granted(dataset.primary()));
  }

  private static Decision granted(ClusterConfiguration now, Command.GrantHome command) {
    Home home = home(now, command.dataset());
    Dataset dataset = dataset(now, command.dataset());
    return switch (home.standing()) {
      case Standing.Unknown _ when !dataset.isDeleted() ->
          replaced(now, home, new Standing.Granted(dataset.primary()));
      case Standing.Granted _ -> Decision.Accepted.unchanged(home);
      case Standing.Unknown _, Standing.Unplaced _, Standing.Withdrawn _, Standing.Exists _ ->
          Decision.Refused.because(
              RefusalCode.HOME_NOT_AS_EXPECTED,
              "No node may be let make the volume of dataset "
                  + command.dataset()
                  + (dataset.isDeleted()
                      ? ": the dataset has been deleted."
                      : ": its home is " + home.standing() + " (expected: Unknown)."));
    };
  }

  private static Decision replaced(ClusterConfiguration now, Home home, Standing standing) {
    return Decision.Accepted.changed(new Home(home.dataset(), standing, now.revision() + 1));
  }

  private static Home home(ClusterConfiguration now, DatasetId dataset) {
    return now.home(dataset).orElseThrow(() -> unknown(dataset));
  }

  private static Dataset dataset(ClusterConfiguration now, DatasetId dataset) {
    return now.dataset(dataset).orElseThrow(() -> unknown(dataset));
  }

  private static Decisions.Refused unknown(DatasetId dataset) {
    return new Decisions.Refused(
        RefusalCode.DATASET_NOT_FOUND,
        "Dataset not found: there is none with the id " + dataset + ".");
  }
}
