package io.flocker.core.read;

import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The key {@code env_file}: one file, or several of which later ones win. */
final class ComposeEnvFiles {

  private static final String REMEDY = "write the path of a file, or a list of paths";

  private final EnvFiles files;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private ComposeEnvFiles(EnvFiles files) {
    this.files = files;
  }

  static Map<String, String> read(Value value, EnvFiles files) {
    ComposeEnvFiles reader = new ComposeEnvFiles(files);
    List<Value> items = value.isList() ? value.list(REMEDY).orElse(List.of()) : List.of(value);
    items.forEach(reader::item);
    return reader.variables;
  }

  private void item(Value item) {
    if (item.isMapping()) {
      item.fields(REMEDY).ifPresent(this::file);
    } else {
      item.string(REMEDY).ifPresent(path -> file(path, item, true));
    }
  }

  private void file(Fields fields) {
    fields.refuseOthers(
        Set.of("path", "required"),
        Map.of("format", "remove it; write values with a dollar sign in single quotes"));
    boolean required =
        fields.get("required").flatMap(value -> value.bool("write true or false")).orElse(true);
    Optional<Value> value = fields.require("path", "write path: and the path of a file");
    value
        .flatMap(found -> found.string("write the path of a file"))
        .ifPresent(path -> file(path, value.get(), required));
  }

  private void file(String path, Value where, boolean required) {
    try {
      variables.putAll(EnvFileParser.parse(path, files.read(path), where.problems()));
    } catch (NoSuchFileException missing) {
      if (required) {
        where.problem(
            "the file " + Shown.quoted(path) + " does not exist",
            "create it, or correct the path, which is relative to the Compose file");
      }
    } catch (IOException e) {
      where.problem(
          "the file "
              + Shown.quoted(path)
              + " could not be read: "
              + Shown.quoted(String.valueOf(e.getMessage())),
          "make it readable");
    }
  }
}
