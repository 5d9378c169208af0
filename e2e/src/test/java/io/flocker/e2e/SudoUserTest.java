package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Hosts that let nobody in as root: a user logs in, who becomes root by sudo. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SudoUserTest {

  private static final String STORE =
      """
      services:
        store: {image: redis, ports: ["6379:6379"], volumes: ["store:/data"]}
      volumes: {store: }
      """;

  /** At an unusual place, which nothing but the list of users tells. */
  private static final String HOME = "/srv/people/deployer";

  private static final String RULE = "/etc/sudoers.d/deployer";
  private static final String KEYS = HOME + "/.ssh/authorized_keys";
  private static final String KEYS_OF_ROOT = "/root/.ssh/authorized_keys";

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);

  @BeforeAll
  void makeUser() {
    String make =
        """
        set -e
        mkdir -p /srv/people
        useradd --create-home --home-dir %1$s --password '*' --shell /bin/sh deployer
        echo 'deployer ALL=(root) NOPASSWD: ALL' > %2$s
        chmod 440 %2$s
        install -d -m 700 -o deployer %1$s/.ssh
        install -m 600 -o deployer %4$s %3$s
        sed -i '/flocker-node-/d' %3$s
        mv %4$s %4$s.kept
        """
            .formatted(HOME, RULE, KEYS, KEYS_OF_ROOT);
    Cluster.HOSTS.forEach(host -> Lab.shell(host, make).orFail());
  }

  @AfterAll
  void removeUser() {
    String remove =
        """
        mv %s.kept %s
        rm -f %s
        userdel --force --remove deployer 2>/dev/null
        rm -rf /srv/people
        """
            .formatted(KEYS_OF_ROOT, KEYS_OF_ROOT, RULE);
    Cluster.HOSTS.forEach(host -> Lab.shell(host, remove).orFail());
  }

  private Shell.Result deploy(String deployment) {
    return cluster.deploy(deployment, STORE, "--user", "deployer");
  }

  @Test
  void dataMovesBetweenNodesThatAreReachedAsAUserWithSudo() {
    deploy(placing("store", "", "")).orFail();
    eventually()
        .untilAsserted(
            () -> assertThat(redis("10.77.0.1", 6379, "SET name kept")).isEqualTo("+OK"));
    deploy(placing("", "store", "")).orFail();
    assertRunning("", "store", "");
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.3", 6379, "GET name")).isEqualTo("kept"));
    assertThat(Cluster.HOSTS)
        .as("still nobody gets in as root")
        .allSatisfy(host -> Lab.shell(host, "test ! -e " + KEYS_OF_ROOT).orFail());
    assertThat(Lab.shell("h2", "stat -c '%U %a' " + KEYS).orFail().strip())
        .isEqualTo("deployer 600");
    assertThat(Lab.shell("h2", "cat " + KEYS).orFail().lines())
        .as("the administrator's key and one of each node")
        .hasSize(4)
        .filteredOn(line -> line.contains("flocker-node-"))
        .hasSize(3)
        .allMatch(line -> line.startsWith("restrict,command=\"sudo -n "));
  }

  @Test
  void aNodeWhoseSudoAsksForAPasswordIsNamedWithTheCure() {
    Lab.shell("h2", "sed -i 's/NOPASSWD: //' " + RULE).orFail();
    try {
      Shell.Result result = deploy(placing("store", "", ""));
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.errors())
          .contains("node 10.77.0.2: sudo does not let user deployer become root")
          .contains("a password is required")
          .contains("deployer ALL=(root) NOPASSWD: ALL");
    } finally {
      Lab.shell("h2", "sed -i 's/(root) /(root) NOPASSWD: /' " + RULE).orFail();
    }
  }

  @Test
  void aNodeWithoutSudoIsNamedWithTheCure() {
    Lab.shell("h2", "mv /usr/bin/sudo /usr/bin/sudo.kept").orFail();
    try {
      Shell.Result result = deploy(placing("store", "", ""));
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.errors())
          .contains("node 10.77.0.2: sudo, by which user deployer becomes root, is not installed");
    } finally {
      Lab.shell("h2", "mv /usr/bin/sudo.kept /usr/bin/sudo").orFail();
    }
  }
}
