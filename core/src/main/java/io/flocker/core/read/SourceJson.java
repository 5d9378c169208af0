package io.flocker.core.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.TreeReader;
import io.flocker.core.read.tree.Value;
import java.util.Optional;

/** A YAML file as JSON, for a service that takes no YAML. */
public final class SourceJson {

  private SourceJson() {}

  /**
   * Everything that the file says, with aliases replaced by what they stand for.
   *
   * @throws ProblemException if it is not YAML
   */
  public static JsonNode of(SourceFile file) {
    Problems problems = new Problems();
    Optional<Value> root = TreeReader.read(file.name(), file.text(), problems);
    problems.throwIfAny();
    return root.orElseThrow().toJson();
  }
}
