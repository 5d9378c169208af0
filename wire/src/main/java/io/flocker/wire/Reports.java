package io.flocker.wire;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.Route;
import io.flocker.protocol.v1.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reports as messages; a long one is sent in parts, so that no message is large. */
public final class Reports {

  /** How many things one part tells about. */
  static final int PART = 500;

  private Reports() {}

  /** As messages, to be sent one after the other. */
  public static List<Report> write(ReportDelta delta) {
    List<Report.Builder> parts = new ArrayList<>();
    Report.Builder first = part(delta).setComplete(delta.complete());
    delta.facts().ifPresent(facts -> first.setFacts(facts(facts)));
    parts.add(first);
    int[] filled = {0};
    Consumer<Consumer<Report.Builder>> add =
        item -> {
          if (filled[0]++ == PART) {
            parts.add(part(delta));
            filled[0] = 1;
          }
          item.accept(parts.getLast());
        };
    delta
        .volumes()
        .values()
        .forEach(volume -> add.accept(part -> part.addDatasets(VolumeCodec.write(volume))));
    delta.goneVolumes().forEach(id -> add.accept(part -> part.addGoneDatasets(id.toString())));
    delta
        .containers()
        .values()
        .forEach(
            container -> add.accept(part -> part.addContainers(ContainerCodec.write(container))));
    delta
        .goneContainers()
        .forEach(name -> add.accept(part -> part.addGoneContainers(name.value())));
    delta
        .statuses()
        .forEach(
            (id, status) -> add.accept(part -> part.addStatuses(StatusCodec.write(id, status))));
    delta
        .goneStatuses()
        .forEach(id -> add.accept(part -> part.addGoneStatuses(StatusCodec.write(id))));
    parts.subList(0, parts.size() - 1).forEach(part -> part.setMore(true));
    return parts.stream().map(Report.Builder::build).toList();
  }

  private static Report.Builder part(ReportDelta delta) {
    Report.Builder part = Report.newBuilder().setRevision(delta.revision());
    delta
        .wishes()
        .ifPresent(
            wishes -> part.setWishesHistory(wishes.history()).setWishesRevision(wishes.revision()));
    return part;
  }

  private static io.flocker.protocol.v1.NodeFacts facts(NodeFacts facts) {
    io.flocker.protocol.v1.NodeFacts.Builder message =
        io.flocker.protocol.v1.NodeFacts.newBuilder()
            .addAllUsedPorts(facts.usedPorts())
            .addAllOpenPorts(facts.openPorts())
            .setContainersHaveIpv6(facts.containersHaveIpv6());
    facts
        .routes()
        .forEach(route ->
            message.addRoutes(
                io.flocker.protocol.v1.Route.newBuilder()
                    .setPort(route.port())
                    .setTarget(route.target().value())));
    return message.build();
  }

  static NodeFacts facts(io.flocker.protocol.v1.NodeFacts message) {
    TreeSet<Route> routes = new TreeSet<>();
    message
        .getRoutesList()
        .forEach(route -> routes.add(new Route(route.getPort(), new NodeName(route.getTarget()))));
    return new NodeFacts(
        new TreeSet<>(message.getUsedPortsList()),
        new TreeSet<>(message.getOpenPortsList()),
        message.getContainersHaveIpv6(),
        routes);
  }

  static DatasetId dataset(String text) {
    return new DatasetId(Texts.uuid(text));
  }
}
