package io.flocker.wire;

/**
 * Which wishes somebody has.
 *
 * @param history which row of revisions; those of different rows say nothing about each other
 * @param revision grows with each change
 */
public record WishRevision(String history, long revision) {}
