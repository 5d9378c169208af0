package io.flocker.core.read;

import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Today's Compose specification, as far as it can be honoured on several hosts. */
final class ComposeFormat {

  private static final Map<String, String> REASONS =
      Map.of(
          "networks",
              "remove it; there is no network between containers, applications reach each other"
                  + " through links: and the external ports of any node",
          "configs", "put the configuration into the image or into a volume",
          "secrets", "use environment: or env_file:; neither is ever shown or logged",
          "include", "write everything into this file",
          "models", "remove it");

  private ComposeFormat() {}

  static Applications read(Fields written, EnvFiles envFiles) {
    Optional<Fields> root = written.owner().withoutInterpolation().fields("write services:");
    return root.map(fields -> services(fields, envFiles)).orElse(Applications.UNKNOWN);
  }

  private static Applications services(Fields root, EnvFiles envFiles) {
    Set<String> keys = Set.of("services", "volumes", "version", "name");
    root.refuseOthers(Versions.withExtensions(root, keys), REASONS);
    root.get("version").ifPresent(value -> value.textOrNumber("leave it out"));
    root.get("name").ifPresent(value -> value.string("write a text, or leave it out"));
    ComposeVolumes volumes = ComposeVolumes.declared(root.get("volumes"));
    ServiceLinks links = new ServiceLinks(root.owner().problems());
    String remedy = "write the services below it, each name followed by a mapping";
    Optional<Fields> services =
        root.require("services", remedy).flatMap((Value value) -> value.fields(remedy));
    if (services.isEmpty()) {
      return Applications.UNKNOWN;
    }
    ComposeService reader = new ComposeService(volumes, links, envFiles);
    Applications applications =
        Applications.read(
            services.get(),
            "write the service's keys below its name, at least image:",
            (field, name, fields) -> Optional.of(reader.read(field, name, fields)));
    return links.resolve(applications, false);
  }
}
