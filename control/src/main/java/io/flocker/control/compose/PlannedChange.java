package io.flocker.control.compose;

import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Home;
import io.flocker.control.model.Kind;
import io.flocker.control.status.LiveCopy;
import io.flocker.control.status.View;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One of a deployment's commands, told before it is carried out.
 *
 * @param key the id or name of the object
 * @param from the node that has it now; empty if it is new
 * @param to the node that will have it; empty if none will
 * @param used how much a volume holds, which is about what goes over the network; empty if nothing
 *     moves or nobody has reported it
 * @param sentence for people
 */
public record PlannedChange(
    Action action,
    Kind kind,
    String key,
    Optional<NodeId> from,
    Optional<NodeId> to,
    Optional<Size> used,
    String sentence) {

  /** What happens to an object. */
  public enum Action {
    CREATE,
    MOVE,
    RESIZE,
    DELETE;

    /** The form for clients. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a command of a {@link Composition} will do.
   *
   * @throws IllegalArgumentException for a command that no composition has
   */
  public static PlannedChange of(Command command, View view) {
    return switch (command) {
      case Command.CreateDataset create ->
          new PlannedChange(
              Action.CREATE,
              Kind.DATASET,
              create.id().toString(),
              Optional.empty(),
              Optional.of(create.primary()),
              Optional.empty(),
              "Dataset %s is made on node %s%s."
                  .formatted(
                      create.id(), view.called(create.primary()), limit(create.maximumSize())));
      case Command.ResizeDataset resize ->
          new PlannedChange(
              Action.RESIZE,
              Kind.DATASET,
              resize.id().toString(),
              view.wanted().dataset(resize.id()).map(Dataset::primary),
              view.wanted().dataset(resize.id()).map(Dataset::primary),
              Optional.empty(),
              "Dataset %s may from now on hold%s."
                  .formatted(
                      resize.id(),
                      resize.maximumSize().map(size -> " " + size).orElse(" any amount")));
      case Command.MoveDataset move -> move(move, view);
      case Command.CreateContainer create ->
          new PlannedChange(
              Action.CREATE,
              Kind.CONTAINER,
              create.name().value(),
              Optional.empty(),
              Optional.of(create.node()),
              Optional.empty(),
              "Container %s is made on node %s, from image %s."
                  .formatted(
                      create.name(), view.called(create.node()), create.application().image()));
      case Command.MoveContainer move ->
          new PlannedChange(
              Action.MOVE,
              Kind.CONTAINER,
              move.name().value(),
              view.wanted().container(move.name()).map(Container::node),
              Optional.of(move.node()),
              Optional.empty(),
              "Container %s moves%s to node %s."
                  .formatted(
                      move.name(),
                      from(view.wanted().container(move.name()).map(Container::node), view),
                      view.called(move.node())));
      case Command.DeleteContainer delete ->
          new PlannedChange(
              Action.DELETE,
              Kind.CONTAINER,
              delete.name().value(),
              view.wanted().container(delete.name()).map(Container::node),
              Optional.empty(),
              Optional.empty(),
              "Container %s is removed%s; what its volumes hold stays."
                  .formatted(
                      delete.name(),
                      from(view.wanted().container(delete.name()).map(Container::node), view)));
      default -> throw new IllegalArgumentException("not of a composition: " + command);
    };
  }

  private static PlannedChange move(Command.MoveDataset move, View view) {
    Map<NodeId, ObservedVolume> copies = view.cluster().copiesOf(move.id());
    Optional<Size> used = LiveCopy.of(copies).map(copy -> copy.volume().used());
    // One that nobody has used yet comes from nowhere.
    Optional<NodeId> from =
        view.wanted()
            .dataset(move.id())
            .filter(dataset -> view.wanted().home(dataset.id()).filter(Home::isUnplaced).isEmpty())
            .map(Dataset::primary);
    return new PlannedChange(
        Action.MOVE,
        Kind.DATASET,
        move.id().toString(),
        from,
        move.primary(),
        used,
        "Dataset %s%s moves%s to node %s."
            .formatted(
                move.id(),
                used.map(size -> ", which holds " + size + ",").orElse(""),
                from(from, view),
                move.primary().map(view::called).orElse("none")));
  }

  private static String from(Optional<NodeId> node, View view) {
    return node.map(id -> " from node " + view.called(id)).orElse("");
  }

  private static String limit(Optional<Size> size) {
    return size.map(most -> ", for at most " + most).orElse("");
  }
}
