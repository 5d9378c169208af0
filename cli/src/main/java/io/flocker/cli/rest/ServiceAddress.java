package io.flocker.cli.rest;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the control service listens.
 *
 * @param host a name or an address; one of IPv6 may be in brackets
 */
public record ServiceAddress(String host, int port) {

  /** Where it listens unless it was told otherwise. */
  public static final int STANDARD_PORT = 4523;

  private static final int LARGEST_PORT = 65_535;

  /** Throws {@link IllegalArgumentException} that says what is wrong. */
  public ServiceAddress {
    if (port < 1 || port > LARGEST_PORT) {
      throw new IllegalArgumentException("port " + port + " (expected: 1 to " + LARGEST_PORT + ")");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || uri(host, port, "/", null) == null) {
      throw new IllegalArgumentException(
          "\"" + host + "\" (expected: a host's name or address, without a port)");
    }
  }

  /**
   * One of its resources.
   *
   * @param query not encoded yet; null for none
   */
  URI resource(String path, @Nullable String query) {
    URI uri = uri(host, port, path, query);
    if (uri == null) {
      throw new IllegalArgumentException(path + " is not a path");
    }
    return uri;
  }

  /** One of its resources, with parameters by their names; nothing is encoded yet. */
  URI query(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(resource(path, null) + (query.isEmpty() ? "" : "?" + query));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Null if the host is none: one with a path or a user in it would be taken apart silently. */
  private static @Nullable URI uri(String host, int port, String path, @Nullable String query) {
    try {
      URI uri = new URI("https", null, host, port, path, query, null);
      String bare = host.contains(":") ? "[" + host + "]" : host;
      return bare.equals(uri.getHost()) ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
