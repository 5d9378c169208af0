package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Link;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Links as Fig and Compose write them, to an application by its name: one link for each port of
 * that application, which is also started first where both are on one node.
 */
final class ServiceLinks {

  /** A link to all ports of {@code target}. */
  record ServiceLink(String target, String alias) {}

  private final Problems problems;
  private final Map<ApplicationName, List<Located<ServiceLink>>> wanted = new HashMap<>();

  ServiceLinks(Problems problems) {
    this.problems = problems;
  }

  /** Reads the list of links of {@code application}, to be resolved when all are known. */
  void read(ApplicationName application, Value value) {
    List<Located<ServiceLink>> links = new ArrayList<>();
    for (Value item :
        value.list("write a list such as [\"db\", \"cache:store\"]").orElse(List.of())) {
      link(item).map(item::at).ifPresent(links::add);
    }
    wanted.put(application, links);
  }

  private static Optional<ServiceLink> link(Value item) {
    String remedy = "write NAME or NAME:ALIAS";
    Optional<String> text = item.string(remedy);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.get().split(":", -1);
    if (parts.length > 2 || parts[0].isEmpty()) {
      item.problem(Shown.quoted(text.get()) + " is not a link", remedy);
      return Optional.empty();
    }
    return FlockerFormat.alias(parts[parts.length - 1], item)
        .map(alias -> new ServiceLink(parts[0], alias));
  }

  /** The applications with their links; {@code portless} says whether a link may lead nowhere. */
  Applications resolve(Applications applications, boolean portless) {
    Map<String, Draft> targets = new HashMap<>();
    applications.drafts().forEach(draft -> targets.put(draft.name().value(), draft));
    return new Applications(
        applications.drafts().stream()
            .map(draft -> resolve(draft, applications, targets, portless))
            .toList(),
        applications.declared());
  }

  private Draft resolve(
      Draft draft, Applications applications, Map<String, Draft> targets, boolean portless) {
    List<Located<Link>> links = new ArrayList<>(draft.links());
    List<Located<ApplicationName>> startAfter = new ArrayList<>(draft.startAfter());
    for (Located<ServiceLink> link : wanted.getOrDefault(draft.name(), List.of())) {
      Draft target = targets.get(link.value().target());
      if (target == null) {
        noteUnknown(link, applications);
        continue;
      }
      if (target.ports().isEmpty() && !portless) {
        problems.add(
            link.spot(),
            "the link leads to "
                + Shown.quoted(link.value().target())
                + ", which publishes no port",
            "give that application ports:, or name it in depends_on: for the order alone");
      }
      startAfter.add(new Located<>(target.name(), link.spot()));
      for (var port : target.ports()) {
        Link resolved =
            new Link(link.value().alias(), port.value().internal(), port.value().external());
        links.add(new Located<>(resolved, link.spot()));
      }
    }
    return draft.withLinks(links, startAfter);
  }

  private void noteUnknown(Located<ServiceLink> link, Applications applications) {
    String target = link.value().target();
    // One that is declared but could not be read has a problem of its own already.
    if (!applications.declared().map(names -> names.contains(target)).orElse(true)) {
      problems.add(
          link.spot(),
          "the link leads to " + Shown.quoted(target) + ", which is not in this file",
          "write the name of an application of this file");
    }
  }
}
