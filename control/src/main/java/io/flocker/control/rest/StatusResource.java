package io.flocker.control.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.status.ContainerStatus;
import io.flocker.control.status.DatasetStatus;
import io.flocker.control.status.Explanation;
import io.flocker.control.status.NodeStatus;
import io.flocker.control.status.View;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code /v1/status} and {@code /v1/explain}: what is wanted beside what there is, for everything
 * and for each object, and why they differ.
 */
final class StatusResource {

  private static final String STATUS = "/v1/status";
  private static final String EXPLAIN = "/v1/explain";

  private final Api.Parts parts;

  StatusResource(Api.Parts parts) {
    this.parts = parts;
  }

  Stream<Route> routes() {
    return Stream.of(
        look(STATUS, (view, _) -> glance(view)),
        list(
            STATUS + "/datasets",
            view -> DatasetStatus.all(view).map(one -> StatusForm.dataset(one, view))),
        look(STATUS + "/datasets/{}", (view, key) -> StatusForm.dataset(dataset(key, view), view)),
        list(
            STATUS + "/containers",
            view -> ContainerStatus.all(view).map(one -> StatusForm.container(one, view))),
        look(
            STATUS + "/containers/{}",
            (view, key) -> StatusForm.container(container(key, view), view)),
        list(STATUS + "/nodes", view -> NodeStatus.all(view).map(StatusForm::node)),
        look(STATUS + "/nodes/{}", (view, key) -> StatusForm.node(node(key, view))),
        look(EXPLAIN + "/datasets/{}", (view, key) -> explain(dataset(key, view), view)),
        look(EXPLAIN + "/containers/{}", (view, key) -> explain(container(key, view), view)));
  }

  private Route look(String path, BiFunction<View, String, JsonNode> answer) {
    return Route.of("GET", path, Role.VIEWER, (_, key) -> Response.ok(answer.apply(view(), key)));
  }

  private Route list(String path, Function<View, Stream<ObjectNode>> answer) {
    return Route.of(
        "GET",
        path,
        Role.VIEWER,
        (_, _) -> new Answer.Pieces(Map.of(), new ArrayPieces(answer.apply(view()).iterator())));
  }

  private View view() {
    return new View(parts.store().snapshot(), parts.cluster().now());
  }

  private ObjectNode glance(View view) {
    ObjectNode form =
        Json.object()
            .put("version", parts.version())
            .put("time", parts.clock().instant().toString())
            .put("revision", view.wanted().revision());
    counts(form, "datasets", DatasetStatus.all(view).map(one -> one.verdict().phase()));
    counts(form, "containers", ContainerStatus.all(view).map(one -> one.verdict().phase()));
    counts(form, "nodes", NodeStatus.all(view).map(NodeStatus::state));
    return form.put("leases", view.wanted().leases().size());
  }

  private static void counts(ObjectNode form, String name, Stream<? extends Enum<?>> all) {
    ObjectNode counts = form.putObject(name);
    all.collect(Collectors.groupingBy(Enum::toString, TreeMap::new, Collectors.counting()))
        .forEach(counts::put);
  }

  private ObjectNode explain(DatasetStatus dataset, View view) {
    return sentences(
        Json.object()
            .put("dataset_id", dataset.id().toString())
            .put("phase", dataset.verdict().phase().toString()),
        Explanation.of(dataset, view, parts.clock().instant()));
  }

  private ObjectNode explain(ContainerStatus container, View view) {
    return sentences(
        Json.object()
            .put("name", container.name().value())
            .put("phase", container.verdict().phase().toString()),
        Explanation.of(container, view, parts.clock().instant()));
  }

  private static ObjectNode sentences(ObjectNode form, List<String> sentences) {
    sentences.forEach(form.putArray("sentences")::add);
    return form;
  }

  private static DatasetStatus dataset(String key, View view) {
    DatasetId id = DatasetResource.id(key);
    return DatasetStatus.of(id, view)
        .orElseThrow(() ->
            new ApiException(
                404, "Dataset not found: nobody asked for " + id + " and no node has it."));
  }

  private static ContainerStatus container(String key, View view) {
    ApplicationName name = ContainerResource.name(key);
    return ContainerStatus.of(name, view)
        .orElseThrow(() ->
            new ApiException(
                404, "Container not found: nobody asked for " + name + " and no node has it."));
  }

  private static NodeStatus node(String key, View view) {
    NodeId id = NodeResource.id(key);
    return NodeStatus.of(id, view)
        .orElseThrow(
            () -> new ApiException(404, "Node not found: " + id + " has never been heard from."));
  }
}
