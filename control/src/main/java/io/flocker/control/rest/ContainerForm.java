package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.control.model.Container;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A container as clients write and read it. */
final class ContainerForm {

  private static final int LARGEST_PORT = 65_535;

  /** All that a client may say of a new container. */
  static final Set<String> FIELDS =
      Set.of(
          "node_uuid",
          "name",
          "image",
          "ports",
          "links",
          "volumes",
          "environment",
          "restart_policy",
          "cpu_shares",
          "memory_limit",
          "swappiness",
          "command_line");

  private ContainerForm() {}

  /** Reads what a client wants; what it gives counts only after {@link Body#check}. */
  static Application read(Body body) {
    Application plain =
        Application.of(
            name(body).map(ApplicationName::value).orElse("none"),
            body.checkedText("image", ImageReference::parse)
                .map(ImageReference::toString)
                .orElse("none"));
    body.integer("swappiness", 0, 100);
    return new Application(
        plain.name(),
        plain.image(),
        new TreeSet<>(
            body.objects("ports", Set.of("internal", "external")).stream()
                .flatMap(port -> port(port).stream())
                .toList()),
        new TreeSet<>(
            body.objects("links", Set.of("alias", "local_port", "remote_port")).stream()
                .flatMap(link -> link(link).stream())
                .toList()),
        body.objects("volumes", Set.of("dataset_id", "mountpoint")).stream()
            .flatMap(volume -> volume(volume).stream())
            .toList(),
        new TreeMap<>(body.texts("environment")),
        new TreeMap<>(Map.of()),
        process(body.listOfTexts("command_line")),
        new Limits(
            body.integer("memory_limit", 1, Long.MAX_VALUE).map(Size::new),
            body.integer("cpu_shares", 1, 1024).map(Long::intValue),
            Optional.empty()),
        body.object("restart_policy", Set.of("name", "maximum_retry_count"))
            .map(ContainerForm::policy)
            .orElse(new RestartPolicy.Never()),
        new TreeSet<>());
  }

  /** Docker once put a slash before every name. */
  private static Optional<ApplicationName> name(Body body) {
    return body.checkedText(
        "name", text -> new ApplicationName(text.startsWith("/") ? text.substring(1) : text));
  }

  private static Optional<Port> port(Body port) {
    Optional<Long> internal = port.requiredInteger("internal", 1, LARGEST_PORT);
    Optional<Long> external = port.requiredInteger("external", 1, LARGEST_PORT);
    return internal.flatMap(in -> external.map(out -> new Port(in.intValue(), out.intValue())));
  }

  private static Optional<Link> link(Body link) {
    Optional<String> alias = link.checkedText("alias", text -> text);
    Optional<Long> local = link.requiredInteger("local_port", 1, LARGEST_PORT);
    Optional<Long> remote = link.requiredInteger("remote_port", 1, LARGEST_PORT);
    return alias.flatMap(name ->
        local.flatMap(from -> remote.map(to -> new Link(name, from.intValue(), to.intValue()))));
  }

  private static Optional<Volume> volume(Body volume) {
    var dataset = volume.requiredDatasetId("dataset_id");
    return volume.checkedText("mountpoint", path -> new Volume(dataset, path, Optional.empty()));
  }

  private static ContainerProcess process(Optional<List<String>> command) {
    return new ContainerProcess(
        Optional.empty(),
        command,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static RestartPolicy policy(Body policy) {
    Optional<String> name =
        policy.checkedText(
            "name",
            text -> {
              if (!Set.of("never", "always", "on-failure").contains(text)) {
                throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: never, always or on-failure)");
              }
              return text;
            });
    Optional<Long> most = policy.integer("maximum_retry_count", 1, Integer.MAX_VALUE);
    String chosen = name.orElse("never");
    if (most.isPresent() && !chosen.equals("on-failure")) {
      policy.violation("maximum_retry_count", "only on-failure has one");
    }
    return switch (chosen) {
      case "always" -> new RestartPolicy.Always();
      case "on-failure" ->
          new RestartPolicy.OnFailure(
              most.map(count -> OptionalInt.of(count.intValue())).orElse(OptionalInt.empty()));
      default -> new RestartPolicy.Never();
    };
  }

  /** What is configured, in the original's form. */
  static ObjectNode write(Container container) {
    Application application = container.application();
    ObjectNode form =
        Json.object()
            .put("node_uuid", container.node().toString())
            .put("name", container.key())
            .put("image", application.image().toString());
    form.set("restart_policy", write(application.restartPolicy()));
    ArrayNode volumes = form.putArray("volumes");
    application
        .volumes()
        .forEach(volume ->
            volumes
                .addObject()
                .put("dataset_id", volume.dataset().toString())
                .put("mountpoint", volume.mountpoint()));
    ArrayNode ports = form.putArray("ports");
    application
        .ports()
        .forEach(port ->
            ports.addObject().put("internal", port.internal()).put("external", port.external()));
    ArrayNode links = form.putArray("links");
    application
        .links()
        .forEach(link ->
            links
                .addObject()
                .put("alias", link.alias())
                .put("local_port", link.localPort())
                .put("remote_port", link.remotePort()));
    ObjectNode environment = form.putObject("environment");
    application.environment().forEach(environment::put);
    application.limits().memory().ifPresent(memory -> form.put("memory_limit", memory.bytes()));
    application.limits().cpuShares().ifPresent(shares -> form.put("cpu_shares", shares));
    application
        .process()
        .command()
        .ifPresent(words -> words.forEach(form.putArray("command_line")::add));
    // The original says nothing about what a container does not have.
    Stream.of("volumes", "ports", "links", "environment")
        .filter(name -> form.get(name).isEmpty())
        .forEach(form::remove);
    return form;
  }

  private static ObjectNode write(RestartPolicy policy) {
    return switch (policy) {
      case RestartPolicy.Never _ -> Json.object().put("name", "never");
      case RestartPolicy.Always _ -> Json.object().put("name", "always");
      case RestartPolicy.OnFailure failure -> {
        ObjectNode form = Json.object().put("name", "on-failure");
        failure.maximumRetryCount().ifPresent(count -> form.put("maximum_retry_count", count));
        yield form;
      }
    };
  }
}
