package io.flocker.wire;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.protocol.v1.Report;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the parts of one agent's reports together. For one thread at a time. */
public final class ReportReader {

  /** More things than any node has; what an agent can make us keep is limited. */
  private static final int MOST = 1_000_000;

  private @Nullable Parts parts;

  /**
   * Takes the next part.
   *
   * @return the report when this was its last part
   * @throws IllegalArgumentException that says what does not fit
   */
  public Optional<ReportDelta> accept(Report message) {
    Parts current = parts;
    if (current == null) {
      current = new Parts(message.getRevision(), message.getComplete());
    } else if (current.revision != message.getRevision() || message.getComplete()) {
      throw new IllegalArgumentException(
          "report " + message.getRevision() + " begins before " + current.revision + " has ended");
    }
    current.add(message);
    parts = message.getMore() ? current : null;
    return message.getMore() ? Optional.empty() : Optional.of(current.delta());
  }

  private static final class Parts {

    private final long revision;
    private final boolean complete;
    private final Map<DatasetId, ObservedVolume> volumes = new HashMap<>();
    private final Set<DatasetId> goneVolumes = new HashSet<>();
    private final Map<ApplicationName, ObservedContainer> containers = new HashMap<>();
    private final Set<ApplicationName> goneContainers = new HashSet<>();
    private final Map<UnitId, UnitStatus> statuses = new HashMap<>();
    private final Set<UnitId> goneStatuses = new HashSet<>();
    private Optional<NodeFacts> facts = Optional.empty();
    private Optional<WishRevision> wishes = Optional.empty();

    Parts(long revision, boolean complete) {
      this.revision = revision;
      this.complete = complete;
    }

    void add(Report part) {
      part.getDatasetsList().stream()
          .map(VolumeCodec::read)
          .forEach(volume -> volumes.put(volume.dataset(), volume));
      part.getGoneDatasetsList().forEach(id -> goneVolumes.add(Reports.dataset(id)));
      part.getContainersList().stream()
          .map(ContainerCodec::read)
          .forEach(container -> containers.put(container.name(), container));
      part.getGoneContainersList().forEach(name -> goneContainers.add(new ApplicationName(name)));
      part.getStatusesList()
          .forEach(status ->
              StatusCodec.read(status.getUnit())
                  .ifPresent(id -> statuses.put(id, StatusCodec.read(status))));
      part.getGoneStatusesList().forEach(id -> StatusCodec.read(id).ifPresent(goneStatuses::add));
      if (part.hasFacts()) {
        facts = Optional.of(Reports.facts(part.getFacts()));
      }
      wishes = Hellos.revision(part.getWishesHistory(), part.getWishesRevision());
      checkSize();
    }

    private void checkSize() {
      int size =
          volumes.size()
              + goneVolumes.size()
              + containers.size()
              + goneContainers.size()
              + statuses.size()
              + goneStatuses.size();
      if (size > MOST) {
        throw new IllegalArgumentException(
            "report " + revision + " tells about more than " + MOST + " things");
      }
    }

    ReportDelta delta() {
      return new ReportDelta(
          revision,
          complete,
          wishes,
          volumes,
          goneVolumes,
          containers,
          goneContainers,
          facts,
          statuses,
          goneStatuses);
    }
  }
}
