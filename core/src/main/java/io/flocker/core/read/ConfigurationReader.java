package io.flocker.core.read;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.DeploymentReader.NodePlan;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.TreeReader;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads a deployment file and an application file (Flocker's format, Fig, or today's Compose) and
 * checks them together. Everything that is wrong in either is reported at once, with its place.
 */
public final class ConfigurationReader {

  private ConfigurationReader() {}

  /**
   * The configuration that the two files describe. Applications that no node runs are left out.
   *
   * <p>The order that {@code depends_on} and links ask for matters only between applications of one
   * node. A name in {@link Application#startAfter()} may therefore belong to an application of
   * another node, or of none; it is kept, and planning passes over it.
   *
   * @param envFiles where the content of Compose's {@code env_file}s comes from
   * @throws ProblemException with all problems of both files
   */
  public static Configuration read(
      SourceFile deployment, SourceFile applications, EnvFiles envFiles) {
    Problems problems = new Problems();
    List<NodePlan> plans =
        TreeReader.read(deployment.name(), deployment.text(), problems)
            .map(DeploymentReader::read)
            .orElse(List.of());
    Applications declared =
        TreeReader.read(applications.name(), applications.text(), problems)
            .map(root -> ApplicationsReader.read(root, envFiles))
            .orElse(Applications.UNKNOWN);
    new ConfigurationCheck(plans, declared, problems).run();
    problems.throwIfAny();
    return configuration(plans, declared);
  }

  private static Configuration configuration(List<NodePlan> plans, Applications declared) {
    Map<ApplicationName, Application> byName =
        declared.drafts().stream()
            .map(Draft::toApplication)
            .collect(Collectors.toMap(Application::name, Function.identity()));
    SortedMap<NodeName, List<Application>> nodes = new TreeMap<>();
    for (NodePlan plan : plans) {
      nodes.put(
          plan.node(), plan.applications().stream().map(Located::value).map(byName::get).toList());
    }
    return Configuration.of(nodes);
  }
}
