package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fig's format, which became version 1 of Compose: applications at the top level. */
final class FigFormat {

  private static final Set<String> KEYS =
      Set.of("image", "environment", "ports", "links", "volumes", "mem_limit");
  private static final Map<String, String> REASONS = reasons();
  private static final Pattern PORT = Pattern.compile("([0-9]{1,5}):([0-9]{1,5})");

  private final ServiceLinks links;

  private FigFormat(ServiceLinks links) {
    this.links = links;
  }

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    for (String key :
        List.of(
            "working_dir",
            "entrypoint",
            "user",
            "hostname",
            "domainname",
            "privileged",
            "dns",
            "net",
            "volumes_from",
            "expose",
            "command")) {
      reasons.put(key, "remove it; Fig files cannot set it here (today's Compose format has more)");
    }
    reasons.put("build", "build and push an image, and write image: with its name");
    return reasons;
  }

  static Applications read(Fields root) {
    ServiceLinks links = new ServiceLinks(root.owner().problems());
    FigFormat format = new FigFormat(links);
    Applications applications =
        Applications.read(
            root,
            "write the application's keys below its name, at least image:",
            (field, name, fields) -> Optional.of(format.application(field, name, fields)));
    return links.resolve(applications, true);
  }

  private Draft application(Field field, ApplicationName name, Fields fields) {
    fields.refuseOthers(KEYS, REASONS);
    if (!fields.has("build")) {
      fields.require("image", "write image: repository[:tag]");
    }
    fields.get("links").ifPresent(value -> links.read(name, value));
    return new Draft(
        field.spot(),
        name,
        fields.get("image").flatMap(Texts::image),
        fields.get("ports").map(FigFormat::ports).orElse(List.of()),
        List.of(),
        fields.get("volumes").map(value -> volumes(name, value)).orElse(List.of()),
        fields.get("environment").map(FigFormat::environment).orElse(Map.of()),
        Map.of(),
        ContainerProcess.OF_IMAGE,
        new Limits(
            fields
                .get("mem_limit")
                .flatMap(v -> v.integer(1, Long.MAX_VALUE, "write a number of bytes"))
                .map(Size::new),
            Optional.empty(),
            Optional.empty()),
        new RestartPolicy.Never(),
        List.of());
  }

  private static Map<String, String> environment(Value value) {
    return value.isList() ? Environment.list(value, true) : Environment.mapping(value);
  }

  private static List<Located<Port>> ports(Value value) {
    List<Located<Port>> ports = new ArrayList<>();
    for (Value item : value.list("write a list such as [\"8080:80\"]").orElse(List.of())) {
      port(item).map(item::at).ifPresent(ports::add);
    }
    return ports;
  }

  private static Optional<Port> port(Value item) {
    String remedy = "write \"EXTERNAL:INTERNAL\" with two TCP ports, such as \"8080:80\"";
    Optional<String> text = item.string(remedy);
    Optional<Matcher> matcher = text.map(PORT::matcher).filter(Matcher::matches);
    if (matcher.isPresent()) {
      int external = Integer.parseInt(matcher.get().group(1));
      int internal = Integer.parseInt(matcher.get().group(2));
      if (isPort(external) && isPort(internal)) {
        return Optional.of(new Port(internal, external));
      }
    }
    text.ifPresent(t -> item.problem(Shown.quoted(t) + " is not a pair of ports", remedy));
    return Optional.empty();
  }

  static boolean isPort(int number) {
    return number >= 1 && number <= FlockerFormat.HIGHEST_PORT;
  }

  private static List<Located<Volume>> volumes(ApplicationName name, Value value) {
    List<Located<Volume>> volumes = new ArrayList<>();
    String remedy = "write one absolute path inside the container, such as [\"/data\"]";
    List<Value> items = value.list(remedy).orElse(List.of());
    for (Value item : items) {
      Texts.containerPath(item, remedy)
          .map(path -> new Volume(DatasetId.ofName(name.value()), path, Optional.empty()))
          .map(item::at)
          .ifPresent(volumes::add);
    }
    if (items.size() > 1) {
      items
          .get(1)
          .problem(
              "a second volume; an application of a Fig file has at most one",
              "keep one, or write the file in Flocker's or today's Compose format");
      return volumes.subList(0, Math.min(1, volumes.size()));
    }
    return volumes;
  }
}
