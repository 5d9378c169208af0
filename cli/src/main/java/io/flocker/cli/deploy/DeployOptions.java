package io.flocker.cli.deploy;

import io.flocker.node.ssh.SshSettings;
import java.time.Duration;

/**
 * How a deployment is carried out.
 *
 * @param ssh how nodes are reached
 * @param patience how long no node may make progress before the deployment is called off
 * @param planOnly show what would be done and do nothing
 */
public record DeployOptions(SshSettings ssh, Duration patience, boolean planOnly) {}
