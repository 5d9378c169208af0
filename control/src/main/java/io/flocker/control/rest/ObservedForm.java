package io.flocker.control.rest;

import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.model.Container;
import io.flocker.core.model.Application;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.Limits;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.SpecificationDigest;
import io.flocker.core.state.ObservedContainer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A container that was found, in the words of one that is wanted. Found is only some of it; of the
 * rest, a container carries digests. Each part that has the digest of what is wanted is what is
 * wanted; any other part is left out, since nobody knows what it is.
 */
final class ObservedForm {

  private final SortedMap<String, String> found;
  private final SortedMap<String, String> wanted;

  private ObservedForm(SortedMap<String, String> found, SortedMap<String, String> wanted) {
    this.found = found;
    this.wanted = wanted;
  }

  static Container of(NodeSnapshot node, ObservedContainer observed, Optional<Container> wanted) {
    Application hint =
        wanted
            .map(Container::application)
            .orElseGet(() -> Application.of(observed.name().value(), "none"));
    // Links name the node that the container is on.
    NodeName host =
        new NodeName(
            node.containerAgent().map(AgentLink::host).orElseGet(() -> node.id().toString()));
    ObservedForm form =
        new ObservedForm(observed.specification(), SpecificationDigest.of(hint, host));
    return new Container(
        node.id(), form.application(observed, hint), 1, Instant.EPOCH, Instant.EPOCH);
  }

  private Application application(ObservedContainer observed, Application hint) {
    return new Application(
        observed.name(),
        observed.image(),
        observed.ports(),
        isAsWanted("links") ? hint.links() : new TreeSet<>(),
        isAsWanted("volumes") ? hint.volumes() : List.of(),
        isAsWanted("environment") ? hint.environment() : new TreeMap<>(),
        new TreeMap<>(),
        isAsWanted("process") ? hint.process() : ContainerProcess.OF_IMAGE,
        isAsWanted("limits") ? hint.limits() : Limits.NONE,
        observed.restartPolicy(),
        new TreeSet<>());
  }

  private boolean isAsWanted(String part) {
    return found.containsKey(part) && found.get(part).equals(wanted.get(part));
  }
}
