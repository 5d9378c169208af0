package io.flocker.agent.uplink;

import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.NodeAuthorities;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.nodes.NodeRenewals;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A cluster's authority in a folder of its own, and both ends of real TLS. */
public final class TestCluster {

  private final Path folder;
  private final AuthorityFolder authority;

  /** A new one below {@code parent}. */
  public TestCluster(Path parent) throws IOException {
    folder = Files.createTempDirectory(parent, "cluster");
    authority =
        AuthorityFolder.initialize(
            folder, "test", KeyKind.EC, Validity.AUTHORITY, InstantSource.system());
  }

  private TestCluster(Path folder, AuthorityFolder authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** One that another process has made. */
  public static TestCluster open(Path folder) {
    return new TestCluster(folder, AuthorityFolder.open(folder, InstantSource.system()));
  }

  /** Where its files are. */
  public Path folder() {
    return folder;
  }

  /** Its id. */
  public ClusterId id() {
    return authority.cluster();
  }

  /** The control service's end: lets in nodes only. */
  public Tls control() throws IOException {
    return Tls.server(
        files("control-service", new Identity.ControlService(id())),
        Set.of(Identity.Kind.NODE),
        InstantSource.system(),
        _ -> {});
  }

  /** Renews by a node authority, when there is one. */
  public NodeRenewals renewals(Cluster cluster) {
    return renewals(cluster, _ -> false, InstantSource.system());
  }

  /** Renews by a node authority, when there is one. */
  public NodeRenewals renewals(
      Cluster cluster, Predicate<NodeId> decommissioned, InstantSource clock) {
    return new NodeRenewals(
        TlsFiles.in(folder, "control-service"),
        issued(),
        Validity.RENEWED_NODE,
        cluster,
        decommissioned,
        clock);
  }

  /** The list of what the node authority has signed. */
  public Path issued() {
    return folder.resolve("node-authority.issued");
  }

  /** Makes a node authority where the control service looks for it. */
  public X509Certificate nodeAuthority() throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    X509Certificate made = authority.issueNodeAuthority(pair.getPublic(), Validity.NODE_AUTHORITY);
    TlsFiles files = TlsFiles.in(folder, NodeAuthorities.COMMON_NAME);
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(files.certificate(), IssuedFiles.certificate(made));
    return made;
  }

  /** Revokes a certificate, with who vouches for it. */
  public void revoke(List<X509Certificate> chain) {
    authority.revoke(chain);
  }

  /** A node's files. */
  public TlsFiles nodeFiles(NodeId node) throws IOException {
    return files("node-" + node, new Identity.Node(id(), node));
  }

  /** A node's end. */
  public Tls node(NodeId node) throws IOException {
    return client(nodeFiles(node));
  }

  /** The end of a user of the API, who has no business here. */
  public Tls user() throws IOException {
    return client(userFiles());
  }

  /** That user's files. */
  public TlsFiles userFiles() throws IOException {
    return files("user", new Identity.User(id(), "alice", Role.ADMIN));
  }

  /** Revokes a node's certificate. */
  public void revoke(NodeId node) {
    authority.revoke(List.of(Pem.certificate(TlsFiles.in(folder, "node-" + node).certificate())));
  }

  private static Tls client(TlsFiles files) {
    return Tls.client(
        files, Set.of(Identity.Kind.CONTROL_SERVICE), InstantSource.system(), _ -> {});
  }

  private TlsFiles files(String name, Identity identity) throws IOException {
    return files(name, identity, authority);
  }

  /** A node's files, made some time ago. */
  public TlsFiles nodeFiles(NodeId node, Duration ago) throws IOException {
    return files(
        "node-" + node,
        new Identity.Node(id(), node),
        AuthorityFolder.open(folder, InstantSource.fixed(Instant.now().minus(ago))));
  }

  private TlsFiles files(String name, Identity identity, AuthorityFolder by) throws IOException {
    TlsFiles files = TlsFiles.in(folder, name);
    if (Files.notExists(files.key())) {
      KeyPair pair = KeyKind.EC.generate();
      Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
      Files.write(
          files.certificate(),
          IssuedFiles.certificate(
              by.issue(identity, List.of("127.0.0.1"), pair.getPublic(), Validity.NODE)));
    }
    return files;
  }
}
