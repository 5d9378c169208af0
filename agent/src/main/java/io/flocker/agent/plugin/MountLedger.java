package io.flocker.agent.plugin;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.flocker.agent.half.VolumeUses;
import io.flocker.core.json.Json;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Which volumes Docker has mounted on this node, and for whom. It is on the disk before Docker
 * hears of a mount, so it outlives the agent; what was mounted ends with the boot. A volume without
 * mounts stays in it until the control service knows that it is left. Safe for use by several
 * threads.
 *
 * <p>Whoever takes a volume away holds its gate while it looks here and acts; whoever adds a mount
 * that counts holds it while it looks at the volume and writes.
 */
public final class MountLedger implements VolumeUses {

  /**
   * One use of a volume.
   *
   * @param id the caller's
   * @param since unlike that of any other mount of this process
   * @param held whether the volume was seen to be here: until then it is only on its way, and may
   *     still be worked on
   */
  record Mount(String id, Instant since, boolean held) {}

  /**
   * A volume.
   *
   * @param mounts empty: it is to be left
   */
  record Entry(DatasetId dataset, String name, List<Mount> mounts) {

    Entry {
      mounts = List.copyOf(mounts);
    }

    @JsonIgnore
    boolean isHeld() {
      return mounts.stream().anyMatch(Mount::held);
    }

    private Entry without(Predicate<Mount> which) {
      return new Entry(dataset, name, mounts.stream().filter(which.negate()).toList());
    }

    private Entry with(Mount mount) {
      List<Mount> all = new ArrayList<>(without(each -> each.id().equals(mount.id())).mounts());
      all.add(mount);
      return new Entry(dataset, name, all);
    }
  }

  private record Kept(int version, String boot, List<Entry> volumes) {}

  private static final int VERSION = 1;

  private final Path file;
  private final String boot;
  private final InstantSource clock;
  private final KeyedLocks<DatasetId> gates = new KeyedLocks<>();
  private Map<DatasetId, Entry> volumes = new TreeMap<>();
  private Instant last = Instant.MIN;

  private MountLedger(Path file, String boot, InstantSource clock) {
    this.file = file;
    this.boot = boot;
    this.clock = clock;
  }

  /**
   * Reads what is there. Mounts of before a reboot are void, and so are those of which Docker was
   * never told; their volumes are to be left.
   *
   * @param boot the kernel's id of this boot
   * @throws ProblemException if it cannot be read: then nobody knows what is mounted
   */
  public static MountLedger open(Path file, String boot, InstantSource clock) {
    MountLedger ledger = new MountLedger(file, boot, clock);
    read(file)
        .ifPresent(kept -> {
          boolean rebooted = !kept.boot().equals(boot);
          for (Entry entry : kept.volumes()) {
            ledger.volumes.put(entry.dataset(), entry.without(mount -> rebooted || !mount.held()));
          }
        });
    return ledger;
  }

  private static Optional<Kept> read(Path file) {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      Kept kept = Json.read(Files.readString(file), Kept.class);
      if (kept.version() != VERSION) {
        throw new IOException("its version is " + kept.version() + ", not " + VERSION);
      }
      return Optional.of(kept);
    } catch (IOException | RuntimeException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the list of the volumes that Docker has mounted cannot be read: " + e.getMessage(),
              "stop every container that uses a volume of Flocker's on this node, then remove the"
                  + " file: until then no volume may leave this node"),
          e);
    }
  }

  /** Notes durably that a volume is asked for; it does not count as used yet. */
  synchronized Mount intend(DatasetId dataset, String name, String id) {
    return put(dataset, name, id, false);
  }

  /**
   * Notes durably that a volume is used, if it is still here.
   *
   * @param isHere looks at the volume; nobody takes it away meanwhile
   * @return empty if it is not here, or the deadline has passed
   */
  Optional<Mount> hold(
      DatasetId dataset, String name, String id, Deadline deadline, BooleanSupplier isHere) {
    Optional<KeyedLocks.Held> gate = gates.hold(dataset, deadline);
    if (gate.isEmpty()) {
      return Optional.empty();
    }
    try (KeyedLocks.Held _ = gate.get()) {
      return isHere.getAsBoolean() ? Optional.of(put(dataset, name, id, true)) : Optional.empty();
    }
  }

  private synchronized Mount put(DatasetId dataset, String name, String id, boolean held) {
    Mount mount = new Mount(id, now(), held);
    Entry before = volumes.getOrDefault(dataset, new Entry(dataset, name, List.of()));
    Map<DatasetId, Entry> next = new TreeMap<>(volumes);
    next.put(dataset, new Entry(dataset, name, before.mounts()).with(mount));
    write(next);
    return mount;
  }

  private Instant now() {
    Instant now = clock.instant();
    last = now.isAfter(last) ? now : last.plusNanos(1);
    return last;
  }

  /**
   * Forgets mounts of a volume, durably.
   *
   * @return whether it has no mount, so that it is to be left
   */
  synchronized boolean remove(DatasetId dataset, Predicate<Mount> which) {
    Entry before = volumes.get(dataset);
    if (before == null) {
      return false;
    }
    Entry after = before.without(which);
    if (!after.equals(before)) {
      Map<DatasetId, Entry> next = new TreeMap<>(volumes);
      next.put(dataset, after);
      write(next);
    }
    return after.mounts().isEmpty();
  }

  /**
   * The control service knows that a volume without mounts is left. On the disk that is with the
   * next write: to say it twice does no harm.
   */
  synchronized void left(DatasetId dataset) {
    Entry entry = volumes.get(dataset);
    if (entry != null && entry.mounts().isEmpty()) {
      Map<DatasetId, Entry> next = new TreeMap<>(volumes);
      next.remove(dataset);
      volumes = next;
    }
  }

  private void write(Map<DatasetId, Entry> next) {
    Kept kept = new Kept(VERSION, boot, List.copyOf(next.values()));
    DurableFile.write(file, Json.write(kept) + "\n", "rw-------");
    volumes = next;
  }

  /** All volumes that have mounts or are to be left. */
  synchronized List<Entry> entries() {
    return List.copyOf(volumes.values());
  }

  synchronized Optional<Entry> entry(DatasetId dataset) {
    return Optional.ofNullable(volumes.get(dataset));
  }

  /** The volumes of this name. */
  List<Entry> called(String name) {
    return entries().stream().filter(entry -> entry.name().equals(name)).toList();
  }

  @Override
  public void requireUnused(DatasetId dataset) {
    entry(dataset)
        .filter(Entry::isHeld)
        .ifPresent(entry -> {
          throw new ProblemException(used(entry));
        });
  }

  @Override
  public void takeAway(DatasetId dataset, Runnable action) {
    try (KeyedLocks.Held _ = gates.hold(dataset)) {
      requireUnused(dataset);
      action.run();
    }
  }

  private static Problem used(Entry entry) {
    List<Mount> held = entry.mounts().stream().filter(Mount::held).toList();
    return new Problem(
        Problem.Kind.CONTAINER,
        "dataset " + entry.dataset(),
        "containers of Docker's use it on this node as volume "
            + entry.name()
            + " (mounted "
            + (held.size() == 1 ? "once" : held.size() + " times")
            + ", since "
            + held.getFirst().since()
            + ")",
        "stop them there: docker ps --filter volume=" + entry.name());
  }
}
