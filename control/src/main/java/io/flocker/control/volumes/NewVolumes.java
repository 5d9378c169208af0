package io.flocker.control.volumes;

import io.flocker.control.compose.Directory;
import io.flocker.control.model.Command;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.VolumeCommand;
import io.flocker.control.model.VolumeMetadata;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.model.VolumePropertyRules;
import io.flocker.protocol.v1.NewVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** From what a node asks for to the command; all that is wrong with it is told together. */
final class NewVolumes {

  private static final Set<String> PROFILES = Set.of("gold", "silver", "bronze");
  private static final int SHOWN = 60;

  private final NewVolume asked;
  private final List<String> violations = new ArrayList<>();

  private NewVolumes(NewVolume asked) {
    this.asked = asked;
  }

  /**
   * The command that makes a volume.
   *
   * @param caller the node that asks
   * @throws IllegalArgumentException with everything that is wrong
   */
  static Command command(
      NewVolume asked, NodeId caller, Directory directory, VolumeSettings settings) {
    NewVolumes reader = new NewVolumes(asked);
    Command command = reader.read(caller, directory, settings);
    if (!reader.violations.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", reader.violations) + ".");
    }
    return command;
  }

  private Command read(NodeId caller, Directory directory, VolumeSettings settings) {
    DatasetId id = new DatasetId(UUID.randomUUID());
    Optional<Size> size = size();
    Map<String, String> metadata = metadata(size);
    Optional<NodeId> node = node(directory);
    if (asked.getFrom().isEmpty()) {
      if (!asked.getFromSnapshot().isEmpty()) {
        violations.add(
            "snapshot "
                + shown(asked.getFromSnapshot())
                + " (expected: also the volume that it is a snapshot of)");
      }
      Optional<Size> standard = asked.getAnonymous() ? settings.anonymousSize() : settings.size();
      return new VolumeCommand.CreateNamedDataset(
          id, asked.getName(), caller, node, size.or(() -> standard), metadata);
    }
    return new VolumeCommand.CloneNamedDataset(
        id,
        asked.getName(),
        asked.getFrom(),
        Optional.of(asked.getFromSnapshot()).filter(snapshot -> !snapshot.isEmpty()),
        new UserSnapshot(UUID.randomUUID(), DatasetSnapshot.nameFor(id)),
        node,
        size,
        metadata);
  }

  private Optional<Size> size() {
    if (!asked.hasMaximumSize()) {
      return Optional.empty();
    }
    if (asked.getMaximumSize() < 0) {
      violations.add(
          "maximum_size: "
              + Long.toUnsignedString(asked.getMaximumSize())
              + " (expected: at most "
              + Long.MAX_VALUE
              + " bytes)");
      return Optional.empty();
    }
    return Optional.of(new Size(asked.getMaximumSize()));
  }

  private Map<String, String> metadata(Optional<Size> size) {
    Map<String, String> metadata = new TreeMap<>();
    size.ifPresent(
        limit -> metadata.put(VolumeMetadata.MAXIMUM_SIZE, Long.toString(limit.bytes())));
    List<VolumePropertyRules.Violation> wrong =
        VolumePropertyRules.violations(asked.getPropertiesMap());
    wrong.stream().map(VolumePropertyRules.Violation::toString).forEach(violations::add);
    if (wrong.isEmpty()) {
      metadata.putAll(VolumeMetadata.options(VolumeProperties.of(asked.getPropertiesMap())));
    }
    onRemove().ifPresent(rule -> metadata.put(VolumeMetadata.ON_REMOVE, rule.toString()));
    if (asked.getAnonymous()) {
      metadata.put(VolumeMetadata.ANONYMOUS, VolumeMetadata.YES);
    }
    if (PROFILES.contains(asked.getProfile())) {
      metadata.put(VolumeMetadata.PROFILE, asked.getProfile());
    } else if (!asked.getProfile().isEmpty()) {
      violations.add(
          "profile: " + shown(asked.getProfile()) + " (expected: gold, silver or bronze)");
    }
    return metadata;
  }

  private Optional<VolumeMetadata.OnRemove> onRemove() {
    return switch (asked.getOnRemove()) {
      case ON_REMOVE_UNSPECIFIED -> Optional.empty();
      case ON_REMOVE_RETAIN -> Optional.of(VolumeMetadata.OnRemove.RETAIN);
      case ON_REMOVE_TRASH -> Optional.of(VolumeMetadata.OnRemove.TRASH);
      case ON_REMOVE_DELETE -> Optional.of(VolumeMetadata.OnRemove.DELETE);
      case UNRECOGNIZED -> {
        violations.add(
            "on_remove: "
                + asked.getOnRemoveValue()
                + ", which this control service does not know (expected: retain, trash or delete)");
        yield Optional.empty();
      }
    };
  }

  private Optional<NodeId> node(Directory directory) {
    if (asked.getNode().isEmpty()) {
      return Optional.empty();
    }
    List<NodeId> meant = directory.meant(asked.getNode());
    if (meant.size() != 1) {
      violations.add(
          "node: "
              + shown(asked.getNode())
              + (meant.isEmpty() ? " is none of the cluster" : " can mean several nodes")
              + " (expected: a node's id, the beginning of one, its address or host name; "
              + directory.known()
              + ")");
      return Optional.empty();
    }
    return Optional.of(meant.getFirst());
  }

  private static String shown(String text) {
    return "\"" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + "\"";
  }
}
