package io.flocker.agent.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.agent.uplink.RenewalAnswer;
import io.flocker.agent.uplink.TestCluster;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.NodeAuthority;
import io.flocker.api.certificate.authority.SigningRequest;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.core.model.NodeId;
import io.flocker.wire.CertificateState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent makes of the answers of a control service that may be wrong. */
class CertificateRenewalTest {

  @TempDir private Path temporary;

  private final NodeId node = new NodeId(UUID.randomUUID());
  private final List<CertificateState> told = new ArrayList<>();
  private TestCluster cluster;
  private TlsFiles files;
  private Credential old;

  @BeforeEach
  void make() throws IOException {
    cluster = new TestCluster(temporary);
    cluster.nodeAuthority();
    files = cluster.nodeFiles(node, Duration.ofDays(70));
    old = read();
  }

  private Credential read() {
    return Credential.read(files.certificate(), files.key());
  }

  /** Answers what a test makes of a request. */
  private CertificateRenewal renewal(
      Function<String, RenewalAnswer> answer, boolean atOnce, InstantSource clock) {
    return new CertificateRenewal(
        files,
        new CertificateRenewal.ControlService() {

          @Override
          public boolean isThere() {
            return true;
          }

          @Override
          public RenewalAnswer renew(String signingRequest) {
            return answer.apply(signingRequest);
          }

          @Override
          public void tell(CertificateState state) {
            told.add(state);
          }
        },
        atOnce,
        clock,
        RandomGenerator.getDefault());
  }

  private RenewalAnswer signed(NodeId forWhom, PublicKey key) {
    NodeAuthority authority =
        NodeAuthority.open(
            cluster.folder(), files.authority(), cluster.issued(), InstantSource.system());
    return new RenewalAnswer.Signed(
        new String(
            IssuedFiles.certificates(
                authority.issue(
                    new Identity.Node(cluster.id(), forWhom), key, Validity.RENEWED_NODE)),
            StandardCharsets.US_ASCII));
  }

  private RenewalAnswer asAsked(String request) {
    return signed(node, SigningRequest.read(request).key());
  }

  private void isNotTaken(Function<String, RenewalAnswer> answer, String why) {
    Duration pause = renewal(answer, false, InstantSource.system()).step();

    assertThat(read()).isEqualTo(old);
    assertThat(told.getLast().problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains(why));
    assertThat(pause).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  @Test
  void whatIsGoodIsTaken() {
    renewal(this::asAsked, false, InstantSource.system()).step();

    assertThat(read()).isNotEqualTo(old);
    assertThat(told).singleElement().satisfies(state -> assertThat(state.problem()).isEmpty());
  }

  @Test
  void anotherNodesCertificateIsNotTaken() {
    isNotTaken(
        request -> signed(new NodeId(UUID.randomUUID()), SigningRequest.read(request).key()),
        "not for this node");
  }

  @Test
  void aCertificateOfAnotherKeyIsNotTaken() {
    isNotTaken(_ -> signed(node, KeyKind.EC.generate().getPublic()), "has signed another key than");
  }

  @Test
  void aCertificateThatOthersWouldRefuseIsNotTaken() throws IOException {
    isNotTaken(
        request -> {
          String all = ((RenewalAnswer.Signed) asAsked(request)).certificates();
          // Without who vouches for it.
          return new RenewalAnswer.Signed(
              all.substring(0, all.indexOf("-----END CERTIFICATE-----") + 26));
        },
        "others would refuse the certificate");
  }

  @Test
  void nonsenseIsNotTaken() {
    isNotTaken(_ -> new RenewalAnswer.Signed("hello"), "no certificate");
    isNotTaken(_ -> new RenewalAnswer.Declined("not today"), "not today");
  }

  @Test
  void filesThatCannotBeWrittenAreToldAndTheOldOnesStay() throws IOException {
    // A folder where the new key should be prepared, which is not empty.
    Path inTheWay = Files.createDirectory(Credential.prepared(files.key()));
    Files.writeString(inTheWay.resolve("x"), "");

    isNotTaken(this::asAsked, "node-" + node + ".key.new");
  }

  @Test
  void aMadeCertificateIsReplacedAtOnceIfThatIsAskedForAndOnlyOnce() throws IOException {
    Files.delete(files.key());
    files = cluster.nodeFiles(node);
    old = read();
    renewal(this::asAsked, false, InstantSource.system()).step();
    assertThat(read()).isEqualTo(old);

    renewal(this::asAsked, true, InstantSource.system()).step();
    Credential renewed = read();
    assertThat(renewed).isNotEqualTo(old);

    renewal(this::asAsked, true, InstantSource.system()).step();
    assertThat(read()).isEqualTo(renewed);
  }

  @Test
  void theTimeOfARenewalIsTheSameWheneverAskedAndDifferentForEachCertificate() {
    Instant due = RenewalTimes.due(old.certificate());
    Instant from = old.certificate().getNotBefore().toInstant();

    assertThat(RenewalTimes.due(old.certificate())).isEqualTo(due);
    assertThat(due).isBetween(from.plus(Duration.ofDays(60)), from.plus(Duration.ofDays(64)));
  }

  @Test
  void pausesGrowUpToAnEighthOfWhatIsLeft() {
    Duration month = Duration.ofDays(30);
    assertThat(RenewalTimes.pause(1, month, 1)).isEqualTo(Duration.ofMinutes(1));
    assertThat(RenewalTimes.pause(1, month, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(RenewalTimes.pause(3, month, 1)).isEqualTo(Duration.ofMinutes(4));
    assertThat(RenewalTimes.pause(500, month, 1)).isEqualTo(Duration.ofHours(6));
    assertThat(RenewalTimes.pause(500, Duration.ofHours(8), 1)).isEqualTo(Duration.ofHours(1));
    assertThat(RenewalTimes.pause(500, Duration.ZERO, 1)).isEqualTo(Duration.ofMinutes(1));
  }
}
