package io.flocker.node.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Port;
import io.flocker.core.state.ObservedContainer;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the engine's answers mean to us. */
final class Observation {

  private Observation() {}

  /** A container that carries our labels: the list tells the rest. */
  static ObservedContainer labelled(ApplicationName name, Container listed, Labels labels) {
    return new ObservedContainer(
        name,
        labels.image(),
        hasProcess(listed),
        isRestarting(listed),
        labels.ports(),
        labels.restartPolicy(),
        labels.specification(),
        volumePaths(listed));
  }

  /** A container of a release that wrote no labels: the rest is asked from the engine. */
  static ObservedContainer unlabelled(
      ApplicationName name, Container listed, InspectContainerResponse details) {
    return new ObservedContainer(
        name,
        image(details),
        hasProcess(listed),
        isRestarting(listed),
        ports(details.getHostConfig()),
        RestartPolicies.fromEngine(details.getHostConfig().getRestartPolicy()),
        new TreeMap<>(),
        volumePaths(listed));
  }

  /** A paused process holds its volumes as a running one does. */
  private static boolean hasProcess(Container listed) {
    return "running".equals(listed.getState()) || "paused".equals(listed.getState());
  }

  private static boolean isRestarting(Container listed) {
    return "restarting".equals(listed.getState());
  }

  private static ImageReference image(InspectContainerResponse details) {
    String text = Optional.ofNullable(details.getConfig().getImage()).orElse("");
    try {
      return ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      return new ImageReference(text, "", "");
    }
  }

  private static SortedSet<Port> ports(HostConfig config) {
    return Stream.ofNullable(config.getPortBindings())
        .flatMap(ports -> ports.getBindings().entrySet().stream())
        .flatMap(entry -> ports(entry.getKey(), entry.getValue()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<Port> ports(ExposedPort internal, Ports.Binding @Nullable [] bindings) {
    return Stream.ofNullable(bindings)
        .flatMap(Stream::of)
        .map(Ports.Binding::getHostPortSpec)
        .filter(spec -> spec != null && spec.matches("[1-9][0-9]{0,4}"))
        .map(spec -> new Port(internal.getPort(), Integer.parseInt(spec)));
  }

  /** Only what lies on the node: volumes of the engine have a name, other mounts no source. */
  private static List<String> volumePaths(Container listed) {
    return Optional.ofNullable(listed.getMounts()).orElse(List.of()).stream()
        .filter(mount -> isBlank(mount.getName()) && !isBlank(mount.getSource()))
        .map(ContainerMount::getSource)
        .sorted()
        .toList();
  }

  /** Names of the engine's volumes that are mounted into a container. */
  static Stream<String> volumeNames(Container listed) {
    return Optional.ofNullable(listed.getMounts()).orElse(List.of()).stream()
        .map(ContainerMount::getName)
        .filter(name -> !isBlank(name));
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
