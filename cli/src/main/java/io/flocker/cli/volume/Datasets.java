package io.flocker.cli.volume;

import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import picocli.CommandLine.ITypeConverter;

/**
 * Datasets as people name them: by id, or by the name of the application that the id comes from.
 */
final class Datasets implements ITypeConverter<DatasetId> {

  @Override
  public DatasetId convert(String text) {
    try {
      return DatasetId.parse(text);
    } catch (IllegalArgumentException e) {
      return DatasetId.ofName(text);
    }
  }

  static ProblemException refusal(DatasetId dataset, String what, String remedy) {
    return new ProblemException(
        new Problem(Problem.Kind.OWNERSHIP, "dataset " + dataset, what, remedy));
  }
}
