package io.flocker.core.model;

import java.util.Optional;

/**
 * A dataset that shall live on a node whether or not a container uses it.
 *
 * @param maximumSize the most that it may hold; empty for no limit
 */
public record Dataset(DatasetId id, Optional<Size> maximumSize) {}
