package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import java.util.List;
import java.util.Optional;

/**
 * One method of one resource.
 *
 * @param path its parts; some of them may be {@code {}}, which stands for any
 * @param needed the role that may call it
 */
record Route(String method, List<String> path, Role needed, Handler handler) {

  static final String ANY = "{}";

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {

    /**
     * Answers.
     *
     * @param key what stands in the place of {@code {}}; empty if the path has none, with a slash
     *     between them if it has several
     */
    Answer answer(Request request, String key);
  }

  static Route of(String method, String path, Role needed, Handler handler) {
    return new Route(method, parts(path), needed, handler);
  }

  static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }

  /** The path, of which there are few, as opposed to those that callers ask for. */
  String pattern() {
    return String.join("/", path);
  }

  /** The key if the path is this one's. */
  Optional<String> match(List<String> parts) {
    if (parts.size() != path.size()) {
      return Optional.empty();
    }
    String key = "";
    for (int i = 0; i < parts.size(); i++) {
      if (path.get(i).equals(ANY) && !parts.get(i).isEmpty()) {
        key = key.isEmpty() ? parts.get(i) : key + "/" + parts.get(i);
      } else if (!path.get(i).equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(key);
  }
}
