package io.flocker.agent.plugin;

import io.flocker.core.model.VolumeProperties;
import io.flocker.core.model.VolumePropertyRules;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.OnRemove;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docker volume create -o} says, read strictly: what is not understood is refused, all
 * of it at once. Pure.
 */
final class VolumeOptions {

  private static final Pattern SIZE = Pattern.compile("([0-9]+)(?:([kmgt])(?:i?b)?)?");
  private static final String UNITS = "kmgt";
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final Pattern ANONYMOUS = Pattern.compile("[0-9a-f]{64}");
  private static final Set<String> PROFILES = Set.of("gold", "silver", "bronze");
  private static final String KNOWN =
      "size, profile, from, on-remove and node; and of the storage backend "
          + VolumePropertyRules.KNOWN;

  private final NewVolume.Builder volume;
  private final Map<String, String> properties = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final String where;

  private VolumeOptions(String name) {
    this.where = "volume " + name;
    this.volume =
        NewVolume.newBuilder().setName(name).setAnonymous(ANONYMOUS.matcher(name).matches());
  }

  /**
   * The volume that is wanted.
   *
   * @param name Docker makes up 64 hexadecimal digits where nobody gave one
   * @throws ProblemException with everything that is wrong
   */
  static NewVolume read(String name, Map<String, ? extends @Nullable Object> options) {
    VolumeOptions reader = new VolumeOptions(name);
    new TreeMap<String, @Nullable Object>(options).forEach(reader::take);
    reader.readProperties();
    if (!reader.problems.isEmpty()) {
      throw new ProblemException(reader.problems);
    }
    return reader.volume.build();
  }

  private void take(String key, @Nullable Object value) {
    if (!(value instanceof String text)) {
      refuse(key, value, "options are texts", "write it in quotes");
      return;
    }
    switch (key) {
      case "size" -> size(text);
      case "profile" -> profile(text);
      case "from" -> from(text);
      case "on-remove" -> onRemove(text);
      case "node" -> node(text);
      case String option when option.indexOf('.') >= 0 -> properties.put(option, text);
      default -> refuse(key, text, "there is no such option", "there are " + KNOWN);
    }
  }

  /**
   * Those of a backend that this node does not have are good too: the volume may be made on another
   * node.
   */
  private void readProperties() {
    List<VolumePropertyRules.Violation> wrong = VolumePropertyRules.violations(properties);
    wrong.forEach(one -> refuse(one.option(), one.value(), one.what(), "write " + one.expected()));
    if (wrong.isEmpty()) {
      volume.putAllProperties(VolumeProperties.of(properties).values());
    }
  }

  private void size(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      refuse(
          "size",
          text,
          "it is not a size",
          "write whole digits, and right after them nothing for bytes, or k, m, g or t, also as kb"
              + " or kib, all of them powers of 1024, such as 10g or 512MiB");
      return;
    }
    String unit = matcher.group(2);
    int power = unit == null ? 0 : UNITS.indexOf(unit) + 1;
    BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(10 * power);
    if (bytes.signum() == 0 || bytes.compareTo(LARGEST) > 0) {
      refuse("size", text, "no volume can have it", "write 1 byte or more, below 8388608t");
      return;
    }
    volume.setMaximumSize(bytes.longValueExact());
  }

  private void profile(String text) {
    if (PROFILES.contains(text)) {
      volume.setProfile(text);
    } else {
      refuse("profile", text, "there is no such profile", "write gold, silver or bronze");
    }
  }

  private void from(String text) {
    int at = text.indexOf('@');
    String source = at < 0 ? text : text.substring(0, at);
    String snapshot = at < 0 ? "" : text.substring(at + 1);
    if (source.isEmpty() || (at >= 0 && snapshot.isEmpty())) {
      refuse(
          "from",
          text,
          "it does not name a volume",
          "write VOLUME for a clone of what is in it now, or VOLUME@SNAPSHOT");
      return;
    }
    volume.setFrom(source).setFromSnapshot(snapshot);
  }

  private void onRemove(String text) {
    switch (text) {
      case "retain" -> volume.setOnRemove(OnRemove.ON_REMOVE_RETAIN);
      case "trash" -> volume.setOnRemove(OnRemove.ON_REMOVE_TRASH);
      case "delete" -> volume.setOnRemove(OnRemove.ON_REMOVE_DELETE);
      default ->
          refuse("on-remove", text, "there is no such rule", "write retain, trash or delete");
    }
  }

  private void node(String text) {
    if (text.isBlank()) {
      refuse("node", text, "it does not name a node", "write its id, its address or its host name");
    } else {
      volume.setNode(text);
    }
  }

  private void refuse(String key, @Nullable Object value, String what, String remedy) {
    problems.add(
        new Problem(
            Problem.Kind.CONFIGURATION,
            where,
            "option " + key + " is '" + value + "': " + what,
            remedy));
  }
}
