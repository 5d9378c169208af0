package io.flocker.e2e.lab;

import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A story that is played on each of the {@link LiveBackends}. */
@Story
@ParameterizedClass(name = "on {0}")
@ArgumentsSource(LiveBackends.class)
public abstract class EveryBackendStory {

  @Parameter Backend backend = Backend.BTRFS;

  private Cluster cluster = Cluster.NONE;

  @BeforeParameterizedClassInvocation
  final void begin() {
    cluster = Cluster.empty(backend);
  }

  /** The hosts, empty when the story begins. */
  protected final Cluster cluster() {
    return cluster;
  }
}
