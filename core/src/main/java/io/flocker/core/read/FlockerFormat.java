package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Flocker's own application format, version 1. */
final class FlockerFormat {

  private static final Set<String> KEYS =
      Set.of(
          "image",
          "ports",
          "links",
          "volume",
          "volumes",
          "environment",
          "mem_limit",
          "cpu_shares",
          "restart_policy");
  private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,99}");
  static final int HIGHEST_PORT = 65_535;
  static final int HIGHEST_CPU_SHARES = 262_144;

  private FlockerFormat() {}

  static Applications read(Fields root) {
    Versions.requireOne(root);
    root.refuseOthers(Versions.withExtensions(root, Set.of("version", "applications")));
    String remedy = "write the applications below it, each name followed by a mapping";
    return root.require("applications", remedy)
        .flatMap(value -> value.fields(remedy))
        .map(FlockerFormat::applications)
        .orElse(Applications.UNKNOWN);
  }

  private static Applications applications(Fields applications) {
    return Applications.read(
        applications,
        "write at least image: below the name",
        (field, name, fields) -> Optional.of(application(field, name, fields)));
  }

  private static Draft application(Field field, ApplicationName name, Fields fields) {
    fields.refuseOthers(KEYS);
    Optional<ImageReference> image =
        fields.require("image", "write image: repository[:tag]").flatMap(Texts::image);
    return new Draft(
        field.spot(),
        name,
        image,
        fields.get("ports").map(FlockerFormat::ports).orElse(List.of()),
        fields.get("links").map(FlockerFormat::links).orElse(List.of()),
        new FlockerVolumes(name).read(fields),
        fields.get("environment").map(Environment::mapping).orElse(Map.of()),
        Map.of(),
        ContainerProcess.OF_IMAGE,
        limits(fields),
        fields
            .get("restart_policy")
            .flatMap(FlockerFormat::restartPolicy)
            .orElse(new RestartPolicy.Never()),
        List.of());
  }

  private static List<Located<Port>> ports(Value value) {
    String remedy = "write a list such as [{internal: 80, external: 8080}]";
    List<Located<Port>> ports = new ArrayList<>();
    for (Value item : value.list(remedy).orElse(List.of())) {
      item.fields("write {internal: 80, external: 8080}")
          .flatMap(FlockerFormat::port)
          .map(item::at)
          .ifPresent(ports::add);
    }
    return ports;
  }

  private static Optional<Port> port(Fields fields) {
    fields.refuseOthers(Set.of("internal", "external"));
    Optional<Integer> internal = portNumber(fields, "internal", "the port inside the container");
    Optional<Integer> external = portNumber(fields, "external", "the port on every node");
    return internal.flatMap(inside -> external.map(outside -> new Port(inside, outside)));
  }

  private static Optional<Integer> portNumber(Fields fields, String key, String meaning) {
    String remedy = "write " + key + ": and " + meaning + ", 1 to " + HIGHEST_PORT;
    return fields
        .require(key, remedy)
        .flatMap(value -> value.integer(1, HIGHEST_PORT, remedy))
        .map(Long::intValue);
  }

  private static List<Located<Link>> links(Value value) {
    String remedy = "write a list such as [{local_port: 5432, remote_port: 15432, alias: db}]";
    List<Located<Link>> links = new ArrayList<>();
    for (Value item : value.list(remedy).orElse(List.of())) {
      item.fields("write {local_port: 5432, remote_port: 15432, alias: db}")
          .flatMap(FlockerFormat::link)
          .map(item::at)
          .ifPresent(links::add);
    }
    return links;
  }

  private static Optional<Link> link(Fields fields) {
    fields.refuseOthers(Set.of("local_port", "remote_port", "alias"));
    Optional<Integer> local =
        portNumber(fields, "local_port", "the port that the container believes to use");
    Optional<Integer> remote =
        portNumber(fields, "remote_port", "the external port of the other application");
    String remedy = "write alias: and the name for the other application";
    Optional<String> alias = fields.require("alias", remedy).flatMap(FlockerFormat::alias);
    return local.flatMap(from -> remote.flatMap(to -> alias.map(name -> new Link(name, from, to))));
  }

  private static Optional<String> alias(Value value) {
    Optional<String> alias = value.string("write a name such as db");
    return alias.flatMap(text -> alias(text, value));
  }

  /** An alias becomes part of the names of environment variables. */
  static Optional<String> alias(String text, Value value) {
    if (ALIAS.matcher(text).matches()) {
      return Optional.of(text);
    }
    value.problem(
        "the alias " + Shown.quoted(text) + " cannot be part of a variable's name",
        "use letters, digits, '_', '.' and '-'");
    return Optional.empty();
  }

  private static Limits limits(Fields fields) {
    return new Limits(
        fields
            .get("mem_limit")
            .flatMap(v -> v.integer(1, Long.MAX_VALUE, "write a number of bytes, at least 1"))
            .map(Size::new),
        fields.get("cpu_shares").flatMap(FlockerFormat::cpuShares),
        Optional.empty());
  }

  static Optional<Integer> cpuShares(Value value) {
    return value
        .integer(1, HIGHEST_CPU_SHARES, "write a weight; 1024 is what others have by default")
        .map(Long::intValue);
  }

  private static Optional<RestartPolicy> restartPolicy(Value value) {
    return value
        .fields("write {name: always}, {name: never} or {name: on-failure}")
        .flatMap(FlockerFormat::restartPolicy);
  }

  private static Optional<RestartPolicy> restartPolicy(Fields fields) {
    String remedy = "write name: and one of always, never, on-failure";
    Optional<Value> value = fields.require("name", remedy);
    String name = value.flatMap(v -> v.string(remedy)).orElse("");
    switch (name) {
      case "always", "never" ->
          fields.refuseOthers(
              Set.of("name"),
              Map.of(
                  "maximum_retry_count",
                  "only on-failure counts; remove it or use name: on-failure"));
      case "on-failure" -> fields.refuseOthers(Set.of("name", "maximum_retry_count"));
      case "" -> value.filter(Value::isString).ifPresent(v -> v.problem("is empty", remedy));
      default ->
          value.ifPresent(v -> v.problem(Shown.quoted(name) + " is not a restart policy", remedy));
    }
    return switch (name) {
      case "always" -> Optional.of(new RestartPolicy.Always());
      case "never" -> Optional.of(new RestartPolicy.Never());
      case "on-failure" -> Optional.of(new RestartPolicy.OnFailure(retries(fields)));
      default -> Optional.empty();
    };
  }

  private static OptionalInt retries(Fields fields) {
    Optional<Long> count =
        fields
            .get("maximum_retry_count")
            .filter(value -> !value.isNull())
            .flatMap(v -> v.integer(1, Integer.MAX_VALUE, "write how often to try, at least 1"));
    return count.map(Long::intValue).map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
