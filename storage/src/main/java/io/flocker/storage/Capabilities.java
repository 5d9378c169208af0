package io.flocker.storage;

/**
 * What a driver can do, declared rather than found out by failing.
 *
 * @param liveTransfer snapshots of a volume that is being written to can be taken and sent, and
 *     later snapshots can be sent as the difference to earlier ones
 * @param shrink a volume's limit can be made smaller in place
 */
public record Capabilities(boolean liveTransfer, boolean shrink) {}
