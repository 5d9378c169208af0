package io.flocker.agent.plugin;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The volumes that Docker was told of lately. One command of Docker's asks for a volume several
 * times: what it was told of just now it goes on with, and hears the reason from the call that
 * matters. Safe for use by several threads.
 */
final class ToldVolumes {

  /** Longer than one command of Docker's takes from its first question to its last. */
  static final Duration LATELY = Duration.ofMinutes(3);

  private record Told(VolumeView volume, Deadline end) {}

  private final Duration lately;
  private final Deadline young;
  private final Map<String, Told> volumes = new ConcurrentHashMap<>();

  /**
   * Nothing was told by this process yet.
   *
   * @param lately how long what was told counts
   */
  ToldVolumes(Duration lately) {
    this.lately = lately;
    this.young = Deadline.in(lately);
  }

  /** Docker is told of a volume. */
  void tell(VolumeView volume) {
    volumes.values().removeIf(told -> told.end().isOver());
    volumes.put(volume.name(), new Told(volume, Deadline.in(lately)));
  }

  /** Docker is told that there is no such volume. */
  void tellGone(String name) {
    volumes.remove(name);
  }

  /** What this process has told of a volume lately. */
  Optional<VolumeView> told(String name) {
    return Optional.ofNullable(volumes.get(name))
        .filter(told -> !told.end().isOver())
        .map(Told::volume);
  }

  /** Whether the process before this one may have told something lately. */
  boolean isYoung() {
    return !young.isOver();
  }
}
