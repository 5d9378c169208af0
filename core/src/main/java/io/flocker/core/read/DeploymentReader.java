package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Spot;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The deployment file: which applications run on which node. */
final class DeploymentReader {

  private static final String EXAMPLE = "\"192.0.2.11\": [web, db]";

  /** One node with the applications that it should run. */
  record NodePlan(NodeName node, List<Located<ApplicationName>> applications) {

    NodePlan {
      applications = List.copyOf(applications);
    }
  }

  private final Map<String, Field> seen = new LinkedHashMap<>();

  private DeploymentReader() {}

  static List<NodePlan> read(Value root) {
    return root.fields("write version: 1 and nodes:")
        .map(fields -> new DeploymentReader().nodes(fields))
        .orElse(List.of());
  }

  private List<NodePlan> nodes(Fields root) {
    Versions.requireOne(root);
    root.refuseOthers(Versions.withExtensions(root, Set.of("version", "nodes")));
    String remedy = "write a line for each node below it, such as " + EXAMPLE;
    List<NodePlan> plans = new ArrayList<>();
    root.require("nodes", remedy)
        .flatMap(value -> value.fields(remedy))
        .map(Fields::all)
        .orElse(List.of())
        .forEach(field -> node(field).ifPresent(plans::add));
    return plans;
  }

  private Optional<NodePlan> node(Field field) {
    List<Located<ApplicationName>> applications = new ArrayList<>();
    field
        .value()
        .list("write the names of its applications, such as " + EXAMPLE)
        .orElse(List.of())
        .forEach(item -> application(item).ifPresent(applications::add));
    return name(field).map(name -> new NodePlan(name, applications));
  }

  private static Optional<Located<ApplicationName>> application(Value item) {
    return item.string("write the name of an application")
        .flatMap(name -> Texts.applicationName(name, item.spot(), item))
        .map(item::at);
  }

  private Optional<NodeName> name(Field field) {
    Optional<String> canonical = Hosts.canonical(field.key());
    if (canonical.isEmpty()) {
      problem(
          field,
          Shown.quoted(field.key()) + " is neither an IP address nor a host name",
          "write an IPv4 address, an IPv6 address without brackets, or a host name");
      return Optional.empty();
    }
    Field earlier = seen.putIfAbsent(canonical.get(), field);
    if (earlier != null) {
      Spot first = earlier.spot();
      problem(
          field,
          "this is the node " + Shown.quoted(earlier.key()) + " of " + first.place() + " again",
          "list its applications in one place");
      return Optional.empty();
    }
    return Optional.of(new NodeName(field.key()));
  }

  private static void problem(Field field, String what, String remedy) {
    field.value().problems().add(field.spot(), what, remedy);
  }
}
