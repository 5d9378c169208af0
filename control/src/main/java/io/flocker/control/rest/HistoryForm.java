package io.flocker.control.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Home;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Node;
import io.flocker.control.store.HistoryEntry;
import java.util.Locale;

/** Who changed what when, as clients read it. */
final class HistoryForm {

  private static final JsonMapper MAPPER = new JsonMapper();

  private HistoryForm() {}

  static ObjectNode entry(HistoryEntry entry) {
    JsonNode command = command(entry);
    ObjectNode form =
        Json.object()
            .put("revision", entry.revision())
            .put("time", entry.time().toString())
            .put("actor", entry.who())
            .put("command", called(command));
    if (command.path("force").asBoolean()) {
      form.put("forced", true);
    }
    ArrayNode changes = form.putArray("changes");
    entry.objects().forEach(changed -> changes.add(changed(changed)));
    return form;
  }

  private static JsonNode command(HistoryEntry entry) {
    try {
      return MAPPER.readTree(entry.command());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the command of revision " + entry.revision(), e);
    }
  }

  /** What several are together says itself; {@code MoveDataset} is {@code move dataset}. */
  private static String called(JsonNode command) {
    return command.has("summary")
        ? command.path("summary").asText()
        : command
            .path("command")
            .asText()
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toLowerCase(Locale.ROOT);
  }

  private static ObjectNode changed(HistoryEntry.Changed changed) {
    ObjectNode form = Json.object().put("kind", changed.kind().toString()).put("id", changed.key());
    changed.before().ifPresent(before -> form.set("before", entity(before)));
    changed.after().ifPresent(after -> form.set("after", entity(after)));
    return form;
  }

  private static ObjectNode entity(Entity entity) {
    return switch (entity) {
      case Dataset dataset -> DatasetResource.form(dataset).put("version", dataset.version());
      case Container container -> container(container);
      case Lease lease -> StatusForm.lease(lease);
      case Node node -> NodeResource.form(node).put("version", node.version());
      case DatasetSnapshot snapshot -> snapshot(snapshot);
      case Home home -> Json.object().put("dataset_id", home.key()).put("version", home.version());
    };
  }

  /** Without the environment: what was a password once may still be one elsewhere. */
  private static ObjectNode container(Container container) {
    ObjectNode form = ContainerForm.write(container).put("version", container.version());
    form.remove("environment");
    return form;
  }

  private static ObjectNode snapshot(DatasetSnapshot snapshot) {
    ObjectNode form =
        Json.object()
            .put("dataset_id", snapshot.dataset().toString())
            .put("name", snapshot.name())
            .put("created", snapshot.created().toString());
    StatusForm.time(form, "deleted", snapshot.deleted());
    return form.put("version", snapshot.version());
  }
}
