package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The volumes of one application in Flocker's format. Which dataset a volume is: the one with its
 * {@code dataset_id}; else the one named after application and {@code name}; else the one named
 * after the application alone, which only one volume can be.
 */
final class FlockerVolumes {

  private static final Set<String> KEYS =
      Set.of("mountpoint", "maximum_size", "dataset_id", "name");
  private static final String EXAMPLE = "{mountpoint: /data, maximum_size: \"2.5G\"}";

  private final ApplicationName application;
  private Optional<Value> unnamed = Optional.empty();

  FlockerVolumes(ApplicationName application) {
    this.application = application;
  }

  List<Located<Volume>> read(Fields fields) {
    List<Located<Volume>> volumes = new ArrayList<>();
    fields.get("volume").flatMap(this::volume).ifPresent(volumes::add);
    fields
        .get("volumes")
        .flatMap(value -> value.list("write a list such as [" + EXAMPLE + "]"))
        .orElse(List.of())
        .forEach(item -> volume(item).ifPresent(volumes::add));
    return volumes;
  }

  private Optional<Located<Volume>> volume(Value value) {
    if (value.isList()) {
      value.problem(
          "expected a mapping, found a list", "write volumes: for a list, volume: for one volume");
      return Optional.empty();
    }
    return value.fields("write " + EXAMPLE).flatMap(this::volume).map(value::at);
  }

  private Optional<Volume> volume(Fields fields) {
    fields.refuseOthers(KEYS);
    String remedy = "write mountpoint: and an absolute path inside the container";
    Optional<String> mountpoint =
        fields.require("mountpoint", remedy).flatMap(v -> Texts.containerPath(v, remedy));
    Optional<Size> size = fields.get("maximum_size").flatMap(Texts::quantity);
    Optional<DatasetId> dataset = dataset(fields);
    return mountpoint.flatMap(path -> dataset.map(id -> new Volume(id, path, size)));
  }

  private Optional<DatasetId> dataset(Fields fields) {
    Optional<String> name = fields.get("name").flatMap(this::name);
    if (fields.has("dataset_id")) {
      return fields.get("dataset_id").flatMap(Texts::datasetId).map(Located::value);
    }
    if (fields.has("name")) {
      return name.map(text -> DatasetId.ofName(application + "/" + text));
    }
    if (unnamed.isPresent()) {
      fields
          .owner()
          .problem(
              "a second volume without name and dataset_id; the first is in line "
                  + unnamed.get().spot().line(),
              "give it a name:, which says which dataset it is");
      return Optional.empty();
    }
    unnamed = Optional.of(fields.owner());
    return Optional.of(DatasetId.ofName(application.value()));
  }

  private Optional<String> name(Value value) {
    String remedy = "use letters, digits, '_', '.' and '-', beginning with a letter or digit";
    Optional<String> name = value.string(remedy);
    if (name.isPresent() && !ApplicationName.isLegal(name.get())) {
      value.problem(Shown.quoted(name.get()) + " cannot name a volume", remedy);
      return Optional.empty();
    }
    return name;
  }
}
