package io.flocker.core.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A container as it should be, wherever it runs. Immutable; collections are sorted, so that equal
 * wishes are equal values and have equal digests.
 *
 * @param environment as the user wrote it; the variables of {@code links} are not in it
 * @param startAfter applications on the same node that are started before this one
 */
public record Application(
    ApplicationName name,
    ImageReference image,
    SortedSet<Port> ports,
    SortedSet<Link> links,
    List<Volume> volumes,
    SortedMap<String, String> environment,
    SortedMap<String, String> labels,
    ContainerProcess process,
    Limits limits,
    RestartPolicy restartPolicy,
    SortedSet<ApplicationName> startAfter) {

  public Application {
    ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    links = Collections.unmodifiableSortedSet(new TreeSet<>(links));
    volumes = List.copyOf(volumes);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    startAfter = Collections.unmodifiableSortedSet(new TreeSet<>(startAfter));
  }

  /** An application with nothing but its name and image. */
  public static Application of(String name, String image) {
    return new Application(
        new ApplicationName(name),
        ImageReference.parse(image),
        new TreeSet<>(),
        new TreeSet<>(),
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        ContainerProcess.OF_IMAGE,
        Limits.NONE,
        new RestartPolicy.Never(),
        new TreeSet<>());
  }

  /** This application with these ports. */
  public Application withPorts(Set<Port> newPorts) {
    return new Application(
        name,
        image,
        new TreeSet<>(newPorts),
        links,
        volumes,
        environment,
        labels,
        process,
        limits,
        restartPolicy,
        startAfter);
  }

  /** This application with these volumes. */
  public Application withVolumes(List<Volume> newVolumes) {
    return new Application(
        name,
        image,
        ports,
        links,
        newVolumes,
        environment,
        labels,
        process,
        limits,
        restartPolicy,
        startAfter);
  }

  /** This application with this environment. */
  public Application withEnvironment(Map<String, String> newEnvironment) {
    return new Application(
        name,
        image,
        ports,
        links,
        volumes,
        new TreeMap<>(newEnvironment),
        labels,
        process,
        limits,
        restartPolicy,
        startAfter);
  }
}
