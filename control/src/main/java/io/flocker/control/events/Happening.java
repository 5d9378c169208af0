package io.flocker.control.events;

import io.flocker.core.model.NodeId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * That something has changed, and where to look: never how it is now, which may be different again
 * by the time a reader hears of it.
 *
 * @param type what happened to which kind of object, such as {@code dataset.created}
 * @param kind the object's kind
 * @param key its id or name
 * @param actor who did it: a user, the control service, or a node
 * @param version the object's version in the configuration since
 * @param node on which node it was observed
 * @param phase what that node does about it
 */
public record Happening(
    String type,
    String kind,
    String key,
    String actor,
    OptionalLong version,
    Optional<NodeId> node,
    Optional<String> phase) {}
