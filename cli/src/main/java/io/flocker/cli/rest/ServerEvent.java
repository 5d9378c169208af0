package io.flocker.cli.rest;

/**
 * One server-sent event.
 *
 * @param id by which the stream is resumed after it; empty if it has none
 * @param type what kind it is; {@code message} if it does not say
 * @param data its lines
 */
public record ServerEvent(String id, String type, String data) {}
