package io.flocker.cli.certificate;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.NewFiles;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands have in common that sign with the cluster's authority. */
abstract class SigningOptions extends CertificateOptions {

  @Option(
      names = {"-i", "--inputpath"},
      paramLabel = "FOLDER",
      description = "Where cluster.crt and cluster.key are (default: the current folder).")
  private Path input = Path.of("");

  final AuthorityFolder authority() {
    return authority(input);
  }

  /** A new key with its certificate in two new files. */
  final void issue(
      AuthorityFolder authority,
      Identity identity,
      List<String> hosts,
      Duration duration,
      String name) {
    KeyPair pair = keys().generate();
    write(name, authority.issue(identity, hosts, pair.getPublic(), duration), pair, Map.of());
  }

  /** The key first: a certificate without its key would look complete. */
  final void write(
      String name, X509Certificate certificate, KeyPair pair, Map<Path, byte[]> others) {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(output(name + ".key"), IssuedFiles.key(pair.getPrivate()));
    files.putAll(others);
    files.put(output(name + ".crt"), IssuedFiles.certificate(certificate));
    NewFiles.create(files);
  }
}
