package io.flocker.core.state;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A container of ours as a node finds it.
 *
 * @param running whether its process runs now
 * @param restarting whether Docker's restart policy will start it again by itself
 * @param specification from a label: the digest of each part of the wish that it was made from (see
 *     {@code SpecificationDigest}); empty for a container that carries none
 * @param volumePaths paths on the node that are mounted into it
 */
public record ObservedContainer(
    ApplicationName name,
    ImageReference image,
    boolean running,
    boolean restarting,
    SortedSet<Port> ports,
    RestartPolicy restartPolicy,
    SortedMap<String, String> specification,
    List<String> volumePaths) {

  public ObservedContainer {
    ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    specification = Collections.unmodifiableSortedMap(new TreeMap<>(specification));
    volumePaths = List.copyOf(volumePaths);
  }
}
