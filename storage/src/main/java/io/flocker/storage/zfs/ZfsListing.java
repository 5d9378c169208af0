package io.flocker.storage.zfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.storage.Snapshot;
import io.flocker.storage.record.RecordCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what {@code zfs get -H -p -r -o name,property,value,source} prints. Pure.
 *
 * @param properties of each filesystem and snapshot, by its full name; only those that are set on
 *     it itself or that ZFS computes
 */
record ZfsListing(Map<String, Map<String, String>> properties) {

  static final String RECORD = "flocker:record";

  /** Set on what we make, before it has a record; its value is the dataset. */
  static final String OURS = "flocker:ours";

  /** {@code on} while the filesystem's content may become writable; {@code off} on a replica. */
  static final String LIVE = "flocker:live";

  static final String PROPERTIES =
      String.join(
          ",",
          List.of(
              RECORD,
              OURS,
              "mountpoint",
              "readonly",
              LIVE,
              "referenced",
              "refquota",
              "origin",
              "guid",
              "createtxg",
              "creation",
              "defer_destroy"));

  /**
   * The mount differs from the property. With zfs-fuse that is how a mounted filesystem with {@code
   * readonly=on} shows itself, since its mount always says {@code rw}; it does refuse writes.
   */
  private static final String TEMPORARY = "temporary";

  static ZfsListing parse(String output) {
    Map<String, Map<String, String>> properties = new LinkedHashMap<>();
    output
        .lines()
        .map(line -> line.split("\t", -1))
        .filter(f -> f.length == 4 && !f[2].equals("-") && !f[3].startsWith("inherited"))
        .forEach(f ->
            properties
                .computeIfAbsent(f[0], _ -> new LinkedHashMap<>())
                .put(f[1], f[3].equals("temporary") ? TEMPORARY : f[2]));
    return new ZfsListing(properties);
  }

  boolean exists(String name) {
    return properties.containsKey(name);
  }

  Optional<String> property(String name, String property) {
    return Optional.ofNullable(properties.getOrDefault(name, Map.of()).get(property));
  }

  /** The complete copies below {@code pool}. */
  List<ZfsVolume> volumes(String pool) {
    Map<String, List<String>> snapshots = snapshotsByFilesystem();
    List<ZfsVolume> volumes = new ArrayList<>();
    for (String name : properties.keySet()) {
      dataset(pool, name)
          .flatMap(d -> volume(name, d, snapshots.getOrDefault(name, List.of())))
          .ifPresent(volumes::add);
    }
    return volumes;
  }

  /** The copies and half-made copies that were cloned from a snapshot of {@code filesystem}. */
  List<String> clonesOf(String filesystem) {
    return properties.keySet().stream()
        .filter(n -> property(n, "origin").filter(o -> o.startsWith(filesystem + "@")).isPresent())
        .toList();
  }

  private Map<String, List<String>> snapshotsByFilesystem() {
    Map<String, List<String>> byFilesystem = new LinkedHashMap<>();
    for (String name : properties.keySet()) {
      int at = name.indexOf('@');
      if (at >= 0) {
        byFilesystem.computeIfAbsent(name.substring(0, at), _ -> new ArrayList<>()).add(name);
      }
    }
    return byFilesystem;
  }

  private static Optional<DatasetId> dataset(String pool, String name) {
    if (!name.startsWith(pool + "/")) {
      return Optional.empty();
    }
    String last = name.substring(pool.length() + 1);
    try {
      return Optional.of(DatasetId.parse(last)).filter(d -> d.toString().equals(last));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<ZfsVolume> volume(String name, DatasetId dataset, List<String> snapshots) {
    return property(name, RECORD)
        .map(text ->
            new ZfsVolume(
                RecordCodec.decode(text, dataset, "ZFS filesystem " + name),
                Path.of(property(name, "mountpoint").orElse("/")),
                property(name, "readonly")
                    .filter(v -> v.equals("on") || v.equals(TEMPORARY))
                    .isPresent(),
                property(name, LIVE).filter("on"::equals).isPresent(),
                new Size(number(name, "referenced")),
                Optional.of(new Size(number(name, "refquota"))).filter(s -> s.bytes() > 0),
                snapshots(snapshots),
                kept(snapshots)));
  }

  /** The snapshots among {@code names} that somebody asked for, oldest first. */
  private List<ObservedSnapshot> kept(List<String> names) {
    return byAge(names)
        .flatMap(name ->
            snapshot(name).map(Snapshot::name).flatMap(UserSnapshot::of).stream()
                .map(asked ->
                    new ObservedSnapshot(
                        asked,
                        Optional.of(Instant.ofEpochSecond(number(name, "creation"))),
                        Optional.of(new Size(number(name, "referenced"))))))
        .toList();
  }

  private List<Snapshot> snapshots(List<String> names) {
    return byAge(names).flatMap(n -> snapshot(n).stream()).toList();
  }

  private Stream<String> byAge(List<String> names) {
    return names.stream()
        .filter(n -> property(n, "defer_destroy").filter("on"::equals).isEmpty())
        .sorted(Comparator.comparingLong(n -> number(n, "createtxg")));
  }

  private Optional<Snapshot> snapshot(String name) {
    try {
      SnapshotName own = new SnapshotName(name.substring(name.indexOf('@') + 1));
      return property(name, "guid").map(guid -> new Snapshot(own, guid));
    } catch (IllegalArgumentException e) {
      // Made by somebody else under a name that we never give.
      return Optional.empty();
    }
  }

  private long number(String name, String property) {
    return property(name, property).filter(v -> !v.equals("none")).map(Long::parseLong).orElse(0L);
  }
}
