package io.flocker.node.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.flocker.core.model.Application;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.plan.SpecificationDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What our containers carry about the wish that they were made from. All that the engine's list of
 * containers leaves out (or forgets when a container stops) is here, so that one request tells
 * everything.
 *
 * @param specification see {@link SpecificationDigest}
 */
record Labels(
    SortedMap<String, String> specification,
    ImageReference image,
    SortedSet<Port> ports,
    RestartPolicy restartPolicy) {

  private static final String PREFIX = "io.flocker.";
  private static final String APPLICATION = PREFIX + "application";
  private static final String SPECIFICATION = PREFIX + "specification";
  private static final String IMAGE = PREFIX + "image";
  private static final String PORTS = PREFIX + "ports";
  private static final String RESTART_POLICY = PREFIX + "restart_policy";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** All labels of a container: the user's and ours. */
  static SortedMap<String, String> of(Application application, NodeName self) {
    SortedMap<String, String> labels = new TreeMap<>(application.labels());
    labels.put(APPLICATION, application.name().value());
    labels.put(SPECIFICATION, json(SpecificationDigest.of(application, self)));
    labels.put(IMAGE, application.image().toString());
    labels.put(
        PORTS,
        application.ports().stream()
            .map(port -> port.external() + ":" + port.internal())
            .collect(Collectors.joining(" ")));
    labels.put(RESTART_POLICY, RestartPolicies.text(application.restartPolicy()));
    return labels;
  }

  /** What the labels of an inspected container say, as {@link #read} has it. */
  static Optional<Labels> of(InspectContainerResponse container) {
    return Optional.ofNullable(container.getConfig().getLabels()).flatMap(Labels::read);
  }

  /** What the labels of a container say; empty if not all are there and as we write them. */
  static Optional<Labels> read(Map<String, String> labels) {
    String specification = labels.get(SPECIFICATION);
    String image = labels.get(IMAGE);
    String ports = labels.get(PORTS);
    String restartPolicy = labels.get(RESTART_POLICY);
    if (specification == null || image == null || ports == null || restartPolicy == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Labels(
              JSON.readValue(specification, new TypeReference<TreeMap<String, String>>() {}),
              ImageReference.parse(image),
              ports(ports),
              RestartPolicies.parse(restartPolicy)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static SortedSet<Port> ports(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(pair -> !pair.isEmpty())
        .map(Labels::port)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Port port(String pair) {
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("port: '" + pair + "' (expected: external:internal)");
    }
    return new Port(
        Integer.parseInt(pair.substring(colon + 1)), Integer.parseInt(pair.substring(0, colon)));
  }

  private static String json(SortedMap<String, String> digests) {
    try {
      return JSON.writeValueAsString(digests);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings can always be written", e);
    }
  }
}
