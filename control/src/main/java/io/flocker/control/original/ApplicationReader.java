package io.flocker.control.original;

import io.flocker.control.model.FieldRules;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads one container of the original. */
final class ApplicationReader {

  private final List<String> notes;

  ApplicationReader(List<String> notes) {
    this.notes = notes;
  }

  Optional<Application> read(Part part) {
    Optional<ApplicationName> name = name(part.field("name"));
    Optional<ImageReference> image = image(part.field("image"));
    NavigableSet<Port> ports = ports(part.field("ports"));
    NavigableSet<Link> links = links(part.field("links"));
    List<Volume> volumes = volumes(part.field("volume"));
    NavigableMap<String, String> environment = environment(part.field("environment"));
    ContainerProcess process = process(part.field("command_line"));
    Limits limits = limits(part);
    RestartPolicy policy = policy(part.field("restart_policy"));
    Part swappiness = part.field("swappiness");
    if (!swappiness.isAbsent() && swappiness.small().filter(value -> value != 0).isPresent()) {
      notes.add(swappiness.place() + ": swappiness is left out: Docker no longer has it");
    }
    if (name.isEmpty() || image.isEmpty()) {
      return Optional.empty();
    }
    Application application =
        new Application(
            name.get(),
            image.get(),
            ports,
            links,
            volumes,
            environment,
            new TreeMap<>(),
            process,
            limits,
            policy,
            new TreeSet<>());
    FieldRules.application(application).forEach(part::problem);
    return Optional.of(application);
  }

  /** A value that says itself what is wrong with it. */
  private static <T> Optional<T> checked(Part part, Supplier<T> value) {
    try {
      return Optional.of(value.get());
    } catch (IllegalArgumentException e) {
      part.problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Docker once put a slash before every name, and so did clients of the original. */
  private static Optional<ApplicationName> name(Part part) {
    return part.text()
        .map(text -> text.startsWith("/") ? text.substring(1) : text)
        .flatMap(text -> checked(part, () -> new ApplicationName(text)));
  }

  private static Optional<ImageReference> image(Part part) {
    Optional<String> repository = part.field("repository").text();
    Part tag = part.field("tag");
    Optional<String> tagText = tag.isAbsent() ? Optional.of("latest") : tag.text();
    return repository.flatMap(name ->
        tagText.flatMap(
            version -> checked(part, () -> ImageReference.parse(name + ":" + version))));
  }

  private static NavigableSet<Port> ports(Part part) {
    NavigableSet<Port> ports = new TreeSet<>();
    for (Part one : part.elements()) {
      Optional<Integer> internal = one.field("internal_port").small();
      Optional<Integer> external = one.field("external_port").small();
      if (internal.isPresent() && external.isPresent()) {
        checked(one, () -> new Port(internal.get(), external.get())).ifPresent(ports::add);
      }
    }
    return ports;
  }

  private static NavigableSet<Link> links(Part part) {
    NavigableSet<Link> links = new TreeSet<>();
    for (Part one : part.elements()) {
      Optional<Integer> local = one.field("local_port").small();
      Optional<Integer> remote = one.field("remote_port").small();
      Optional<String> alias = one.field("alias").text();
      if (local.isPresent() && remote.isPresent() && alias.isPresent()) {
        links.add(new Link(alias.get(), local.get(), remote.get()));
      }
    }
    return links;
  }

  private static List<Volume> volumes(Part part) {
    List<Volume> volumes = new ArrayList<>();
    if (part.isAbsent()) {
      return volumes;
    }
    Part dataset = part.field("manifestation").field("dataset");
    Optional<DatasetId> id = dataset.field("dataset_id").uuid().map(DatasetId::new);
    Part mountpoint = part.field("mountpoint").field("path");
    Optional<String> path = mountpoint.text();
    Optional<Size> size = DeploymentReader.size(dataset.field("maximum_size"));
    if (id.isPresent() && path.isPresent()) {
      checked(mountpoint, () -> new Volume(id.get(), path.get(), size)).ifPresent(volumes::add);
    }
    return volumes;
  }

  private static NavigableMap<String, String> environment(Part part) {
    NavigableMap<String, String> environment = new TreeMap<>();
    for (Part.Pair pair : part.pairs()) {
      pair.value().text().ifPresent(text -> environment.put(pair.key(), text));
    }
    return environment;
  }

  private static ContainerProcess process(Part commandLine) {
    if (commandLine.isAbsent()) {
      return ContainerProcess.OF_IMAGE;
    }
    List<String> words =
        commandLine.elements().stream().map(Part::text).flatMap(Optional::stream).toList();
    return new ContainerProcess(
        Optional.empty(),
        Optional.of(words),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Limits limits(Part part) {
    Part memory = part.field("memory_limit");
    Part shares = part.field("cpu_shares");
    return new Limits(
        memory.isAbsent()
            ? Optional.empty()
            : memory.integer().flatMap(bytes -> checked(memory, () -> new Size(bytes))),
        shares.isAbsent() ? Optional.empty() : shares.small(),
        Optional.empty());
  }

  private static RestartPolicy policy(Part part) {
    return switch (part.type()) {
      case "RestartAlways" -> new RestartPolicy.Always();
      case "RestartOnFailure" -> {
        Part most = part.field("maximum_retry_count");
        yield new RestartPolicy.OnFailure(
            most.isAbsent()
                ? OptionalInt.empty()
                : most.small().map(OptionalInt::of).orElse(OptionalInt.empty()));
      }
      case "RestartNever" -> new RestartPolicy.Never();
      default -> {
        if (!part.isAbsent()) {
          part.wrong("RestartNever, RestartAlways or RestartOnFailure");
        }
        yield new RestartPolicy.Never();
      }
    };
  }
}
