package io.flocker.core.read;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The named volumes of a Compose file, which are datasets: those declared at the top level, and
 * where services mount them. Which dataset one is: the one named by its key, or by its {@code
 * name}.
 */
final class ComposeVolumes {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,200}");
  private static final String REMEDY =
      "write NAME:/path/in/container, with NAME: declared below the top-level volumes:";
  private static final String NOT_KEPT =
      "use a named volume; what is on one host's disk cannot move with the container";

  /** A declared volume. */
  private record Declared(DatasetId dataset, Optional<Size> maximumSize) {}

  private final Map<String, Optional<Declared>> declared = new HashMap<>();

  private ComposeVolumes() {}

  static ComposeVolumes declared(Optional<Value> value) {
    ComposeVolumes volumes = new ComposeVolumes();
    Optional<Fields> fields =
        value
            .filter(found -> !found.isNull())
            .flatMap(found -> found.fields("write the names of volumes below it"));
    for (Field field : fields.map(Fields::all).orElse(List.of())) {
      volumes.declared.put(field.key(), volumes.declaration(field));
    }
    return volumes;
  }

  private Optional<Declared> declaration(Field field) {
    if (!NAME.matcher(field.key()).matches()) {
      field
          .value()
          .problems()
          .add(field.spot(), Shown.quoted(field.key()) + " cannot name a volume", nameRemedy());
      return Optional.empty();
    }
    if (field.value().isNull()) {
      return Optional.of(new Declared(DatasetId.ofName(field.key()), Optional.empty()));
    }
    return field
        .value()
        .fields("write nothing or a mapping such as {driver_opts: {size: \"10G\"}}")
        .flatMap(fields -> declaration(field.key(), fields));
  }

  private static String nameRemedy() {
    return "use letters, digits, '_', '.' and '-', beginning with a letter or digit";
  }

  private static Optional<Declared> declaration(String key, Fields fields) {
    Set<String> keys = Set.of("name", "driver", "driver_opts", "x-maximum-size", "x-dataset-id");
    fields.refuseOthers(
        Versions.withExtensions(fields, keys),
        Map.of(
            "external", "remove it; a dataset that exists is found by its name or x-dataset-id:",
            "labels", "remove it; datasets have no labels"));
    fields.get("driver").ifPresent(ComposeVolumes::checkDriver);
    Optional<Size> size = size(fields);
    if (fields.has("x-dataset-id")) {
      return fields
          .get("x-dataset-id")
          .flatMap(Texts::datasetId)
          .map(id -> new Declared(id.value(), size));
    }
    Optional<String> name =
        fields.has("name") ? fields.get("name").flatMap(ComposeVolumes::name) : Optional.of(key);
    return name.map(text -> new Declared(DatasetId.ofName(text), size));
  }

  private static Optional<String> name(Value value) {
    Optional<String> name = value.string(nameRemedy());
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      value.problem(Shown.quoted(name.get()) + " cannot name a volume", nameRemedy());
      return Optional.empty();
    }
    return name;
  }

  private static void checkDriver(Value value) {
    String remedy = "leave it out; volumes are kept by each node's own backend";
    value
        .string(remedy)
        .filter(driver -> !Set.of("local", "flocker").contains(driver))
        .ifPresent(driver -> value.problem(Shown.quoted(driver) + " cannot be honoured", remedy));
  }

  private static Optional<Size> size(Fields fields) {
    Optional<Fields> options =
        fields
            .get("driver_opts")
            .filter(value -> !value.isNull())
            .flatMap(value -> value.fields("write {size: \"10G\"}"));
    options.ifPresent(found ->
        found.refuseOthers(
            Set.of("size"), Map.of("type", NOT_KEPT, "device", NOT_KEPT, "o", NOT_KEPT)));
    Optional<Size> size = options.flatMap(found -> found.get("size")).flatMap(Texts::quantity);
    Optional<Size> extension = fields.get("x-maximum-size").flatMap(Texts::quantity);
    if (size.isPresent() && extension.isPresent() && !size.equals(extension)) {
      fields.owner().problem("driver_opts.size and x-maximum-size differ", "keep one of them");
    }
    return extension.or(() -> size);
  }

  /** The volumes that one service mounts. */
  List<Located<Volume>> read(Value value) {
    List<Located<Volume>> volumes = new ArrayList<>();
    for (Value item : value.list("write a list such as [\"data:/data\"]").orElse(List.of())) {
      Optional<Volume> volume =
          item.isMapping()
              ? item.fields(REMEDY).flatMap(this::longSyntax)
              : item.string(REMEDY).flatMap(text -> shortSyntax(text, item));
      volume.map(item::at).ifPresent(volumes::add);
    }
    return volumes;
  }

  private Optional<Volume> shortSyntax(String text, Value item) {
    String[] parts = text.split(":", -1);
    if (parts.length == 1) {
      item.problem(
          Shown.quoted(text) + " is a volume without a name, which would be lost in a move",
          REMEDY);
      return Optional.empty();
    }
    if (parts[0].startsWith("/") || parts[0].startsWith(".") || parts[0].startsWith("~")) {
      item.problem("the bind mount " + Shown.quoted(text) + " cannot be honoured", NOT_KEPT);
      return Optional.empty();
    }
    if (parts.length > 3 || (parts.length == 3 && !parts[2].equals("rw"))) {
      item.problem(
          "the options of " + Shown.quoted(text) + " cannot be honoured",
          "volumes are mounted writable; leave the part after the second ':' out");
      return Optional.empty();
    }
    return volume(parts[0], item, Texts.containerPath(parts[1], item, REMEDY));
  }

  private Optional<Volume> longSyntax(Fields fields) {
    String kindRemedy = "write type: volume";
    Optional<Value> type = fields.require("type", kindRemedy);
    Optional<String> kind = type.flatMap(value -> value.string(kindRemedy));
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    if (!kind.get().equals("volume")) {
      type.get()
          .problem("a mount of type " + Shown.quoted(kind.get()) + " cannot be honoured", NOT_KEPT);
      return Optional.empty();
    }
    fields.refuseOthers(
        Set.of("type", "source", "target", "read_only"),
        Map.of("volume", "remove it", "consistency", "remove it"));
    fields.get("read_only").ifPresent(ComposeVolumes::checkWritable);
    Optional<Value> source = fields.require("source", "write source: and a volume's name");
    String remedy = "write target: and an absolute path inside the container";
    Optional<String> target =
        fields.require("target", remedy).flatMap(value -> Texts.containerPath(value, remedy));
    return source.flatMap(
        value -> value.string(REMEDY).flatMap(name -> volume(name, value, target)));
  }

  private static void checkWritable(Value value) {
    String remedy = "volumes are mounted writable; leave it out";
    if (value.bool(remedy).orElse(false)) {
      value.problem("true cannot be honoured", remedy);
    }
  }

  private Optional<Volume> volume(String name, Value where, Optional<String> path) {
    Optional<Declared> volume = declared.get(name);
    if (volume == null) {
      where.problem(
          "the volume " + Shown.quoted(name) + " is not declared",
          "write it below the top-level volumes:, or correct the name");
      return Optional.empty();
    }
    return volume.flatMap(
        found -> path.map(at -> new Volume(found.dataset(), at, found.maximumSize())));
  }
}
