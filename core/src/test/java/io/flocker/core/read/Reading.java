package io.flocker.core.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Configuration;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;

/** What the readers' tests have in common: texts in, values or problems out. */
final class Reading {

  static final String NO_NODES = "version: 1\nnodes: {}\n";

  private Reading() {}

  static Configuration read(String deployment, String applications) {
    return read(deployment, applications, EnvFiles.NONE);
  }

  static Configuration read(String deployment, String applications, EnvFiles envFiles) {
    return ConfigurationReader.read(
        new SourceFile("deployment.yml", deployment),
        new SourceFile("application.yml", applications),
        envFiles);
  }

  /** The applications {@code names}, all on one node. */
  static List<Application> applications(String text, String... names) {
    return applications(text, EnvFiles.NONE, names);
  }

  static List<Application> applications(String text, EnvFiles envFiles, String... names) {
    String list = List.of(names).stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
    Configuration configuration =
        read("version: 1\nnodes: {node1: " + list + "}\n", text, envFiles);
    return configuration.placements().map(placement -> placement.getValue()).toList();
  }

  /** The application {@code name}, on some node. */
  static Application application(String text, String name) {
    return applications(text, name).getFirst();
  }

  static List<Problem> problemsOf(String deployment, String applications) {
    return problemsOf(() -> read(deployment, applications));
  }

  static List<Problem> problemsOf(Runnable reading) {
    ProblemException refused = catchThrowableOfType(ProblemException.class, reading::run);
    assertThat(refused).as("a refusal").isNotNull();
    assertThat(refused.problems())
        .allSatisfy(problem -> {
          assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFIGURATION);
          assertThat(problem.where()).matches("(?s)[^:]+:[1-9][0-9]*:[1-9][0-9]*( .+)?");
          assertThat(problem.what()).isNotBlank();
          assertThat(problem.remedy()).isNotBlank();
        });
    return refused.problems();
  }

  /** The problems of an application file that no deployment uses. */
  static List<Problem> applicationProblems(String applications) {
    return problemsOf(NO_NODES, applications);
  }

  static ApplicationName name(String text) {
    return new ApplicationName(text);
  }
}
