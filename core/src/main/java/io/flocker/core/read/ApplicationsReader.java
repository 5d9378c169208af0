package io.flocker.core.read;

import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Value;
import java.util.Optional;

/** Finds out in which format an application file is written, and reads it. */
final class ApplicationsReader {

  private static final String REMEDY =
      "write version: 1 and applications: (Flocker), or services: (Compose)";

  private ApplicationsReader() {}

  static Applications read(Value root, EnvFiles envFiles) {
    Optional<Fields> fields = root.fields(REMEDY);
    return fields.map(found -> read(found, envFiles)).orElse(Applications.UNKNOWN);
  }

  private static Applications read(Fields root, EnvFiles envFiles) {
    if (isWrapper(root, "services")) {
      return ComposeFormat.read(root, envFiles);
    }
    if (isWrapper(root, "applications")) {
      return FlockerFormat.read(root);
    }
    if (root.all().stream().anyMatch(ApplicationsReader::isFigApplication)) {
      return FigFormat.read(root);
    }
    if (root.has("version")) {
      return FlockerFormat.read(root);
    }
    root.owner()
        .problem(
            "neither Flocker's format (no 'applications'), nor Compose (no 'services'), nor Fig"
                + " (no application with an image)",
            REMEDY);
    return Applications.UNKNOWN;
  }

  /**
   * Whether the key holds all applications, and is not itself an application of a Fig file that
   * happens to have that name.
   */
  private static boolean isWrapper(Fields root, String key) {
    Optional<Value> value = root.get(key);
    return value.isPresent() && (root.has("version") || !isFigApplication(value.get()));
  }

  private static boolean isFigApplication(Field field) {
    return isFigApplication(field.value());
  }

  /** An application that is itself called image or build has a mapping there. */
  private static boolean isFigApplication(Value value) {
    return value.hasPlain("image") || value.hasPlain("build");
  }
}
