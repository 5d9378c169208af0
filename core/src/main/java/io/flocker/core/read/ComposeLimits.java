package io.flocker.core.read;

import io.flocker.core.model.Limits;
import io.flocker.core.model.Size;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Compose service may use: {@code mem_limit} and its like, and {@code deploy.resources}. */
final class ComposeLimits {

  private static final Pattern BYTES =
      Pattern.compile("([0-9]{1,20}(?:\\.[0-9]{1,20})?) ?([kmgt]?)(?:i?b)?");
  private static final String ORDER = "kmgt";
  private static final BigDecimal MOST_CPUS = BigDecimal.valueOf(100_000);

  private ComposeLimits() {}

  static Limits read(Fields service) {
    Optional<Fields> limits = service.get("deploy").flatMap(ComposeLimits::deployLimits);
    return new Limits(
        either(
            service.get("mem_limit").flatMap(ComposeLimits::memory),
            limits.flatMap(fields -> fields.get("memory")).flatMap(ComposeLimits::memory)),
        service.get("cpu_shares").flatMap(FlockerFormat::cpuShares),
        either(
            service.get("cpus").flatMap(ComposeLimits::cpus),
            limits.flatMap(fields -> fields.get("cpus")).flatMap(ComposeLimits::cpus)));
  }

  private static <T extends Comparable<T>> Optional<T> either(
      Optional<Found<T>> own, Optional<Found<T>> deployed) {
    if (own.isPresent()
        && deployed.isPresent()
        && own.get().value().compareTo(deployed.get().value()) != 0) {
      deployed
          .get()
          .where()
          .problem(
              "differs from " + own.get().where().spot().path(),
              "keep one of the two, or write the same value");
    }
    return own.or(() -> deployed).map(Found::value);
  }

  /** A limit with the value that it was read from. */
  private record Found<T>(T value, Value where) {}

  private static Optional<Fields> deployLimits(Value deploy) {
    Optional<Fields> fields = deploy.fields("write resources: below it");
    fields.ifPresent(ComposeLimits::refuseOthers);
    Optional<Fields> resources =
        fields
            .flatMap(found -> found.get("resources"))
            .flatMap(value -> value.fields("write limits: below it"));
    resources.ifPresent(found ->
        found.refuseOthers(
            Set.of("limits"),
            Map.of("reservations", "remove it; the deployment file places applications")));
    Optional<Fields> limits =
        resources
            .flatMap(found -> found.get("limits"))
            .flatMap(value -> value.fields("write memory: or cpus: below it"));
    limits.ifPresent(found ->
        found.refuseOthers(
            Set.of("memory", "cpus"),
            Map.of("pids", "remove it; Flocker starts containers without it")));
    return limits;
  }

  private static void refuseOthers(Fields deploy) {
    String orchestrator = "remove it; the deployment file places applications";
    deploy.refuseOthers(
        Set.of("resources", "replicas"),
        Map.of(
            "mode", orchestrator,
            "placement", orchestrator,
            "endpoint_mode", orchestrator,
            "update_config", orchestrator,
            "rollback_config", orchestrator,
            "restart_policy", "use the service's key restart:",
            "labels", "use the service's key labels:"));
    deploy
        .get("replicas")
        .ifPresent(value -> value.integer(1, 1, "write one service for each container"));
  }

  private static Optional<Found<Size>> memory(Value value) {
    String remedy = "write an amount such as 512m or 2g";
    Optional<String> text = value.textOrNumber(remedy);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Size> size = bytes(text.get().toLowerCase(Locale.ROOT));
    if (size.isEmpty()) {
      value.problem(Shown.quoted(text.get()) + " is not an amount of memory", remedy);
    }
    return size.map(found -> new Found<>(found, value));
  }

  private static Optional<Size> bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int power = matcher.group(2).isEmpty() ? 0 : ORDER.indexOf(matcher.group(2)) + 1;
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(1L << (10 * power)))
            .setScale(0, RoundingMode.DOWN);
    return bytes.signum() > 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
        ? Optional.of(new Size(bytes.longValueExact()))
        : Optional.empty();
  }

  private static Optional<Found<BigDecimal>> cpus(Value value) {
    String remedy = "write how many processors, such as \"0.5\"";
    Optional<BigDecimal> cpus = value.decimal(remedy);
    if (cpus.isPresent()
        && (cpus.get().compareTo(new BigDecimal("0.01")) < 0
            || cpus.get().compareTo(MOST_CPUS) > 0)) {
      value.problem(value.found() + " is not within 0.01 to " + MOST_CPUS, remedy);
      return Optional.empty();
    }
    return cpus.map(found -> new Found<>(found, value));
  }
}
