package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One service of a Compose file. */
final class ComposeService {

  private static final Set<String> KEYS =
      Set.of(
          "image",
          "command",
          "entrypoint",
          "environment",
          "env_file",
          "ports",
          "volumes",
          "depends_on",
          "links",
          "restart",
          "mem_limit",
          "cpu_shares",
          "cpus",
          "deploy",
          "healthcheck",
          "labels",
          "stop_grace_period",
          "user",
          "working_dir");
  private static final Pattern ON_FAILURE = Pattern.compile("on-failure(?::([0-9]{1,9}))?");
  private static final String OWN_LABELS = "io.flocker.";

  private final ComposeVolumes volumes;
  private final ServiceLinks links;
  private final EnvFiles envFiles;

  ComposeService(ComposeVolumes volumes, ServiceLinks links, EnvFiles envFiles) {
    this.volumes = volumes;
    this.links = links;
    this.envFiles = envFiles;
  }

  Draft read(Field field, ApplicationName name, Fields fields) {
    fields.refuseOthers(Versions.withExtensions(fields, KEYS), ComposeRefusals.SERVICE);
    if (!fields.has("build")) {
      fields.require("image", "write image: repository[:tag]");
    }
    fields.get("links").ifPresent(value -> links.read(name, value));
    return new Draft(
        field.spot(),
        name,
        fields.get("image").flatMap(Texts::image),
        fields.get("ports").map(ComposePorts::read).orElse(List.of()),
        List.of(),
        fields.get("volumes").map(volumes::read).orElse(List.of()),
        environment(fields),
        fields.get("labels").map(ComposeService::labels).orElse(Map.of()),
        process(fields),
        ComposeLimits.read(fields),
        fields.get("restart").flatMap(ComposeService::restart).orElse(new RestartPolicy.Never()),
        fields.get("depends_on").map(ComposeService::dependsOn).orElse(List.of()));
  }

  private Map<String, String> environment(Fields fields) {
    Map<String, String> variables = new LinkedHashMap<>();
    fields.get("env_file").map(v -> ComposeEnvFiles.read(v, envFiles)).ifPresent(variables::putAll);
    fields.get("environment").map(ComposeService::environment).ifPresent(variables::putAll);
    return variables;
  }

  private static Map<String, String> environment(Value value) {
    return value.isList()
        ? Environment.list(value, false)
        : Environment.mapping(value, ComposeService::variable);
  }

  private static Optional<String> variable(Value value) {
    if (value.isNull()) {
      value.problem(
          "a variable without a value would take it from your shell, which nodes do not have",
          "write the value; \"\" for an empty one");
      return Optional.empty();
    }
    return value.textOrNumber("write the variable's value as a text");
  }

  private static Map<String, String> labels(Value value) {
    Map<String, String> labels =
        value.isList()
            ? Environment.list(value, true)
            : Environment.mapping(value, ComposeService::labelText);
    labels.keySet().stream()
        .filter(label -> label.startsWith(OWN_LABELS))
        .forEach(label ->
            value.problem(
                "the label " + Shown.quoted(label) + " would hide one of Flocker's own",
                "use labels that do not begin with " + OWN_LABELS));
    return labels;
  }

  private static Optional<String> labelText(Value value) {
    return value.isNull()
        ? Optional.of("")
        : value.textOrNumber("write the label's value as a text");
  }

  private static ContainerProcess process(Fields fields) {
    return new ContainerProcess(
        fields.get("entrypoint").flatMap(ShellWords::read),
        fields.get("command").flatMap(ShellWords::read),
        fields
            .get("working_dir")
            .flatMap(v -> Texts.containerPath(v, "write an absolute path inside the container")),
        fields.get("user").flatMap(ComposeService::user),
        fields.get("healthcheck").flatMap(ComposeHealthcheck::read),
        fields.get("stop_grace_period").flatMap(ComposeService::gracePeriod));
  }

  private static Optional<Duration> gracePeriod(Value value) {
    return Durations.read(value, Duration.ZERO);
  }

  private static Optional<String> user(Value value) {
    String remedy = "write a name or number, with an optional group, such as \"1000:1000\"";
    Optional<String> user = value.string(remedy);
    if (user.isPresent() && !user.get().matches("[a-zA-Z0-9_.-]{1,64}(:[a-zA-Z0-9_.-]{1,64})?")) {
      value.problem(Shown.quoted(user.get()) + " is not a user", remedy);
      return Optional.empty();
    }
    return user;
  }

  private static Optional<RestartPolicy> restart(Value value) {
    String remedy = "write \"no\", always, unless-stopped, on-failure or on-failure:COUNT";
    String text = value.string(remedy).orElse("");
    Matcher matcher = ON_FAILURE.matcher(text);
    if (matcher.matches()) {
      Optional<Integer> count = Optional.ofNullable(matcher.group(1)).map(Integer::valueOf);
      if (count.orElse(1) > 0) {
        return Optional.of(
            new RestartPolicy.OnFailure(count.map(OptionalInt::of).orElse(OptionalInt.empty())));
      }
    }
    return switch (text) {
      case "no" -> Optional.of(new RestartPolicy.Never());
      case "always", "unless-stopped" -> Optional.of(new RestartPolicy.Always());
      default -> {
        if (value.isString()) {
          value.problem(Shown.quoted(text) + " is not a restart policy", remedy);
        }
        yield Optional.empty();
      }
    };
  }

  private static List<Located<ApplicationName>> dependsOn(Value value) {
    List<Located<ApplicationName>> names = new ArrayList<>();
    String remedy = "write a list of services, such as [db]";
    if (!value.isMapping()) {
      for (Value item : value.list(remedy).orElse(List.of())) {
        item.string("write the name of a service")
            .flatMap(name -> Texts.applicationName(name, item.spot(), item))
            .map(item::at)
            .ifPresent(names::add);
      }
      return names;
    }
    for (Field field : value.fields(remedy).map(Fields::all).orElse(List.of())) {
      Texts.applicationName(field.key(), field.spot(), value)
          .map(name -> new Located<>(name, field.spot()))
          .ifPresent(names::add);
      field.value().fields("write {condition: service_started}").ifPresent(ComposeService::order);
    }
    return names;
  }

  private static void order(Fields fields) {
    fields.refuseOthers(
        Set.of("condition", "required"),
        Map.of("restart", "remove it; a container is not restarted because another one was"));
    String remedy =
        "write service_started; let the container itself wait until the other one is ready";
    Optional<Value> condition = fields.require("condition", remedy);
    condition
        .flatMap(value -> value.string(remedy))
        .filter(text -> !text.equals("service_started"))
        .ifPresent(
            text -> condition.get().problem(Shown.quoted(text) + " cannot be honoured", remedy));
    fields.get("required").ifPresent(value -> value.bool("write true or false"));
  }
}
