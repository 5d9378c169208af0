package io.flocker.control.status;

import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Lease;
import io.flocker.control.wishes.UnitWishes;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says in sentences what is wanted of a dataset or container, what there is, and why it is not yet
 * as wanted: what a person would otherwise collect from the configuration, the nodes and the
 * leases.
 */
public final class Explanation {

  private final View view;
  private final Instant now;
  private final List<String> sentences = new ArrayList<>();

  private Explanation(View view, Instant now) {
    this.view = view;
    this.now = now;
  }

  /** Explains a dataset. */
  public static List<String> of(DatasetStatus dataset, View view, Instant now) {
    Explanation explanation = new Explanation(view, now);
    explanation.dataset(dataset);
    return List.copyOf(explanation.sentences);
  }

  /** Explains a container, and what it waits for of its datasets. */
  public static List<String> of(ContainerStatus container, View view, Instant now) {
    Explanation explanation = new Explanation(view, now);
    explanation.container(container);
    return List.copyOf(explanation.sentences);
  }

  private void say(String sentence) {
    sentences.add(sentence);
  }

  private String node(NodeId id) {
    return "node " + view.called(id);
  }

  private String subject(NodeId id) {
    return "Node " + view.called(id);
  }

  private void dataset(DatasetStatus dataset) {
    if (DatasetStatus.isUnplaced(dataset.id(), view) && dataset.copies().isEmpty()) {
      unplaced(dataset);
      return;
    }
    dataset.wanted().ifPresent(this::wanted);
    dataset.wanted().flatMap(Dataset::trash).ifPresent(this::trash);
    if (dataset.wanted().isEmpty()) {
      say(dataset.verdict().reason());
    }
    dataset.user().ifPresent(name -> say("Container %s uses it.".formatted(name)));
    observed(dataset);
    if (dataset.verdict().phase() == ObjectPhase.SETTLED) {
      say("It is as wanted.");
    } else {
      hindrances(dataset);
    }
    dataset.lease().filter(lease -> !lease.isExpired(now)).ifPresent(this::lease);
    SnapshotStatus.of(dataset.id(), view).stream()
        .filter(snapshot -> snapshot.state() != SnapshotStatus.State.TAKEN)
        .forEach(snapshot ->
            say("Snapshot %s: %s".formatted(snapshot.snapshot().name(), snapshot.reason())));
  }

  private void unplaced(DatasetStatus dataset) {
    say(dataset.verdict().reason());
    dataset
        .wanted()
        .filter(wanted -> !wanted.isDeleted())
        .ifPresent(wanted -> say("It is to be %s.".formatted(limit(wanted.maximumSize()))));
    dataset.lease().filter(lease -> !lease.isExpired(now)).ifPresent(this::lease);
  }

  private void trash(Dataset.Trash trash) {
    say(
        ("It is in the trash since %s: it stays as it is, without its name, and is deleted at %s"
                + " unless it is restored before (flockerctl restore).")
            .formatted(trash.since(), trash.until()));
  }

  private void wanted(Dataset dataset) {
    if (dataset.isDeleted()) {
      say(
          "It was deleted at %s: no node should keep a copy."
              .formatted(dataset.deleted().orElseThrow()));
    } else {
      say(
          "It is wanted on %s, %s."
              .formatted(node(dataset.primary()), limit(dataset.maximumSize())));
    }
  }

  private static String limit(Optional<Size> size) {
    return size.map(most -> "limited to " + most).orElse("without a limit");
  }

  private void observed(DatasetStatus dataset) {
    Optional<LiveCopy> live = LiveCopy.of(dataset.copies());
    live.ifPresent(copy -> {
      say("It is writable on %s, at %s.".formatted(node(copy.node()), copy.path()));
      Optional<Size> actual = copy.volume().record().maximumSize();
      dataset
          .wanted()
          .filter(wanted -> !wanted.isDeleted() && !wanted.maximumSize().equals(actual))
          .ifPresent(_ -> say("There it is %s.".formatted(limit(actual))));
    });
    if (dataset.copies().isEmpty()) {
      say("No node has reported a copy of it.");
    } else if (live.isEmpty()) {
      notWritable(dataset);
    }
  }

  private void notWritable(DatasetStatus dataset) {
    NodeId owner = LiveCopy.owner(dataset.copies()).orElseThrow();
    ObservedVolume copy = dataset.copies().get(owner);
    if (copy == null) {
      say("Its owner is %s, which has not reported its copy.".formatted(node(owner)));
    } else if (copy.record().handingOffTo().isPresent()) {
      say(
          "It is being handed over from %s to %s, and is read-only meanwhile."
              .formatted(node(owner), node(copy.record().handingOffTo().get())));
    } else {
      say("Its owner is %s, where it is not writable now.".formatted(node(owner)));
    }
  }

  private void hindrances(DatasetStatus dataset) {
    Set<NodeId> concerned = new TreeSet<>(dataset.copies().keySet());
    dataset
        .wanted()
        .filter(wanted -> !wanted.isDeleted())
        .ifPresent(wanted -> concerned.add(wanted.primary()));
    DatasetStatus.maker(dataset.id(), view).ifPresent(concerned::add);
    UnitId unit = UnitWishes.unitOf(dataset.id(), view.wanted());
    for (NodeId node : concerned) {
      said(node, view.silenceOfDatasets(node), unit);
    }
    notTakenUp(dataset.verdict());
    home(dataset);
  }

  /** What nobody says but we see ourselves; that a node is lost has been said. */
  private void notTakenUp(Verdict verdict) {
    if (verdict.phase() == ObjectPhase.WAITING && verdict.told().isEmpty()) {
      say(verdict.reason());
    }
  }

  private void said(NodeId node, Optional<Silence> silence, UnitId unit) {
    if (silence.isPresent()) {
      say(
          "%s %s; what is known of it is what it said before."
              .formatted(subject(node), silence.get().words()));
    } else {
      view.namesOf(unit)
          .flatMap(name -> view.status(node, name).stream())
          .forEach(status -> said(node, status));
    }
  }

  private void said(NodeId node, UnitStatus status) {
    String what = status.reason().isEmpty() ? "" : ": " + status.reason();
    switch (status.phase()) {
      case SETTLED -> {
        // It has nothing left to do.
      }
      case WORKING ->
          say("%s is working on it%s%s.".formatted(subject(node), what, progress(status)));
      case WAITING ->
          say(
              "%s waits: %s."
                  .formatted(subject(node), status.waitingFor().orElse(status.reason())));
      case FAILED ->
          say(
              "%s has tried %d times and failed%s%s%s."
                  .formatted(
                      subject(node),
                      status.attempts(),
                      what,
                      status.error().map(Explanation::because).orElse(""),
                      status.nextRetry().map(time -> "; it tries again at " + time).orElse("")));
      case REFUSED ->
          say(
              "%s refuses to go on, because that could lose data%s."
                  .formatted(subject(node), status.error().map(Explanation::because).orElse(what)));
      case UNKNOWN ->
          say(
              "%s is of a newer release; this one does not know what it does."
                  .formatted(subject(node)));
    }
  }

  private static String because(Problem problem) {
    return ". " + problem.sentence();
  }

  private static String progress(UnitStatus status) {
    return status
        .progress()
        .map(far ->
            ", "
                + new Size(far.bytes())
                + (far.total() > 0 ? " of " + new Size(far.total()) : "")
                + ", "
                + new Size(far.bytesPerSecond())
                + " a second")
        .orElse("");
  }

  private void home(DatasetStatus dataset) {
    if (dataset.wanted().filter(wanted -> !wanted.isDeleted()).isEmpty()) {
      return;
    }
    view.wanted()
        .home(dataset.id())
        .ifPresent(home -> {
          switch (home.standing()) {
            case Standing.Unknown _ when dataset.copies().isEmpty() ->
                say(
                    "Its volume may be on a node that has not reported since an import or a restore,"
                        + " so no node may make an empty one.");
            case Standing.Withdrawn(NodeId node) ->
                say(
                    ("%s may have made its volume before it was told not to; no other node may make"
                            + " one until that node has said that it has none.")
                        .formatted(subject(node)));
            case Standing.Unknown _, Standing.Unplaced _, Standing.Granted _, Standing.Exists _ -> {
              // Nothing stands in the way.
            }
          }
        });
  }

  private void lease(Lease lease) {
    say(
        ("%s holds a lease on it%s%s: until it is released, the dataset is neither moved away from"
                + " there nor deleted.")
            .formatted(
                subject(lease.node()),
                lease.expires().map(end -> " until " + end).orElse(""),
                lease.isFor(Lease.DOCKER) ? ", because Docker uses it there" : ""));
  }

  private void container(ContainerStatus container) {
    Set<NodeId> concerned = new TreeSet<>(container.observed().keySet());
    container
        .wanted()
        .ifPresentOrElse(
            wanted -> {
              say("It is wanted on %s.".formatted(node(wanted.node())));
              concerned.add(wanted.node());
            },
            () ->
                say(
                    container.verdict().phase() == ObjectPhase.UNCLAIMED
                        ? container.verdict().reason()
                        : "Nobody wants it any more."));
    container.observed().forEach(this::observed);
    if (container.observed().isEmpty()) {
      say("No node has reported it.");
    }
    switch (container.verdict().phase()) {
      case SETTLED -> say("It is as wanted.");
      case UNCLAIMED -> {
        // That is all there is to it.
      }
      default -> hindrances(container, concerned);
    }
  }

  private void hindrances(ContainerStatus container, Set<NodeId> concerned) {
    UnitId unit = new UnitId.OfContainer(container.name());
    concerned.forEach(node -> said(node, view.silenceOfContainers(node), unit));
    notTakenUp(container.verdict());
    container.wanted().ifPresent(this::itsDatasets);
  }

  private void observed(NodeId node, ObservedContainer container) {
    say("It %s on %s.".formatted(container.running() ? "runs" : "is stopped", node(node)));
  }

  private void itsDatasets(Container container) {
    for (Volume volume : container.application().volumes()) {
      DatasetId id = volume.dataset();
      DatasetStatus.of(id, view)
          .filter(dataset -> dataset.verdict().phase() != ObjectPhase.SETTLED)
          .ifPresent(dataset -> {
            say("Its dataset %s is not as wanted yet.".formatted(id));
            observed(dataset);
            home(dataset);
            dataset.lease().filter(lease -> !lease.isExpired(now)).ifPresent(this::lease);
          });
    }
  }
}
