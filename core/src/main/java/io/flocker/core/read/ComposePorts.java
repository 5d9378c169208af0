package io.flocker.core.read;

import io.flocker.core.model.Port;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The ports of a Compose service, in the short and the long syntax. */
final class ComposePorts {

  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(?<host>.*):)?(?<published>[0-9-]*):(?<target>[0-9-]+)(?:/(?<protocol>.*))?");
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
  private static final int LONGEST = 100;
  private static final String REMEDY =
      "write \"EXTERNAL:INTERNAL\" with two TCP ports, such as \"8080:80\"";

  private ComposePorts() {}

  static List<Located<Port>> read(Value value) {
    List<Located<Port>> ports = new ArrayList<>();
    for (Value item : value.list("write a list such as [\"8080:80\"]").orElse(List.of())) {
      List<Port> read =
          item.isMapping()
              ? item.fields(REMEDY).map(ComposePorts::longSyntax).orElse(List.of())
              : shortSyntax(item);
      read.forEach(port -> ports.add(item.at(port)));
    }
    return ports;
  }

  private static List<Port> shortSyntax(Value item) {
    if (item.isInteger()) {
      item.problem(
          item.found() + " alone would be reached through a random port of one host", REMEDY);
      return List.of();
    }
    Optional<String> text = item.string(REMEDY);
    if (text.isEmpty()) {
      return List.of();
    }
    Matcher matcher = SHORT.matcher(text.get());
    Optional<String> fault =
        text.get().length() <= LONGEST && matcher.matches()
            ? fault(matcher)
            : Optional.of("is not a pair of ports");
    if (fault.isPresent()) {
      item.problem(Shown.quoted(text.get()) + " " + fault.get(), REMEDY);
      return List.of();
    }
    return ranges(item, matcher.group("published"), matcher.group("target"));
  }

  private static Optional<String> fault(Matcher matcher) {
    if (matcher.group("host") != null) {
      return Optional.of("names an address, but a port is reached through all nodes");
    }
    String protocol = matcher.group("protocol");
    if (protocol != null && !protocol.equals("tcp")) {
      return Optional.of("is not TCP");
    }
    return matcher.group("published").isEmpty()
        ? Optional.of("has no external port")
        : Optional.empty();
  }

  private static List<Port> ranges(Value item, String published, String target) {
    Optional<int[]> external = range(published);
    Optional<int[]> internal = range(target);
    if (external.isEmpty()
        || internal.isEmpty()
        || external.get().length != internal.get().length) {
      item.problem(
          Shown.quoted(published + ":" + target)
              + " is not a pair of ports from 1 to 65535, nor of ranges of one length",
          REMEDY);
      return List.of();
    }
    return IntStream.range(0, external.get().length)
        .mapToObj(i -> new Port(internal.get()[i], external.get()[i]))
        .toList();
  }

  private static Optional<int[]> range(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(1));
    int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
    return FigFormat.isPort(first) && FigFormat.isPort(last) && first <= last
        ? Optional.of(IntStream.rangeClosed(first, last).toArray())
        : Optional.empty();
  }

  private static List<Port> longSyntax(Fields fields) {
    fields.refuseOthers(
        Set.of("target", "published", "protocol", "mode", "name"),
        Map.of(
            "host_ip", "remove it; a port is reached through all nodes",
            "app_protocol", "remove it; traffic is passed on as TCP"));
    expect(fields, "protocol", "tcp", "only TCP is passed on; write tcp or leave it out");
    expect(fields, "mode", "ingress", "a port is reached through all nodes; leave it out");
    fields.get("name").ifPresent(value -> value.string("write a text"));
    Optional<Integer> target = port(fields, "target");
    Optional<Integer> published = port(fields, "published");
    return target
        .flatMap(inside -> published.map(outside -> List.of(new Port(inside, outside))))
        .orElse(List.of());
  }

  private static void expect(Fields fields, String key, String expected, String remedy) {
    Optional<Value> value = fields.get(key);
    value
        .flatMap(found -> found.string(remedy))
        .filter(text -> !text.equals(expected))
        .ifPresent(text -> value.get().problem(Shown.quoted(text) + " cannot be honoured", remedy));
  }

  private static Optional<Integer> port(Fields fields, String key) {
    String remedy = "write " + key + ": and a port from 1 to 65535";
    Optional<Value> value = fields.require(key, remedy);
    Optional<String> text = value.flatMap(found -> found.textOrNumber(remedy));
    Optional<Integer> port =
        text.filter(found -> found.matches("[0-9]{1,5}"))
            .map(Integer::valueOf)
            .filter(FigFormat::isPort);
    if (text.isPresent() && port.isEmpty()) {
      value.ifPresent(found -> found.problem(Shown.quoted(text.get()) + " is not a port", remedy));
    }
    return port;
  }
}
