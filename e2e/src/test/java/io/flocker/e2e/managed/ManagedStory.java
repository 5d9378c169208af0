package io.flocker.e2e.managed;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.LiveBackends;
import io.flocker.e2e.lab.Story;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A story of a cluster that runs by itself, played on each of the {@link LiveBackends}. */
@Story
@ParameterizedClass(name = "on {0}")
@ArgumentsSource(LiveBackends.class)
abstract class ManagedStory {

  @Parameter Backend backend = Backend.BTRFS;

  private @Nullable ManagedCluster cluster;

  @BeforeParameterizedClassInvocation
  final void begin() {
    cluster = ManagedCluster.start(backend);
  }

  /** The cluster, with nothing in it when the story begins. */
  final ManagedCluster cluster() {
    return Objects.requireNonNull(cluster);
  }
}
