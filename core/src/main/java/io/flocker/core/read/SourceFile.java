package io.flocker.core.read;

/**
 * A file that was read by whoever may read files.
 *
 * @param name how messages call it, usually the path as the user wrote it
 * @param text its content
 */
public record SourceFile(String name, String text) {}
