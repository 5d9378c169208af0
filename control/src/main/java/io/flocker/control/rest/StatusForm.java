package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.control.cluster.AgentLink;
import io.flocker.control.model.Home;
import io.flocker.control.model.Lease;
import io.flocker.control.status.ContainerStatus;
import io.flocker.control.status.DatasetStatus;
import io.flocker.control.status.LiveCopy;
import io.flocker.control.status.NodeStatus;
import io.flocker.control.status.Silence;
import io.flocker.control.status.SnapshotStatus;
import io.flocker.control.status.Verdict;
import io.flocker.control.status.View;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.CertificateState;
import io.flocker.wire.UnitStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is wanted beside what there is, as clients read it. */
final class StatusForm {

  private StatusForm() {}

  static ObjectNode dataset(DatasetStatus dataset, View view) {
    ObjectNode form = Json.object().put("dataset_id", dataset.id().toString());
    dataset.wanted().ifPresent(wanted -> form.put("version", wanted.version()));
    verdict(form, dataset.verdict());
    dataset
        .wanted()
        .ifPresent(wanted -> {
          ObjectNode wish = DatasetResource.form(wanted);
          wish.remove("dataset_id");
          form.set("wanted", wish);
        });
    if (view.wanted().home(dataset.id()).filter(Home::isUnplaced).isPresent()) {
      form.put("unplaced", true);
    }
    Optional<LiveCopy> live = LiveCopy.of(dataset.copies());
    live.ifPresent(copy -> form.put("primary", copy.node().toString()).put("path", copy.path()));
    dataset.user().ifPresent(name -> form.put("container", name.value()));
    dataset.lease().ifPresent(lease -> form.set("lease", lease(lease)));
    ArrayNode copies = form.putArray("observed");
    dataset.copies().forEach((node, copy) -> copies.add(copy(node, copy, view)));
    List<SnapshotStatus> snapshots = SnapshotStatus.of(dataset.id(), view);
    if (!snapshots.isEmpty()) {
      ArrayNode all = form.putArray("snapshots");
      snapshots.forEach(snapshot -> all.add(snapshot(snapshot, view)));
    }
    return form;
  }

  private static ObjectNode snapshot(SnapshotStatus snapshot, View view) {
    ObjectNode form =
        Json.object()
            .put("name", snapshot.snapshot().name())
            .put("state", snapshot.state().toString())
            .put("reason", snapshot.reason());
    time(form, "created", snapshot.asked());
    ArrayNode held = form.putArray("held");
    snapshot
        .held()
        .forEach((node, found) -> {
          ObjectNode one = held.addObject().put("node_uuid", node.toString());
          time(one, "taken", found.taken());
          found.size().ifPresent(size -> one.put("size", size.bytes()));
          time(one, "unreachable_since", view.silenceOfDatasets(node).flatMap(Silence::since));
        });
    return form;
  }

  static ObjectNode lease(Lease lease) {
    ObjectNode form = Json.object().put("node_uuid", lease.node().toString());
    time(form, "expires", lease.expires());
    lease.purpose().ifPresent(purpose -> form.put("purpose", purpose));
    return form.put("version", lease.version());
  }

  private static ObjectNode copy(NodeId node, ObservedVolume copy, View view) {
    ObjectNode form =
        Json.object()
            .put("node_uuid", node.toString())
            .put("owner", copy.record().owner().toString())
            .put("epoch", copy.record().epoch())
            .put("writable", copy.writable())
            .put("used", copy.used().bytes());
    copy.path().ifPresent(path -> form.put("path", path));
    copy.record().maximumSize().ifPresent(size -> form.put("maximum_size", size.bytes()));
    copy.record().handingOffTo().ifPresent(target -> form.put("handing_off_to", target.toString()));
    time(form, "unreachable_since", view.silenceOfDatasets(node).flatMap(Silence::since));
    return form;
  }

  static ObjectNode container(ContainerStatus container, View view) {
    ObjectNode form = Json.object().put("name", container.name().value());
    container.wanted().ifPresent(wanted -> form.put("version", wanted.version()));
    verdict(form, container.verdict());
    container
        .wanted()
        .ifPresent(wanted -> {
          ObjectNode wish = ContainerForm.write(wanted);
          wish.remove("name");
          form.set("wanted", wish);
        });
    ArrayNode observed = form.putArray("observed");
    container
        .observed()
        .forEach((node, found) -> {
          ObjectNode one =
              observed
                  .addObject()
                  .put("node_uuid", node.toString())
                  .put("image", found.image().toString())
                  .put("running", found.running())
                  .put("restarting", found.restarting());
          time(one, "unreachable_since", view.silenceOfContainers(node).flatMap(Silence::since));
        });
    return form;
  }

  static ObjectNode node(NodeStatus node) {
    ObjectNode form = Json.object().put("uuid", node.id().toString());
    node.known().ifPresent(known -> form.put("version", known.version()));
    node.host().ifPresent(host -> form.put("host", host));
    form.put("state", node.state().toString());
    time(form, "since", node.since());
    if (!node.isConnected()) {
      form.put("reason", node.reason());
    }
    node.era().ifPresent(era -> form.put("era", era));
    time(form, "certificate_ends", node.certificate().map(CertificateState::ends));
    node.certificate()
        .flatMap(CertificateState::problem)
        .ifPresent(problem -> form.put("certificate_problem", problem));
    form.put("volumes", node.volumes()).put("containers", node.containers());
    ArrayNode agents = form.putArray("agents");
    node.agents().forEach(agent -> agents.add(agent(agent)));
    return form;
  }

  private static ObjectNode agent(AgentLink agent) {
    return Json.object()
        .put("datasets", agent.hello().datasets())
        .put("containers", agent.hello().containers())
        .put("state", agent.isConnected() ? "connected" : "unreachable")
        .put("since", agent.presence().since().toString())
        .put("host", agent.host())
        .put("release", agent.hello().productVersion())
        .put("protocol", agent.hello().protocolMajor() + "." + agent.hello().protocolMinor())
        .put("driver", agent.hello().driver())
        .put("reported", agent.hasReported());
  }

  private static void verdict(ObjectNode form, Verdict verdict) {
    form.put("phase", verdict.phase().toString()).put("reason", verdict.reason());
    time(form, "since", verdict.since());
    verdict.node().ifPresent(node -> form.put("node_uuid", node.toString()));
    verdict.told().ifPresent(told -> told(form, told));
  }

  private static void told(ObjectNode form, UnitStatus told) {
    told.waitingFor().ifPresent(what -> form.put("waiting_for", what));
    told.error().ifPresent(error -> form.set("error", problem(error)));
    form.put("attempts", told.attempts());
    time(form, "next_retry", told.nextRetry());
    told.progress()
        .ifPresent(progress ->
            form.putObject("progress")
                .put("bytes", progress.bytes())
                .put("total", progress.total())
                .put("bytes_per_second", progress.bytesPerSecond()));
  }

  private static ObjectNode problem(Problem problem) {
    return Json.object()
        .put("where", problem.where())
        .put("what", problem.what())
        .put("remedy", problem.remedy());
  }

  static void time(ObjectNode form, String name, Optional<Instant> time) {
    time.ifPresent(when -> form.put(name, when.toString()));
  }
}
