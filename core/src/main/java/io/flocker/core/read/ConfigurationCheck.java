package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.read.DeploymentReader.NodePlan;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Spot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold between the parts of a configuration, each of which is well-formed by itself:
 * names that lead somewhere, and nothing wanted in two places. Works on drafts, so that it finds
 * what is wrong even beside other problems.
 */
final class ConfigurationCheck {

  private final List<NodePlan> plans;
  private final Applications applications;
  private final Problems problems;
  private final Set<ApplicationName> placed = new HashSet<>();

  /** The first owner of something that may have only one. */
  private record Claim(Draft draft, Spot spot) {}

  ConfigurationCheck(List<NodePlan> plans, Applications applications, Problems problems) {
    this.plans = plans;
    this.applications = applications;
    this.problems = problems;
  }

  /** Notes everything that does not fit together. */
  void run() {
    checkPlacements();
    checkExternalPorts();
    checkDatasets();
    applications.drafts().forEach(this::checkMountpoints);
    applications.drafts().forEach(this::checkLinkVariables);
    checkDependencies();
    new CycleCheck(applications.drafts(), placed, problems).run();
  }

  private void checkPlacements() {
    Map<ApplicationName, NodeName> nodes = new HashMap<>();
    Map<ApplicationName, Spot> spots = new HashMap<>();
    for (NodePlan plan : plans) {
      for (Located<ApplicationName> application : plan.applications()) {
        placed.add(application.value());
        checkDeclared(application, "write the name of an application of the application file");
        NodeName earlier = nodes.putIfAbsent(application.value(), plan.node());
        Spot first = spots.putIfAbsent(application.value(), application.spot());
        if (earlier != null && first != null) {
          notePlacedTwice(application, plan.node(), earlier, first);
        }
      }
    }
  }

  private void notePlacedTwice(
      Located<ApplicationName> application, NodeName node, NodeName earlier, Spot first) {
    String name = Shown.quoted(application.value().value());
    problems.add(
        application.spot(),
        node.equals(earlier)
            ? name + " is listed twice on node " + node + "; first at " + first.place()
            : name
                + " is listed on two nodes, "
                + earlier
                + " and "
                + node
                + "; first at "
                + first.place(),
        "list it once; an application runs in one place");
  }

  private void checkDependencies() {
    for (Draft draft : applications.drafts()) {
      draft.startAfter().forEach(name -> checkDeclared(name, "write the name of another one"));
    }
  }

  private void checkDeclared(Located<ApplicationName> name, String remedy) {
    Optional<Set<String>> declared = applications.declared();
    if (declared.isPresent() && !declared.get().contains(name.value().value())) {
      problems.add(
          name.spot(),
          "the application " + Shown.quoted(name.value().value()) + " is not defined",
          remedy);
    }
  }

  /** Every node of the cluster listens on every external port, so one port has one application. */
  private void checkExternalPorts() {
    Map<Integer, Claim> claims = new HashMap<>();
    for (Draft draft : applications.drafts()) {
      if (!placed.contains(draft.name())) {
        continue;
      }
      for (Located<Port> port : draft.ports()) {
        int external = port.value().external();
        Claim earlier = claims.putIfAbsent(external, new Claim(draft, port.spot()));
        if (earlier != null) {
          problems.add(
              port.spot(),
              "the external port " + external + " of " + twice(draft, earlier),
              "choose another external port for one of them");
        }
      }
    }
  }

  /** Two containers on one dataset would both write it, and could never run on different nodes. */
  private void checkDatasets() {
    Map<DatasetId, Claim> claims = new HashMap<>();
    for (Draft draft : applications.drafts()) {
      for (Located<Volume> volume : draft.volumes()) {
        DatasetId dataset = volume.value().dataset();
        Claim earlier = claims.putIfAbsent(dataset, new Claim(draft, volume.spot()));
        if (earlier != null) {
          problems.add(
              volume.spot(),
              "the dataset " + dataset + " of " + twice(draft, earlier),
              "give each volume a dataset of its own");
        }
      }
    }
  }

  private static String twice(Draft draft, Claim earlier) {
    String first = earlier.spot().place();
    return draft.equals(earlier.draft())
        ? "application '" + draft.name() + "' is used twice; first at " + first
        : "application '"
            + draft.name()
            + "' is already used by application '"
            + earlier.draft().name()
            + "' at "
            + first;
  }

  private void checkMountpoints(Draft draft) {
    Map<String, Spot> claims = new HashMap<>();
    for (Located<Volume> volume : draft.volumes()) {
      String mountpoint = volume.value().mountpoint();
      Spot earlier = claims.putIfAbsent(mountpoint, volume.spot());
      if (earlier != null) {
        problems.add(
            volume.spot(),
            "application '"
                + draft.name()
                + "' mounts two volumes at "
                + Shown.quoted(mountpoint)
                + "; first at "
                + earlier.place(),
            "choose another mountpoint for one of them");
      }
    }
  }

  /** Alias and local port make the names of a link's variables, so the pair must be unique. */
  private void checkLinkVariables(Draft draft) {
    Map<String, Spot> claims = new HashMap<>();
    for (Located<Link> located : draft.links()) {
      Link link = located.value();
      String prefix = link.alias().toUpperCase(Locale.ROOT).replace('-', '_');
      Spot earlier = claims.putIfAbsent(prefix + ":" + link.localPort(), located.spot());
      if (earlier != null) {
        problems.add(
            located.spot(),
            "a second link with the alias "
                + Shown.quoted(link.alias())
                + " and the local port "
                + link.localPort()
                + " would set the same variables; first at "
                + earlier.place(),
            "choose another alias; case, and '-' or '_', make no difference");
      }
    }
  }
}
