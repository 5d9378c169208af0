package io.flocker.cli.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.core.json.Json;
import java.io.IOException;
import java.util.List;

/**
 * What Docker says of its containers, without what may be secret: environments, command lines and
 * labels. Only what is known to be harmless is kept. Pure.
 */
final class ContainerFacts {

  private static final List<String> KEPT =
      List.of(
          "/Id",
          "/Name",
          "/Created",
          "/Image",
          "/RestartCount",
          "/State",
          "/Mounts",
          "/Config/Image",
          "/Config/StopSignal",
          "/HostConfig/RestartPolicy",
          "/HostConfig/PortBindings",
          "/HostConfig/Memory",
          "/HostConfig/NanoCpus",
          "/HostConfig/NetworkMode",
          "/NetworkSettings/Ports");

  private ContainerFacts() {}

  /**
   * @param inspected what {@code docker inspect} printed
   */
  static String of(String inspected) {
    ArrayNode containers = JsonNodeFactory.instance.arrayNode();
    try {
      for (JsonNode container : Json.read(inspected, JsonNode.class)) {
        ObjectNode kept = containers.addObject();
        KEPT.forEach(pointer -> {
          JsonNode value = container.at(pointer);
          if (!value.isMissingNode()) {
            kept.set(pointer.substring(1), value);
          }
        });
      }
    } catch (IOException e) {
      return "what docker inspect printed cannot be read\n";
    }
    return containers.toPrettyString() + "\n";
  }
}
