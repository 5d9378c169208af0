package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Size;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Spot;
import io.flocker.core.read.tree.Value;
import java.util.Optional;
import java.util.regex.Pattern;

/** Texts with a form of their own that several formats share. Each notes what is wrong. */
final class Texts {

  private static final int LONGEST_IMAGE = 512;
  private static final int LONGEST_PATH = 4096;
  private static final int LONGEST_QUANTITY = 30;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern PRINTABLE_ASCII = Pattern.compile("[ -~]+");
  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]{1,25}(\\.[0-9]*)?[KMGT]?", Pattern.CASE_INSENSITIVE);

  private Texts() {}

  /** A name that becomes part of a container's name. */
  static Optional<ApplicationName> applicationName(String name, Spot spot, Value owner) {
    if (ApplicationName.isLegal(name)) {
      return Optional.of(new ApplicationName(name));
    }
    owner
        .problems()
        .add(
            spot,
            Shown.quoted(name) + " cannot name an application",
            "use letters, digits, '_', '.' and '-', beginning with a letter or digit");
    return Optional.empty();
  }

  /** A container image. */
  static Optional<ImageReference> image(Value value) {
    String remedy = "write repository[:tag], such as postgres:16";
    Optional<String> text = value.string(remedy);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().length() <= LONGEST_IMAGE) {
      try {
        return Optional.of(ImageReference.parse(text.get()));
      } catch (IllegalArgumentException notAnImage) {
        // Reported below, with the place.
      }
    }
    value.problem(Shown.quoted(text.get()) + " is not the name of an image", remedy);
    return Optional.empty();
  }

  /** An absolute path inside a container, without a trailing slash. */
  static Optional<String> containerPath(Value value, String remedy) {
    return value.string(remedy).flatMap(text -> containerPath(text, value, remedy));
  }

  /** As {@link #containerPath(Value, String)}, for a part of a text. */
  static Optional<String> containerPath(String text, Value value, String remedy) {
    Optional<String> fault = pathFault(text);
    if (fault.isPresent()) {
      value.problem("the path " + Shown.quoted(text) + " " + fault.get(), remedy);
      return Optional.empty();
    }
    String single = text.replaceAll("/+", "/");
    return Optional.of(single.endsWith("/") ? single.substring(0, single.length() - 1) : single);
  }

  private static Optional<String> pathFault(String text) {
    if (!text.startsWith("/")) {
      return Optional.of("is not absolute");
    }
    if (!PRINTABLE_ASCII.matcher(text).matches()) {
      return Optional.of("contains characters other than printable ASCII");
    }
    if (text.indexOf(':') >= 0) {
      return Optional.of("contains ':', which container engines do not allow in paths");
    }
    if ((text + "/").contains("/../") || (text + "/").contains("/./")) {
      return Optional.of("contains '.' or '..' as a step");
    }
    if (text.replace("/", "").isEmpty()) {
      return Optional.of("is the root directory");
    }
    return text.length() > LONGEST_PATH ? Optional.of("is too long") : Optional.empty();
  }

  /** A storage quantity as a text: digits and one of K, M, G, T. */
  static Optional<Size> quantity(Value value) {
    String remedy = "write digits and one of K, M, G, T in quotes, such as \"512M\" or \"2.5G\"";
    Optional<String> text = value.string(remedy);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().length() <= LONGEST_QUANTITY && QUANTITY.matcher(text.get()).matches()) {
      try {
        return Optional.of(Size.parse(text.get()));
      } catch (IllegalArgumentException outOfRange) {
        value.problem(Shown.quoted(text.get()) + " is not within 1 byte to 8388607T", remedy);
        return Optional.empty();
      }
    }
    value.problem(Shown.quoted(text.get()) + " is not an amount of storage", remedy);
    return Optional.empty();
  }

  /** A dataset's id. */
  static Optional<Located<DatasetId>> datasetId(Value value) {
    String remedy =
        "write a UUID, such as \"fb54f3c5-992b-96d0-01bb-16e8e92d968d\", or leave the key out";
    Optional<String> text = value.string(remedy);
    if (text.isPresent() && !UUID_FORM.matcher(text.get()).matches()) {
      value.problem(Shown.quoted(text.get()) + " is not the id of a dataset", remedy);
      return Optional.empty();
    }
    return text.map(DatasetId::parse).map(value::at);
  }
}
