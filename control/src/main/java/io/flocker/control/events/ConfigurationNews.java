package io.flocker.control.events;

import io.flocker.control.model.Change;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Home;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Node;
import io.flocker.control.store.Committed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a command that was carried out means to those who follow the configuration. */
final class ConfigurationNews {

  private ConfigurationNews() {}

  static List<Happening> of(Committed committed) {
    return committed.changes().stream()
        .flatMap(change -> word(change).stream().map(word -> of(change, word, committed.who())))
        .toList();
  }

  private static Happening of(Change change, String word, String who) {
    Entity entity = change.entity();
    return new Happening(
        entity.kind() + "." + word,
        entity.kind().toString(),
        entity.key(),
        who,
        change instanceof Change.Put ? OptionalLong.of(entity.version()) : OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What happened to the object; empty for what is nobody's business but ours. */
  private static Optional<String> word(Change change) {
    boolean gone = change instanceof Change.Remove;
    Entity entity = change.entity();
    boolean first = entity.version() == 1;
    return switch (entity) {
      case Dataset _ when gone -> Optional.of("purged");
      case Dataset dataset when dataset.isDeleted() -> Optional.of("deleted");
      case Dataset dataset when dataset.isTrashed() -> Optional.of("trashed");
      case Container _ when gone -> Optional.of("deleted");
      case Dataset _, Container _ -> Optional.of(first ? "created" : "changed");
      case Lease _ when gone -> Optional.of("released");
      case Lease _ -> Optional.of(first ? "acquired" : "renewed");
      case Node _ when gone -> Optional.of("forgotten");
      case Node node when !node.isUsable() -> Optional.of("decommissioned");
      case Node _ -> Optional.of(first ? "added" : "changed");
      case DatasetSnapshot _ when gone -> Optional.of("purged");
      case DatasetSnapshot snapshot when snapshot.isDeleted() -> Optional.of("deleted");
      case DatasetSnapshot _ -> Optional.of(first ? "created" : "taken");
      case Home _ -> Optional.empty();
    };
  }
}
