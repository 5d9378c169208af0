package io.flocker.api.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.core.model.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

  private static final ClusterId CLUSTER = ClusterId.random();

  private static Identity parse(String name, String... uris) {
    return Identity.parse(name, CLUSTER, List.of(uris));
  }

  @Test
  void theNamesAreThoseOfTheOriginal() {
    String node = "0a1b2c3d-1111-4222-8333-444455556666";

    assertThat(parse("control-service")).isEqualTo(new Identity.ControlService(CLUSTER));
    assertThat(parse("node-" + node)).isEqualTo(new Identity.Node(CLUSTER, NodeId.parse(node)));
    assertThat(parse("user-plugin").commonName()).isEqualTo("user-plugin");
  }

  @Test
  void aUserWithoutARoleIsAnAdminAsInTheOriginal() {
    assertThat(parse("user-alice")).isEqualTo(new Identity.User(CLUSTER, "alice", Role.ADMIN));
    assertThat(parse("user-alice", "https://example.org/"))
        .isEqualTo(new Identity.User(CLUSTER, "alice", Role.ADMIN));
  }

  @Test
  void aRoleSurvives() {
    for (Role role : Role.values()) {
      assertThat(parse("user-alice", role.uri()))
          .isEqualTo(new Identity.User(CLUSTER, "alice", role));
    }
  }

  @Test
  void anUnknownRoleIsNotTakenForNone() {
    assertThatThrownBy(() -> parse("user-alice", "urn:flocker:role:root"))
        .hasMessage("role root is unknown (known: admin, operator, viewer)");
    assertThatThrownBy(() -> parse("user-alice", "urn:flocker:role:"))
        .hasMessageContaining("unknown");
    assertThatThrownBy(() -> parse("user-alice", Role.VIEWER.uri(), Role.ADMIN.uri()))
        .hasMessageContaining("more than one role");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "user-",
        "user-a/b",
        "user-..",
        "user--x",
        "user-a\nb",
        "node-",
        "node-1-1-1-1-1",
        "node-x",
        "Control-Service",
        "control-service2"
      })
  void anythingElseIsNobody(String name) {
    assertThatThrownBy(() -> parse(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRoleIsForUsersOnly() {
    assertThatThrownBy(() -> parse("control-service", Role.ADMIN.uri()))
        .hasMessageContaining("no user");
  }

  @Test
  void aRoleCoversThoseBelowIt() {
    assertThat(Role.ADMIN.covers(Role.OPERATOR)).isTrue();
    assertThat(Role.OPERATOR.covers(Role.OPERATOR)).isTrue();
    assertThat(Role.VIEWER.covers(Role.OPERATOR)).isFalse();
  }
}
