package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.Link;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LinksOverIpv6Test {

  private static Application linked() {
    Application web = app("web");
    return new Application(
        web.name(),
        web.image(),
        web.ports(),
        new TreeSet<>(List.of(new Link("db", 5432, 15432))),
        web.volumes(),
        web.environment(),
        web.labels(),
        web.process(),
        web.limits(),
        web.restartPolicy(),
        web.startAfter());
  }

  private static TestCluster cluster(String name, boolean containersHaveIpv6) {
    TestNode node = node(name);
    node.containersHaveIpv6 = containersHaveIpv6;
    return new TestCluster(node);
  }

  @Test
  void a_link_to_an_ipv6_address_that_no_container_can_reach_is_refused() {
    TestCluster c = cluster("fd77::1", false).wants("fd77::1", linked());
    assertThat(c.refusals("fd77::1"))
        .singleElement()
        .asString()
        .contains("links of application web on node fd77::1", "fixed-cidr-v6");
    assertThat(TestCluster.words(c.plan("fd77::1"))).isEmpty();
  }

  @Test
  void it_is_fine_where_containers_have_ipv6_or_nodes_have_other_names() {
    assertThat(cluster("fd77::1", true).wants("fd77::1", linked()).refusals("fd77::1")).isEmpty();
    assertThat(cluster("10.77.0.1", false).wants("10.77.0.1", linked()).refusals("10.77.0.1"))
        .isEmpty();
  }

  @Test
  void who_has_no_links_needs_no_ipv6() {
    assertThat(cluster("fd77::1", false).wants("fd77::1", app("web")).refusals("fd77::1"))
        .isEmpty();
  }
}
