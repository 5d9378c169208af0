package io.flocker.cli.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: s3cret",
        "  POSTGRES_PASSWORD=s3cret",
        "\"secret_access_key\": \"s3cret\"",
        "{\"dbPassword\":\"a \\\" s3cret\"}",
        "token = 's3cret'",
        "api_key: s3cret value",
        "url: https://admin:s3cret@registry.example.org/",
        "url: https://admin:p@s3cret@registry.example.org/",
        "Authorization: Bearer s3cretAbcdef",
        "redis-server --requirepassword s3cret --port 6379",
        "-----BEGIN EC PRIVATE KEY-----\ns3cret\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ns3cret and then the log was cut",
      })
  void secrets_are_known_by_their_names_and_forms(String text) {
    assertThat(Redaction.of(text)).doesNotContain("s3cret").contains(Redaction.REMOVED);
  }

  @Test
  void what_is_no_secret_stays() {
    String text =
        """
        version: 1
        dataset: {backend: zfs, pool: flocker}
        control-service: {hostname: control.example.org, port: 4524}
        Nov 21 12:00:00 host flocker[1]: dataset d0000000 is writable
        see https://docs.example.org/page
        """;

    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  @Test
  void the_rest_of_a_line_with_a_secret_in_it_stays() {
    assertThat(Redaction.of("{\"password\": \"x\", \"pool\": \"tank\"}"))
        .isEqualTo("{\"password\": <removed>, \"pool\": \"tank\"}");
  }

  @Test
  void of_containers_only_what_is_harmless_is_kept() {
    String facts =
        ContainerFacts.of(
            """
            [{"Id": "c0ffee", "Name": "/flocker--db", "Args": ["--pw", "s3cret"],
              "State": {"Running": true},
              "Config": {"Env": ["POSTGRES_PASSWORD=s3cret"], "Cmd": ["s3cret"],
                "Image": "postgres:17", "Labels": {"x": "s3cret"}}}]
            """);

    assertThat(facts).doesNotContain("s3cret").contains("c0ffee", "postgres:17", "Running");
  }
}
