package io.flocker.node.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A unix socket and nothing else. The client's own configuration class reads property files and the
 * user's Docker configuration first, which takes longer than most of our requests.
 *
 * <p>Requests name no version of the interface, so that each engine answers in its own: new engines
 * refuse old versions and old ones refuse new. We use only what all of them have.
 */
record EngineConfig(Path socket) implements DockerClientConfig {

  @Override
  public URI getDockerHost() {
    return URI.create("unix://" + socket.toAbsolutePath().toUri().getRawPath());
  }

  @Override
  public RemoteApiVersion getApiVersion() {
    return RemoteApiVersion.unknown();
  }

  /** What the user's Docker configuration says about the registry of an image, if anything. */
  @Nullable AuthConfig registryLogin(String image) {
    return DefaultDockerClientConfig.createDefaultConfigBuilder()
        .withDockerHost(getDockerHost().toString())
        .withDockerTlsVerify(false)
        .build()
        .effectiveAuthConfig(image);
  }

  /** None: the client asks for it with every request about an image; only a pull has use for it. */
  @Override
  public @Nullable AuthConfig effectiveAuthConfig(String image) {
    return null;
  }

  @Override
  public AuthConfigurations getAuthConfigurations() {
    return new AuthConfigurations();
  }

  @Override
  public @Nullable String getRegistryUsername() {
    return null;
  }

  @Override
  public @Nullable String getRegistryPassword() {
    return null;
  }

  @Override
  public @Nullable String getRegistryEmail() {
    return null;
  }

  @Override
  public String getRegistryUrl() {
    return AuthConfig.DEFAULT_SERVER_ADDRESS;
  }

  @Override
  @SuppressWarnings("deprecation") // the interface still names it
  public com.github.dockerjava.core.@Nullable SSLConfig getSSLConfig() {
    return null;
  }
}
