package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an application file declares.
 *
 * @param drafts what could be read of each application, in the order of the file
 * @param declared the names of all applications, even of those that could not be read; empty if the
 *     file does not even tell that
 */
record Applications(List<Draft> drafts, Optional<Set<String>> declared) {

  /** Of a file from which nothing can be learnt. */
  static final Applications UNKNOWN = new Applications(List.of(), Optional.empty());

  private static final ApplicationName NAMELESS = new ApplicationName("nameless");

  /** Reads the content of one application. */
  @FunctionalInterface
  interface Reader {
    /** The application below {@code field}; empty if a problem leaves nothing to go on with. */
    Optional<Draft> read(Field field, ApplicationName name, Fields fields);
  }

  Applications {
    drafts = List.copyOf(drafts);
    declared = declared.map(Set::copyOf);
  }

  /** Reads each field of {@code applications}; {@code remedy} is for those that are no mapping. */
  static Applications read(Fields applications, String remedy, Reader reader) {
    List<Draft> drafts = new ArrayList<>();
    for (Field field : applications.all()) {
      Optional<ApplicationName> name =
          Texts.applicationName(field.key(), field.spot(), field.value());
      // An application with an illegal name is read too, for the problems below it.
      Optional<Draft> draft =
          field
              .value()
              .fields(remedy)
              .flatMap(fields -> reader.read(field, name.orElse(NAMELESS), fields));
      if (name.isPresent()) {
        draft.ifPresent(drafts::add);
      }
    }
    return new Applications(
        drafts,
        Optional.of(applications.all().stream().map(Field::key).collect(Collectors.toSet())));
  }
}
