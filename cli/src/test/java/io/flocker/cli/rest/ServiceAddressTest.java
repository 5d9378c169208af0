package io.flocker.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

  @ParameterizedTest
  @CsvSource({
    "control.example.org, https://control.example.org:4523/v1/version, control.example.org:4523",
    "192.0.2.1, https://192.0.2.1:4523/v1/version, 192.0.2.1:4523",
    "2001:db8::7, https://[2001:db8::7]:4523/v1/version, [2001:db8::7]:4523",
    "[2001:db8::7], https://[2001:db8::7]:4523/v1/version, [2001:db8::7]:4523",
  })
  void a_host_is_a_name_or_an_address(String host, String uri, String text) {
    ServiceAddress address = new ServiceAddress(host, ServiceAddress.STANDARD_PORT);

    assertThat(address.resource("/v1/version", null)).hasToString(uri);
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "host:4523", "user@host", "http://host", "host/path"})
  void what_is_no_host_is_refused(String host) {
    assertThatThrownBy(() -> new ServiceAddress(host, 4523))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a host's name or address");
  }

  @Test
  void a_port_is_between_1_and_65535() {
    assertThatThrownBy(() -> new ServiceAddress("host", 0)).hasMessageContaining("port 0");
    assertThatThrownBy(() -> new ServiceAddress("host", 65_536)).hasMessageContaining("65536");
  }
}
