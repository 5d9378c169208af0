package io.flocker.core.read;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Volume;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Spot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What could be read of one application, with places, so that it can be checked against the others
 * even if some of it is wrong.
 *
 * @param spot where its name is written
 * @param image empty only if a problem has been noted
 */
record Draft(
    Spot spot,
    ApplicationName name,
    Optional<ImageReference> image,
    List<Located<Port>> ports,
    List<Located<Link>> links,
    List<Located<Volume>> volumes,
    Map<String, String> environment,
    Map<String, String> labels,
    ContainerProcess process,
    Limits limits,
    RestartPolicy restartPolicy,
    List<Located<ApplicationName>> startAfter) {

  Draft {
    ports = List.copyOf(ports);
    links = List.copyOf(links);
    volumes = List.copyOf(volumes);
    environment = Map.copyOf(environment);
    labels = Map.copyOf(labels);
    startAfter = List.copyOf(startAfter);
  }

  Draft withLinks(List<Located<Link>> newLinks, List<Located<ApplicationName>> newStartAfter) {
    return new Draft(
        spot,
        name,
        image,
        ports,
        newLinks,
        volumes,
        environment,
        labels,
        process,
        limits,
        restartPolicy,
        newStartAfter);
  }

  /** The finished value; only for a draft without problems. */
  Application toApplication() {
    return new Application(
        name,
        image.orElseThrow(),
        new TreeSet<>(values(ports)),
        new TreeSet<>(values(links)),
        values(volumes),
        new TreeMap<>(environment),
        new TreeMap<>(labels),
        process,
        limits,
        restartPolicy,
        new TreeSet<>(values(startAfter)));
  }

  private static <T> List<T> values(List<Located<T>> located) {
    return located.stream().map(Located::value).toList();
  }
}
