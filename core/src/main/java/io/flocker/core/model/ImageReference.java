package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A container image: {@code [registry[:port]/]name[:tag][@digest]}. Without tag and digest the tag
 * is {@code latest}.
 */
public record ImageReference(String repository, String tag, String digest) {

  private static final Pattern REPOSITORY =
      Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+:[0-9a-fA-F]{32,}");

  /** Parses the text form; throws {@link IllegalArgumentException} that says what is wrong. */
  @JsonCreator
  public static ImageReference parse(String text) {
    int at = text.indexOf('@');
    String digest = at < 0 ? "" : text.substring(at + 1);
    String name = at < 0 ? text : text.substring(0, at);
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    String repository = tagged ? name.substring(0, colon) : name;
    String tag = tagged ? name.substring(colon + 1) : digest.isEmpty() ? "latest" : "";
    if (!REPOSITORY.matcher(repository).matches()
        || ((!tag.isEmpty() || tagged) && !TAG.matcher(tag).matches())
        || (at >= 0 && !DIGEST.matcher(digest).matches())) {
      throw new IllegalArgumentException("image: '" + text + "' (expected: repository[:tag])");
    }
    return new ImageReference(repository, tag, digest);
  }

  @JsonValue
  @Override
  public String toString() {
    return repository + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
  }
}
