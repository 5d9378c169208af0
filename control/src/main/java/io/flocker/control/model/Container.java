package io.flocker.control.model;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeId;
import java.time.Instant;

/**
 * A container as it should be, and where.
 *
 * @param version 1 when created, one more with each change
 * @param changed when {@code version} last grew
 */
public record Container(
    NodeId node, Application application, long version, Instant created, Instant changed)
    implements Entity {

  /** Its name, unique in the cluster. */
  public ApplicationName name() {
    return application.name();
  }

  @Override
  public Kind kind() {
    return Kind.CONTAINER;
  }

  @Override
  public String key() {
    return name().value();
  }

  Container movedTo(NodeId target, Instant time) {
    return new Container(target, application, version + 1, created, time);
  }
}
