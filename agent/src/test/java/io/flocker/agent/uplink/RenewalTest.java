package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.agent.renewal.CertificateRenewal;
import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.NodeProtocolGrpc;
import io.flocker.wire.CertificateState;
import io.flocker.wire.Hellos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents renew their certificates by the control service, over real TLS. */
class RenewalTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path temporary;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final NodeId node = new NodeId(UUID.randomUUID());
  private TestCluster cluster;
  private TestControl control;
  private volatile Duration turned = Duration.ZERO;

  @BeforeEach
  void serve() throws IOException {
    cluster = new TestCluster(temporary);
    control = serve(_ -> false);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private InstantSource clock() {
    return () -> Instant.now().plus(turned);
  }

  private TestControl serve(Predicate<NodeId> decommissioned) throws IOException {
    return open(
        new TestControl(
            cluster, 0, UplinkTest.QUICK, of -> cluster.renewals(of, decommissioned, clock())));
  }

  private TestAgent joined() throws IOException {
    TestAgent agent = open(new TestAgent(cluster, node, control.port(), "a.example"));
    await().until(agent::isJoined);
    return agent;
  }

  private CertificateRenewal renewal(TestAgent agent) throws IOException {
    return new CertificateRenewal(
        cluster.nodeFiles(node),
        new CertificateRenewal.ControlService() {

          @Override
          public boolean isThere() {
            return agent.isJoined();
          }

          @Override
          public RenewalAnswer renew(String signingRequest) {
            return agent.uplink.renew(signingRequest).join();
          }

          @Override
          public void tell(CertificateState state) {
            agent.uplink.certificate(state);
          }
        },
        false,
        clock(),
        RandomGenerator.getDefault());
  }

  private Credential present() throws IOException {
    TlsFiles files = cluster.nodeFiles(node);
    return Credential.read(files.certificate(), files.key());
  }

  private Optional<CertificateState> known() {
    return control.node(node).links().getFirst().certificate();
  }

  private static Instant end(Credential of) {
    return of.certificate().getNotAfter().toInstant();
  }

  private RenewalAnswer ask(TestAgent agent, Identity forWhom) throws Exception {
    return agent
        .uplink
        .renew(SigningRequest.write(forWhom, KeyKind.EC.generate()))
        .get(1, TimeUnit.MINUTES);
  }

  private Identity self() {
    return new Identity.Node(cluster.id(), node);
  }

  private static void isDeclined(RenewalAnswer answer, String why) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            RenewalAnswer.Declined.class, declined -> assertThat(declined.why()).contains(why));
  }

  @Test
  void whenTwoThirdsOfItsTimeAreOverACertificateIsReplacedAndTheConnectionGoesOn()
      throws Exception {
    X509Certificate authority = cluster.nodeAuthority();
    TestAgent agent = joined();
    UplinkState before = agent.uplink.state();
    Credential old = present();
    CertificateRenewal renewal = renewal(agent);

    turned = Duration.ofDays(59);
    assertThat(renewal.step()).isEqualTo(HOUR);
    assertThat(present()).isEqualTo(old);
    await()
        .until(() -> known().equals(Optional.of(new CertificateState(end(old), Optional.empty()))));

    turned = Duration.ofDays(65);
    renewal.step();

    Credential renewed = present();
    assertThat(renewed.key()).isNotEqualTo(old.key());
    assertThat(renewed.chain()).hasSize(2).endsWith(authority);
    assertThat(Certificates.identity(renewed.certificate())).isEqualTo(self());
    assertThat(end(renewed))
        .isBetween(
            Instant.now().plus(Duration.ofDays(94)), Instant.now().plus(Duration.ofDays(96)));
    assertThat(Files.readString(cluster.issued()))
        .contains(renewed.certificate().getSerialNumber().toString(16), "node-" + node);
    assertThat(agent.uplink.state()).isEqualTo(before);
    await()
        .until(() ->
            known().equals(Optional.of(new CertificateState(end(renewed), Optional.empty()))));

    renewal.step();
    assertThat(present()).isEqualTo(renewed);
  }

  @Test
  void theNextConnectionIsMadeWithTheNewCertificate() throws Exception {
    cluster.nodeAuthority();
    cluster.nodeFiles(node, Duration.ofDays(70));
    try (TestAgent agent = joined()) {
      renewal(agent).step();
    }
    Credential renewed = present();
    assertThat(renewed.chain()).hasSize(2);

    joined();

    // Nobody has told it: it is what the connection has shown.
    await().until(() -> known().map(CertificateState::ends).equals(Optional.of(end(renewed))));
  }

  @Test
  void aNodeThatAsksForAnotherNodesNameGetsItsOwn() throws Exception {
    cluster.nodeAuthority();
    Identity other = new Identity.Node(cluster.id(), new NodeId(UUID.randomUUID()));

    RenewalAnswer answer = ask(joined(), other);

    assertThat(answer)
        .isInstanceOfSatisfying(
            RenewalAnswer.Signed.class,
            signed ->
                assertThat(Certificates.identity(first(signed.certificates()))).isEqualTo(self()));
    assertThat(Files.readString(cluster.issued())).doesNotContain(other.commonName());
  }

  private X509Certificate first(String certificates) {
    try {
      return Pem.certificate(Files.writeString(temporary.resolve("signed.crt"), certificates));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withoutANodeAuthorityTheReasonIsToldUntilThereIsOne() throws Exception {
    cluster.nodeFiles(node, Duration.ofDays(70));
    TestAgent agent = joined();
    CertificateRenewal renewal = renewal(agent);
    Credential old = present();

    renewal.step();

    assertThat(present()).isEqualTo(old);
    await()
        .until(() ->
            known()
                .flatMap(CertificateState::problem)
                .filter(why -> why.contains("flocker-ca create-node-authority"))
                .isPresent());
    assertThat(known().orElseThrow().ends()).isEqualTo(end(old));
    assertThat(agent.isJoined()).isTrue();

    cluster.nodeAuthority();
    // Not before the pause is over.
    assertThat(renewal.step()).isPositive();
    assertThat(present()).isEqualTo(old);
    turned = HOUR;
    renewal.step();

    assertThat(present().chain()).hasSize(2);
    await().until(() -> known().flatMap(CertificateState::problem).isEmpty());
  }

  @Test
  void aRevokedNodeAuthoritySignsNothing() throws Exception {
    X509Certificate authority = cluster.nodeAuthority();
    TestAgent agent = joined();

    cluster.revoke(List.of(authority));

    isDeclined(ask(agent, self()), "node authority was revoked at ");
    assertThat(cluster.issued()).doesNotExist();
  }

  @Test
  void whoseNodeAuthorityIsRevokedIsLetGo() throws Exception {
    X509Certificate authority = cluster.nodeAuthority();
    cluster.nodeFiles(node, Duration.ofDays(70));
    try (TestAgent agent = joined()) {
      renewal(agent).step();
    }
    TestAgent agent = joined();

    cluster.revoke(List.of(authority));

    await().until(() -> !agent.isJoined());
  }

  @Test
  void aNodeAuthorityOfAnotherClusterSignsNothing() throws Exception {
    TestCluster other = new TestCluster(temporary);
    other.nodeAuthority();
    for (String name : List.of("node-authority.crt", "node-authority.key")) {
      Files.copy(other.folder().resolve(name), cluster.folder().resolve(name));
    }

    isDeclined(ask(joined(), self()), "not the certificate of a node authority of this cluster");
  }

  @Test
  void aNodeThatWasTakenOutGetsNone() throws Exception {
    cluster.nodeAuthority();
    control = serve(node::equals);

    isDeclined(ask(joined(), self()), "was taken out of the cluster");
  }

  @Test
  void aSecondCertificateMustWaitAMoment() throws Exception {
    cluster.nodeAuthority();
    TestAgent agent = joined();
    assertThat(ask(agent, self())).isInstanceOf(RenewalAnswer.Signed.class);

    isDeclined(ask(agent, self()), "a moment ago");

    turned = Duration.ofMinutes(1);
    assertThat(ask(agent, self())).isInstanceOf(RenewalAnswer.Signed.class);
  }

  @Test
  void whileAnOlderAgentIsConnectedNothingIsSignedThatItWouldRefuse() throws Exception {
    cluster.nodeAuthority();
    TestAgent agent = joined();
    NodeId old = new NodeId(UUID.randomUUID());
    try (RawAgent<AgentMessage, ControlMessage> older =
        new RawAgent<>(
            cluster.node(old),
            control.port(),
            NodeProtocolGrpc.NodeProtocolStub.class,
            NodeProtocolGrpc.NodeProtocolStub::connect,
            1_000)) {
      older.say(
          AgentMessage.newBuilder()
              .setHello(
                  Hellos.write(TestAgent.hello("old.example", true, true, "boot")).toBuilder()
                      .setProtocolMinor(0))
              .build());
      await().until(() -> control.cluster.now().node(old).isPresent());

      isDeclined(ask(agent, self()), "such as that of node " + old);
      // It does not say how its certificate is: what it has shown is known.
      assertThat(control.node(old).links().getFirst().certificate()).isPresent();
    }
  }

  @Test
  void aRequestThatIsNoneIsDeclined() throws Exception {
    cluster.nodeAuthority();
    TestAgent agent = joined();

    isDeclined(agent.uplink.renew("please").get(1, TimeUnit.MINUTES), "no CERTIFICATE REQUEST");
    assertThat(agent.isJoined()).isTrue();
  }

  @Test
  void whileTheControlServiceIsAwayNothingIsAsked() throws Exception {
    cluster.nodeFiles(node, Duration.ofDays(70));
    TestAgent agent = joined();
    Credential old = present();
    control.close();
    await().until(() -> !agent.isJoined());

    assertThat(renewal(agent).step()).isPositive();

    assertThat(present()).isEqualTo(old);
    KeyPair pair = KeyKind.EC.generate();
    assertThat(agent.uplink.renew(SigningRequest.write(self(), pair)).get(1, TimeUnit.MINUTES))
        .isInstanceOf(RenewalAnswer.Lost.class);
  }
}
