package io.flocker.node.docker;

import com.github.dockerjava.core.DefaultDockerCmdExecFactory;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.command.StopContainerCmdImpl;
import org.jspecify.annotations.Nullable;

/**
 * Stops a container with the grace that it was made with. The client's own command always names a
 * grace period of its choosing, which the engine then prefers to the container's.
 */
final class StopWithOwnGrace extends StopContainerCmdImpl {

  StopWithOwnGrace(DockerClientImpl client, DockerClientConfig config, String name) {
    super(exec(client, config), name);
  }

  private static Exec exec(DockerClientImpl client, DockerClientConfig config) {
    var factory = new DefaultDockerCmdExecFactory(client.getHttpClient(), config.getObjectMapper());
    factory.init(config);
    return factory.createStopContainerCmdExec();
  }

  @Override
  public @Nullable Integer getTimeout() {
    return null;
  }
}
