package io.flocker.core.state;

import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot that somebody asked for, as a node finds it with its copy of the dataset.
 *
 * @param taken when, by the node's clock, as far as the filesystem knows
 * @param size bytes that it refers to, as far as the filesystem knows; what it shares with the live
 *     content counts too
 */
public record ObservedSnapshot(
    UserSnapshot snapshot, Optional<Instant> taken, Optional<Size> size) {}
