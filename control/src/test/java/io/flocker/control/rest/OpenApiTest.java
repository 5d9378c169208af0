package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.D;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.api.certificate.Role;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document and the code. That answers are as documented, every test of the API looks at. */
class OpenApiTest {

  @RegisterExtension private final TestApi api = new TestApi();

  @Test
  void every_route_is_documented_and_nothing_else_is() {
    Set<String> routes =
        api.api().routes().stream()
            .map(route -> Documented.operation(route.method(), route.pattern()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(Documented.operations()).isEqualTo(routes);
  }

  @Test
  void the_document_is_served() {
    Response response = api.get("/v1/openapi.json");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(Documented.DOCUMENT);
    assertThat(response.body().path("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void every_reference_leads_somewhere_and_everything_is_referred_to() {
    Set<String> used =
        Pattern.compile("\"\\$ref\":\"#([^\"]+)\"")
            .matcher(Documented.DOCUMENT.toString())
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toSet());
    assertThat(used).allMatch(pointer -> !Documented.DOCUMENT.at(pointer).isMissingNode());
    Set<String> defined = new HashSet<>();
    Documented.DOCUMENT
        .path("components")
        .properties()
        .forEach(group ->
            group
                .getValue()
                .fieldNames()
                .forEachRemaining(
                    name -> defined.add("/components/" + group.getKey() + "/" + name)));
    // What an event's data is, no media type can say; the tests of events look there.
    used.add("/components/schemas/Event");
    used.add("/components/schemas/Begin");
    assertThat(used).containsExactlyInAnyOrderElementsOf(defined);
  }

  @Test
  void every_place_in_a_path_is_a_documented_parameter() {
    Documented.DOCUMENT
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .forEach(operation ->
                    assertThat(placesDocumented(operation))
                        .as(path.getKey())
                        .isEqualTo(
                            Pattern.compile("\\{([a-z]+)}")
                                .matcher(path.getKey())
                                .results()
                                .map(MatchResult::group)
                                .collect(Collectors.toSet()))));
  }

  private static Set<String> placesDocumented(JsonNode operation) {
    return operation
        .path("parameters")
        .valueStream()
        .map(parameter -> Documented.DOCUMENT.at(parameter.path("$ref").asText().substring(1)))
        .filter(parameter -> parameter.path("in").asText().equals("path"))
        .map(parameter -> "{" + parameter.path("name").asText() + "}")
        .collect(Collectors.toSet());
  }

  @Test
  void the_role_that_is_documented_is_the_one_that_is_needed() {
    for (Route route : api.api().routes()) {
      JsonNode operation =
          Documented.DOCUMENT.path("paths").properties().stream()
              .filter(path -> path.getKey().replaceAll("\\{[a-z]+}", "{}").equals(route.pattern()))
              .findFirst()
              .orElseThrow()
              .getValue()
              .path(route.method().toLowerCase(Locale.ROOT));
      assertThat(operation.path("description").asText()).isEqualTo("Role: " + route.needed() + ".");
      if (route.needed() != Role.VIEWER) {
        String path = route.pattern().replace("{}", D.toString());
        assertThat(api.call(Role.VIEWER, route.method(), path, "{}").status()).isEqualTo(403);
      }
    }
  }

  @Test
  void a_field_that_is_not_documented_would_be_noticed() throws IOException {
    String dataset =
        "{\"dataset_id\":\"%s\",\"primary\":\"%s\",\"deleted\":false,\"metadata\":{}%s}";
    JsonMapper mapper = new JsonMapper();
    JsonNode schema = Documented.schema("Dataset");
    assertThat(Documented.violations(schema, mapper.readTree(dataset.formatted(D, A, ""))))
        .isEmpty();
    assertThat(Documented.violations(schema, mapper.readTree(dataset.formatted(D, A, ",\"x\":1"))))
        .hasSize(1);
    assertThat(Documented.violations(schema, mapper.readTree(dataset.formatted(D, "x", ""))))
        .hasSize(1);
  }
}
