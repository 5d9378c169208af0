package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.cli.TestControl.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code flocker-ca} as a person types it, in a folder with the authority of a cluster. */
abstract class CertificateFixture {

  @TempDir Path folder;

  @BeforeEach
  void initialize() {
    assertThat(ca("initialize", "mycluster", "-o", folder).status()).isZero();
  }

  static Result ca(Object... arguments) {
    return TestControl.run("flocker-ca", arguments);
  }

  /** A command that reads and writes in the folder of the cluster. */
  Result here(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-i", folder, "-o", folder));
    return ca(all.toArray());
  }

  static void assertFails(Result result, String... parts) {
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains(parts).contains("ERROR: ").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  Identity identity(String file) {
    return Certificates.identity(Pem.certificate(folder.resolve(file)));
  }
}
