package io.flocker.agent.plugin;

/**
 * A request.
 *
 * @param keepAlive whether another one may follow on the connection
 */
record HttpRequest(String method, String path, String body, boolean keepAlive) {}
