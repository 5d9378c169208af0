package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl list-containers}. */
@Command(
    name = "list-containers",
    mixinStandardHelpOptions = true,
    description = "Shows the containers, where each should be and how far it is.")
public final class ListContainers extends ServiceCommand {

  @Option(
      names = {"-l", "--long"},
      description = "Show whole ids.")
  private boolean whole;

  @Override
  void run(RestClient client) {
    ClusterView cluster = new ClusterView(client);
    JsonNode containers = cluster.containers();
    print(containers, () -> table(ClusterView.containers(containers), cluster.nodes()));
  }

  private Table table(List<ContainerInfo> containers, JsonNode nodes) {
    Servers servers = new Servers(nodes, whole);
    return format() == Format.WIDE ? wide(containers, servers) : table(containers, servers);
  }

  private static Table table(List<ContainerInfo> containers, Servers servers) {
    Table table = new Table("CONTAINER", "PHASE", "IMAGE", "PORTS", "SERVER");
    for (ContainerInfo container : containers) {
      table.row(
          container.name(),
          container.phase(),
          container.image(),
          String.join(",", container.ports()),
          container.node().map(servers::shown).orElse(""));
    }
    return table;
  }

  private static Table wide(List<ContainerInfo> containers, Servers servers) {
    Table table = new Table("CONTAINER", "PHASE", "IMAGE", "PORTS", "SERVER", "ON", "REASON");
    for (ContainerInfo container : containers) {
      table.row(
          container.name(),
          container.phase(),
          container.image(),
          String.join(",", container.ports()),
          container.node().map(servers::shown).orElse(""),
          container.found().stream()
              .map(one -> servers.shown(one.node()) + (one.running() ? "" : ", not running"))
              .collect(Collectors.joining("; ")),
          container.reasons().line());
    }
    return table;
  }
}
