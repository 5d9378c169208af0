package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** What the API said, in YAML. */
final class Yaml {

  private Yaml() {}

  static String text(JsonNode value) {
    DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(plain(value));
  }

  private static @Nullable Object plain(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        value.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
        yield map;
      }
      case ARRAY -> value.valueStream().map(Yaml::plain).toList();
      case NUMBER -> value.numberValue();
      case BOOLEAN -> value.booleanValue();
      case NULL, MISSING -> null;
      case STRING, BINARY, POJO -> value.asText();
    };
  }
}
