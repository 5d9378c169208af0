package io.flocker.control.volumes;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.nodes.NodeCalls;
import io.flocker.control.nodes.NodeRenewals;
import io.flocker.control.nodes.NodeServer;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.control.nodes.WishBoard;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The node protocol's real server with a real store, over real TLS, and the volume plugins of the
 * nodes; nodes A and B are known.
 */
final class TestNodes implements AutoCloseable {

  private static final Duration YEAR = Duration.ofDays(365);

  final ConfigurationStore store;
  final Cluster cluster = new Cluster(InstantSource.system());
  private final Path folder;
  private final AuthorityFolder authority;
  private final NodeServer server;
  private final List<VolumePlugin> plugins = new ArrayList<>();

  TestNodes(Path where, VolumeSettings settings) throws IOException {
    folder = Files.createDirectory(where.resolve("cluster"));
    authority =
        AuthorityFolder.initialize(
            folder, "test", KeyKind.EC, YEAR.multipliedBy(2), InstantSource.system());
    store =
        ConfigurationStore.open(
            where.resolve("configuration.db"), InstantSource.system(), AssertionError::new);
    submit(new Command.SeeNode(Scenario.A, "10.0.0.1"));
    submit(new Command.SeeNode(Scenario.B, "10.0.0.2"));
    TlsFiles files = files("control-service", new Identity.ControlService(authority.cluster()));
    server =
        NodeServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Tls.server(files, Set.of(Identity.Kind.NODE), InstantSource.system(), _ -> {}),
            authority.cluster(),
            cluster,
            new WishBoard(),
            _ -> false,
            new NodeCalls(
                new NodeRenewals(
                    files,
                    where.resolve("issued"),
                    YEAR,
                    cluster,
                    _ -> false,
                    InstantSource.system()),
                Optional.of(new VolumeCalls(store, cluster, settings, InstantSource.system()))),
            NodeSettings.STANDARD,
            InstantSource.system());
  }

  private TlsFiles files(String name, Identity identity) throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    TlsFiles files = TlsFiles.in(folder, name);
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(
        files.certificate(),
        IssuedFiles.certificate(
            authority.issue(identity, List.of("127.0.0.1"), pair.getPublic(), YEAR)));
    return files;
  }

  /** The plugin of a node, which has a certificate of its own. */
  VolumePlugin plugin(NodeId node) throws IOException {
    Tls tls =
        Tls.client(
            files("node-" + node, new Identity.Node(authority.cluster(), node)),
            Set.of(Identity.Kind.CONTROL_SERVICE),
            InstantSource.system(),
            _ -> {});
    VolumePlugin plugin = new VolumePlugin(server.port(), tls);
    plugins.add(plugin);
    return plugin;
  }

  /** Has something done that cannot be refused. */
  void submit(Command command) {
    if (store.submit(command, "tester") instanceof Outcome.Refused(var refusal)) {
      throw new AssertionError(refusal);
    }
  }

  @Override
  public void close() {
    plugins.forEach(VolumePlugin::close);
    server.close();
    store.close();
  }
}
