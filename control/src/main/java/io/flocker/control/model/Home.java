package io.flocker.control.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.util.Optional;

/**
 * Where a dataset's volume may be made or was last seen. It never decides who owns the dataset (the
 * volumes' own records do); it only keeps an empty volume from taking the place of a real one that
 * is not seen.
 *
 * @param version the configuration's revision that made this standing. No two standings of a
 *     dataset ever share one, so a node that repeats it proves which standing it has been told
 */
public record Home(DatasetId dataset, Standing standing, long version) implements Entity {

  @Override
  public Kind kind() {
    return Kind.HOME;
  }

  @Override
  public String key() {
    return dataset.toString();
  }

  /** Whether it is still open which node will make the volume. */
  public boolean isUnplaced() {
    return standing instanceof Standing.Unplaced;
  }

  /** Whether {@code node} may make an empty volume. */
  public boolean allowsCreationOn(NodeId node) {
    return standing.equals(new Standing.Granted(node));
  }

  /** The node that has the volume or may have made it, as far as is known. */
  public Optional<NodeId> place() {
    return switch (standing) {
      case Standing.Unknown _, Standing.Unplaced _ -> Optional.empty();
      case Standing.Granted(var node) -> Optional.of(node);
      case Standing.Withdrawn(var node) -> Optional.of(node);
      case Standing.Exists(var node, _) -> Optional.of(node);
    };
  }

  /** How things stand. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "standing")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Standing.Unknown.class, name = "unknown"),
    @JsonSubTypes.Type(value = Standing.Unplaced.class, name = "unplaced"),
    @JsonSubTypes.Type(value = Standing.Granted.class, name = "granted"),
    @JsonSubTypes.Type(value = Standing.Withdrawn.class, name = "withdrawn"),
    @JsonSubTypes.Type(value = Standing.Exists.class, name = "exists"),
  })
  public sealed interface Standing {

    /** A volume may be anywhere (after an import or a restore): no node may make one. */
    record Unknown() implements Standing {}

    /** There is none and nobody may make one yet: its first use decides where. */
    record Unplaced() implements Standing {}

    /** This node, and no other, may make the volume. */
    record Granted(NodeId node) implements Standing {}

    /** This node may have made it before it hears that it may not: no node may make one. */
    record Withdrawn(NodeId node) implements Standing {}

    /** A node has reported that it owns the volume since that epoch: nothing is left to make. */
    record Exists(NodeId node, long epoch) implements Standing {}
  }
}
