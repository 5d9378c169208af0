package io.flocker.api.certificate;

import io.flocker.core.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who a certificate speaks for. The common name and the organizational unit (the cluster) are those
 * of the original Flocker, so that its clients and ours understand each other's certificates.
 */
public sealed interface Identity {

  /** The name by which every client knows the control service, whatever its host is called. */
  String CONTROL_SERVICE_NAME = "control-service";

  /** The kinds of identities: what a listener accepts or refuses as a whole. */
  enum Kind {
    CONTROL_SERVICE("the control service"),
    NODE("a node"),
    USER("an API user");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** The cluster that it belongs to. */
  ClusterId cluster();

  /** Its kind. */
  Kind kind();

  /** Its name within the cluster, as in a certificate's subject. */
  String commonName();

  /** The control service. */
  record ControlService(ClusterId cluster) implements Identity {

    @Override
    public Kind kind() {
      return Kind.CONTROL_SERVICE;
    }

    @Override
    public String commonName() {
      return CONTROL_SERVICE_NAME;
    }
  }

  /** One node; it may speak for itself and for no other. */
  record Node(ClusterId cluster, NodeId node) implements Identity {

    static final String PREFIX = "node-";

    @Override
    public Kind kind() {
      return Kind.NODE;
    }

    @Override
    public String commonName() {
      return PREFIX + node;
    }
  }

  /** A person or program that uses the API. */
  record User(ClusterId cluster, String name, Role role) implements Identity {

    static final String PREFIX = "user-";

    // Files are called after the user: nothing that leads elsewhere, hides or looks like an option.
    private static final Pattern NAME =
        Pattern.compile("(?U)[\\p{Graph}&&[^/.\\-]][\\p{Print}&&[^/]]*");
    // A common name has 64 characters.
    private static final int LONGEST = 64 - PREFIX.length();

    /** Checks the name: it becomes a file's name and a part of the certificate. */
    public User {
      if (name.length() > LONGEST || !NAME.matcher(name).matches() || name.endsWith(" ")) {
        throw new IllegalArgumentException(
            "user name \""
                + name
                + "\" is not one (expected: 1 to "
                + LONGEST
                + " printable characters without \"/\", not beginning with \".\" or \"-\")");
      }
    }

    @Override
    public Kind kind() {
      return Kind.USER;
    }

    @Override
    public String commonName() {
      return PREFIX + name;
    }
  }

  /**
   * Reads an identity out of what a certificate says.
   *
   * @param uris the URIs among its alternative names; no role among them is what the original's
   *     users have, and those may do everything
   * @throws IllegalArgumentException with a reason when it says nothing or contradicts itself
   */
  static Identity parse(String commonName, ClusterId cluster, List<String> uris) {
    List<Role> roles = uris.stream().map(Role::fromUri).flatMap(Optional::stream).toList();
    if (roles.size() > 1) {
      throw new IllegalArgumentException("it names more than one role");
    }
    if (commonName.startsWith(User.PREFIX)) {
      String name = commonName.substring(User.PREFIX.length());
      return new User(cluster, name, roles.isEmpty() ? Role.ADMIN : roles.getFirst());
    }
    if (!roles.isEmpty()) {
      throw new IllegalArgumentException("it names a role but no user");
    }
    if (commonName.equals(CONTROL_SERVICE_NAME)) {
      return new ControlService(cluster);
    }
    if (commonName.equals(NodeAuthorities.COMMON_NAME)) {
      throw new IllegalArgumentException(
          "it is the certificate of a node authority, which vouches for nodes and is none");
    }
    if (commonName.startsWith(Node.PREFIX)) {
      String id = commonName.substring(Node.PREFIX.length());
      return new Node(cluster, new NodeId(ClusterId.strictUuid(id)));
    }
    throw new IllegalArgumentException(
        "its common name \""
            + commonName
            + "\" is none of control-service, node-UUID and user-NAME");
  }
}
