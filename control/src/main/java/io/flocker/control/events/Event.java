package io.flocker.control.events;

import java.time.Instant;

/**
 * Something that has happened.
 *
 * @param number its place in the row
 */
public record Event(long number, Instant time, Happening happening) {}
