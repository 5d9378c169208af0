package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WantedDataset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The volumes of the cluster for Docker on this node. What is here is answered from what this node
 * knows; for the rest, and for each change, the control service is asked.
 */
final class NodeVolumes implements Volumes {

  /**
   * How long what takes.
   *
   * @param question to the control service
   * @param holder one that uses a volume elsewhere, and may be about to stop
   * @param askAgain between questions whether it has
   */
  record Times(Duration question, Duration holder, Duration askAgain) {

    /** Docker gives a container 10 seconds to stop. */
    static final Times STANDARD =
        new Times(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMillis(500));
  }

  // Of a deadline, for saying how far it is and for giving back what was begun.
  private static final Duration RESERVE = Duration.ofSeconds(2);

  private final LocalVolumes local;
  private final ControlVolumes control;
  private final MountLedger ledger;
  private final MountLeases leases;
  private final StaleMounts stale;
  private final News news;
  private final Times times;
  private final KeyedLocks<List<String>> mounting = new KeyedLocks<>();

  /**
   * @param news of what is wanted and seen here
   */
  NodeVolumes(
      LocalVolumes local,
      ControlVolumes control,
      MountLedger ledger,
      MountLeases leases,
      StaleMounts stale,
      News news,
      Times times) {
    this.local = local;
    this.control = control;
    this.ledger = ledger;
    this.leases = leases;
    this.stale = stale;
    this.news = news;
    this.times = times;
  }

  @Override
  public void create(NewVolume wanted, Deadline deadline) {
    boolean _ = control.isThere(deadline);
    Answer<NamedVolume> made = control.create(wanted, deadline.left(times.question()));
    if (made instanceof Answer.Away<NamedVolume> && !called(wanted.getName()).isEmpty()) {
      // It is there already, and stays as it is.
      return;
    }
    NamedVolume _ = value(wanted.getName(), made);
  }

  @Override
  public void remove(String name, Deadline deadline) {
    for (MountLedger.Entry entry : ledger.called(name)) {
      ledger.requireUnused(entry.dataset());
      leases.leaveIfUnused(entry.dataset(), deadline);
    }
    boolean _ = control.isThere(deadline);
    Answer<Boolean> removed = control.remove(name, deadline.left(times.question()));
    if (!(removed instanceof Answer.Missing<Boolean>)) {
      boolean _ = value(name, removed);
    }
  }

  @Override
  public Mounted mount(String name, String id, Deadline whole) {
    Deadline deadline = whole.minus(RESERVE);
    // Docker repeats a call whose answer it has not got: the second finds what the first has done.
    Optional<KeyedLocks.Held> turn = mounting.hold(List.of(name, id), deadline);
    if (turn.isEmpty()) {
      throw VolumeProblems.refused(name, "it is still being mounted for the same id " + id);
    }
    try (KeyedLocks.Held _ = turn.get()) {
      // For all that follows. And an agent that has just begun may not have heard yet that another
      // volume has this name now.
      boolean _ = control.isThere(deadline);
      Optional<WantedDataset> known = one(name);
      Optional<DatasetId> here = known.filter(local::isWantedHere).map(WantedDataset::dataset);
      if (here.isPresent()) {
        Optional<MountLedger.Mount> held = hold(here.get(), name, id, deadline);
        if (held.isPresent()) {
          return lease(here.get(), name, held.get(), deadline);
        }
      }
      DatasetId dataset =
          known.map(WantedDataset::dataset).orElseGet(() -> dataset(name, deadline));
      return fetch(dataset, name, id, here.isPresent(), deadline);
    }
  }

  /** It is here, and stays here from now on; that it may is asked for afterwards. */
  private Mounted lease(
      DatasetId dataset, String name, MountLedger.Mount mount, Deadline deadline) {
    try {
      // If nobody answers: what is here and wanted here can be used, and the lease comes later.
      Optional<String> _ = leases.take(dataset, name, deadline);
      return mounted(dataset, mount, local.seen(dataset));
    } catch (ProblemException e) {
      leases.giveBack(dataset, mount);
      throw e;
    }
  }

  private Mounted mounted(
      DatasetId dataset, MountLedger.Mount mount, Optional<ObservedVolume> copy) {
    String path =
        copy.or(() -> local.look(dataset))
            .flatMap(ObservedVolume::path)
            .orElseThrow(() -> new IllegalStateException("used, and nowhere: " + dataset));
    return new Mounted(path, () -> leases.giveBack(dataset, mount));
  }

  private Optional<MountLedger.Mount> hold(
      DatasetId dataset, String name, String id, Deadline deadline) {
    return ledger.hold(
        dataset, name, id, deadline, () -> local.look(dataset).filter(local::isUsable).isPresent());
  }

  /**
   * It is to come here: asks for it, and waits until it has.
   *
   * @param wantedHere it may be on its way, or only not mounted yet, though nobody can be asked
   */
  private Mounted fetch(
      DatasetId dataset, String name, String id, boolean wantedHere, Deadline deadline) {
    MountLedger.Mount mount = ledger.intend(dataset, name, id);
    try {
      Optional<String> away =
          wantedHere
              ? leases.take(dataset, name, deadline)
              : leases.insist(dataset, name, deadline);
      if (away.isPresent() && !wantedHere) {
        throw VolumeProblems.away(name, away.get());
      }
      Deadline patience = away.isPresent() ? deadline.orIn(times.holder()) : deadline;
      Optional<MountLedger.Mount> held = arrived(dataset, name, id, patience);
      if (held.isPresent()) {
        mount = held.get();
        return mounted(dataset, mount, local.seen(dataset));
      }
      throw away.isPresent() ? VolumeProblems.away(name, away.get()) : late(dataset, name);
    } catch (RuntimeException e) {
      leases.giveBack(dataset, mount);
      throw e;
    }
  }

  private Optional<MountLedger.Mount> arrived(
      DatasetId dataset, String name, String id, Deadline deadline) {
    while (true) {
      long seen = news.version();
      if (local.seen(dataset).filter(local::isUsable).isPresent()) {
        Optional<MountLedger.Mount> held = hold(dataset, name, id, deadline);
        if (held.isPresent()) {
          return held;
        }
      }
      refuseIfAskedForInVain(dataset);
      if (!news.await(seen, deadline)) {
        return Optional.empty();
      }
    }
  }

  /** What a volume was asked for with is not mended by waiting. */
  private void refuseIfAskedForInVain(DatasetId dataset) {
    local
        .work(dataset)
        .filter(work -> work.phase() == Phase.FAILED)
        .flatMap(UnitStatus::error)
        .filter(problem -> problem.kind() == Problem.Kind.CONFIGURATION)
        .ifPresent(problem -> {
          throw new ProblemException(problem);
        });
  }

  private ProblemException late(DatasetId dataset, String name) {
    String progress =
        switch (control.find(name, RESERVE)) {
          case Answer.Done<List<NamedVolume>>(List<NamedVolume> found) when found.size() == 1 ->
              found.getFirst().getPhase() + ", " + found.getFirst().getReason();
          default ->
              local.work(dataset).map(VolumeView::inWords).orElse("nothing is known of its way");
        };
    return new ProblemException(
        new Problem(
            Problem.Kind.TRANSPORT,
            "volume " + name,
            "it is not on this node yet: " + progress,
            "it is still on its way; start the container again, and see flockerctl explain "
                + dataset));
  }

  /** The one dataset that a name stands for. */
  private DatasetId dataset(String name, Deadline deadline) {
    List<NamedVolume> found = value(name, control.find(name, deadline.left(times.question())));
    return read(name, only(name, found).getDataset());
  }

  private static DatasetId read(String name, String id) {
    try {
      return DatasetId.parse(id);
    } catch (IllegalArgumentException e) {
      throw VolumeProblems.refused(
          name, "the control service says that it is dataset '" + id + "'");
    }
  }

  private static NamedVolume only(String name, List<NamedVolume> found) {
    if (found.isEmpty()) {
      throw VolumeProblems.unknown(name);
    }
    if (found.size() > 1) {
      throw VolumeProblems.several(name, found.stream().map(NamedVolume::getDataset).toList());
    }
    return found.getFirst();
  }

  @Override
  public void unmount(String name, String id, Deadline deadline) {
    for (MountLedger.Entry entry : ledger.called(name)) {
      leases.end(entry.dataset(), mount -> mount.id().equals(id), deadline);
      stale.unmounted(entry.dataset());
    }
  }

  @Override
  public String path(String name) {
    return one(name)
        .map(wanted -> mountpoint(wanted.dataset()))
        .filter(path -> !path.isEmpty())
        .orElseThrow(() -> VolumeProblems.refused(name, "it is not on this node"));
  }

  @Override
  public Optional<VolumeView> get(String name, Deadline deadline) {
    Optional<WantedDataset> here = one(name).filter(local::isWantedHere);
    if (here.isPresent() && local.seen(here.get().dataset()).isPresent()) {
      return Optional.of(view(name, here.get()));
    }
    boolean _ = control.isThere(deadline);
    Answer<List<NamedVolume>> answer = control.find(name, deadline.left(times.question()));
    Optional<WantedDataset> known = one(name);
    if (answer instanceof Answer.Away<List<NamedVolume>> && known.isPresent()) {
      return Optional.of(view(name, known.get()));
    }
    List<NamedVolume> found = value(name, answer);
    return found.isEmpty() ? Optional.empty() : Optional.of(view(only(name, found)));
  }

  @Override
  public List<VolumeView> list(Deadline deadline) {
    Answer<List<NamedVolume>> answer = control.list(deadline.left(times.question()));
    List<VolumeView> views =
        answer instanceof Answer.Away<List<NamedVolume>>
            ? known()
            : value("list", answer).stream().map(this::view).toList();
    return views.stream().sorted(Comparator.comparing(VolumeView::name)).toList();
  }

  private List<VolumeView> known() {
    List<VolumeView> views = new ArrayList<>();
    for (WantedDataset wanted : local.wanted()) {
      if (!wanted.deleted()) {
        wanted.name().ifPresent(name -> views.add(view(name, wanted)));
      }
    }
    return views;
  }

  private VolumeView view(NamedVolume volume) {
    return VolumeView.of(volume, mountpoint(read(volume.getName(), volume.getDataset())));
  }

  private VolumeView view(String name, WantedDataset wanted) {
    return VolumeView.of(
        name,
        wanted,
        local.seen(wanted.dataset()),
        local.work(wanted.dataset()),
        local.isWantedHere(wanted) ? local.node() : "",
        ledger.entry(wanted.dataset()).filter(MountLedger.Entry::isHeld).isPresent(),
        mountpoint(wanted.dataset()));
  }

  private String mountpoint(DatasetId dataset) {
    return local.seen(dataset).filter(local::isUsable).flatMap(ObservedVolume::path).orElse("");
  }

  /** What is wanted under a name, as far as this node knows. */
  private List<WantedDataset> called(String name) {
    return local.wanted().stream()
        .filter(wanted -> !wanted.deleted())
        .filter(wanted -> wanted.name().filter(name::equals).isPresent())
        .toList();
  }

  private Optional<WantedDataset> one(String name) {
    List<WantedDataset> found = called(name);
    if (found.size() > 1) {
      throw VolumeProblems.several(
          name, found.stream().map(each -> each.dataset().toString()).toList());
    }
    return found.stream().findFirst();
  }

  private static <T> T value(String name, Answer<T> answer) {
    return switch (answer) {
      case Answer.Done<T>(T value) -> value;
      case Answer.Away<T>(String why) -> throw VolumeProblems.away(name, why);
      case Answer.Missing<T> _ -> throw VolumeProblems.unknown(name);
      case Answer.Busy<T>(String why) -> throw VolumeProblems.refused(name, why);
      case Answer.Refused<T>(String why) -> throw VolumeProblems.refused(name, why);
    };
  }
}
