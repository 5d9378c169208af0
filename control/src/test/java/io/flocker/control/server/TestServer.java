package io.flocker.control.server;

import static org.awaitility.Awaitility.await;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.rest.Api;
import io.flocker.control.store.ConfigurationStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The real API over real TLS on the loopback, with certificates of a cluster of its own. */
final class TestServer implements AutoCloseable {

  private static final Duration YEAR = Duration.ofDays(365);

  /** Longer than a loaded machine lets anybody wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  final Path folder;
  final AuthorityFolder authority;
  final ConfigurationStore store;
  final Cluster cluster = new Cluster(InstantSource.system());
  final ControlServer server;

  /** A server that is as patient as a test may need. */
  TestServer(Path where) throws IOException {
    this(where, Duration.ofMinutes(1));
  }

  /** The same, with heartbeats as often as this. */
  TestServer(Path where, Duration heartbeat) throws IOException {
    folder = Files.createDirectory(where.resolve("cluster"));
    authority =
        AuthorityFolder.initialize(
            folder, "test", KeyKind.EC, YEAR.multipliedBy(2), InstantSource.system());
    store =
        ConfigurationStore.open(
            where.resolve("configuration.db"), InstantSource.system(), AssertionError::new);
    seeNode();
    Tls tls =
        Tls.server(
            files("control-service", new Identity.ControlService(authority.cluster())),
            Set.of(Identity.Kind.USER),
            InstantSource.system(),
            _ -> {});
    Api api =
        new Api(new Api.Parts(store, cluster, InstantSource.system(), "1.2.3", TestServer::defect));
    server =
        ControlServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tls,
            api,
            TestServer::defect,
            heartbeat,
            PATIENCE);
  }

  /** Returns once all who watch were told of it: to those who come later it is no news. */
  private void seeNode() {
    Set<Long> told = ConcurrentHashMap.newKeySet();
    try (ConfigurationStore.Watch _ = store.watch(committed -> told.add(committed.revision()))) {
      store.submit(new Command.SeeNode(Scenario.A, "10.0.0.1"), "tester");
      await().until(() -> told.contains(store.snapshot().revision()));
    }
  }

  private static void defect(String incident, Exception defect) {
    throw new AssertionError(incident, defect);
  }

  @Override
  public void close() {
    server.close();
    store.close();
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

  /** What a caller with this identity trusts and shows; its certificate is {@code caller.crt}. */
  Tls tls(Identity identity) throws IOException {
    return tls("caller", identity);
  }

  /** The same, with files of this name, for when there are several callers. */
  Tls tls(String name, Identity identity) throws IOException {
    return Tls.client(
        files(name, identity),
        Set.of(Identity.Kind.CONTROL_SERVICE),
        InstantSource.system(),
        _ -> {});
  }

  Tls tls(Role role) throws IOException {
    return tls(new Identity.User(authority.cluster(), "alice", role));
  }

  HttpClient user(Role role) throws IOException {
    return HttpClient.newBuilder().sslContext(tls(role).context()).build();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }
}
