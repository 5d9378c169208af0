package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.ContainerProcess.Healthcheck;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container is made from, as one short digest for each part, so that a later wish can be
 * compared with it and the part that differs be named without any value being shown.
 *
 * <p>Only what makes a container another one is in it. The size limit of a volume and the
 * applications to start before this one are not: they change without the container being made anew.
 *
 * <p>The digests are kept on containers, so the text that they are made from must stay the same
 * from release to release; a change of it makes every container anew.
 */
public final class SpecificationDigest {

  private static final int DIGEST_BYTES = 8;

  private final MessageDigest sha256 = sha256();
  private final SortedMap<String, String> digests = new TreeMap<>();

  private SpecificationDigest() {}

  /**
   * The digest of each part of {@code application}, under the name of the part.
   *
   * @param self the name by which links are told to find the node that the container runs on
   */
  public static SortedMap<String, String> of(Application application, NodeName self) {
    SpecificationDigest parts = new SpecificationDigest();
    parts.add("image", new Text().add(application.image().toString()));
    parts.add("ports", ports(application));
    parts.add("links", links(application, self));
    parts.add("volumes", volumes(application));
    parts.add("environment", new Text().addAll(application.environment()));
    parts.add("labels", new Text().addAll(application.labels()));
    parts.add("process", process(application.process()));
    parts.add("limits", limits(application.limits()));
    parts.add("restart_policy", restartPolicy(application.restartPolicy()));
    return Collections.unmodifiableSortedMap(parts.digests);
  }

  private void add(String part, Text text) {
    byte[] sum = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
    digests.put(part, HexFormat.of().formatHex(sum, 0, DIGEST_BYTES));
  }

  private static Text ports(Application application) {
    Text text = new Text();
    application.ports().forEach(port -> text.add(port.internal()).add(port.external()));
    return text;
  }

  /** The variables rather than the links: with no link, the node's name makes no difference. */
  private static Text links(Application application, NodeName self) {
    SortedMap<String, String> variables = new TreeMap<>();
    for (Link link : application.links()) {
      variables.putAll(link.environment(self));
    }
    return new Text().addAll(variables);
  }

  private static Text volumes(Application application) {
    SortedMap<String, String> datasets = new TreeMap<>();
    for (Volume volume : application.volumes()) {
      datasets.put(volume.mountpoint(), volume.dataset().toString());
    }
    return new Text().addAll(datasets);
  }

  private static Text process(ContainerProcess process) {
    return new Text()
        .addList(process.entrypoint())
        .addList(process.command())
        .add(process.workingDirectory())
        .add(process.user())
        .addList(process.healthcheck().map(SpecificationDigest::healthcheck))
        .add(process.stopGracePeriod().map(Duration::toString));
  }

  private static List<String> healthcheck(Healthcheck check) {
    Text text =
        new Text()
            .addList(Optional.of(check.test()))
            .add(check.interval().map(Duration::toString))
            .add(check.timeout().map(Duration::toString))
            .add(check.startPeriod().map(Duration::toString))
            .add(check.retries().map(String::valueOf));
    return List.of(text.toString());
  }

  private static Text limits(Limits limits) {
    return new Text()
        .add(limits.memory().map(Size::bytes).map(String::valueOf))
        .add(limits.cpuShares().map(String::valueOf))
        .add(limits.cpus().map(BigDecimal::stripTrailingZeros).map(BigDecimal::toPlainString));
  }

  private static Text restartPolicy(RestartPolicy policy) {
    return switch (policy) {
      case RestartPolicy.Never() -> new Text().add("never");
      case RestartPolicy.Always() -> new Text().add("always");
      case RestartPolicy.OnFailure(var most) ->
          new Text().add("on-failure").add(most.isPresent() ? most.getAsInt() : 0);
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Values one after the other, each with its length, so that no two sequences look alike. */
  private static final class Text {

    private final StringBuilder buffer = new StringBuilder();

    Text add(String value) {
      buffer.append(value.length()).append(':').append(value).append(',');
      return this;
    }

    Text add(int value) {
      return add(String.valueOf(value));
    }

    Text add(Optional<String> value) {
      value.ifPresentOrElse(this::add, () -> buffer.append('-'));
      return this;
    }

    Text addList(Optional<List<String>> values) {
      buffer.append(values.map(list -> String.valueOf(list.size())).orElse("-")).append('[');
      values.ifPresent(list -> list.forEach(this::add));
      buffer.append(']');
      return this;
    }

    Text addAll(SortedMap<String, String> values) {
      for (Map.Entry<String, String> entry : values.entrySet()) {
        add(entry.getKey()).add(entry.getValue());
      }
      return this;
    }

    @Override
    public String toString() {
      return buffer.toString();
    }
  }
}
