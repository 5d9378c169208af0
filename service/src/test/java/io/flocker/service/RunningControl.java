package io.flocker.service;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.service.ControlService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A real control service with certificates of a real authority. */
final class RunningControl implements AutoCloseable {

  private static final String HERE = "127.0.0.1";

  private final ControlService service;

  /** Starts it on a data folder; its certificates go into another, empty one. */
  RunningControl(Path data, Path certificates) throws IOException {
    AuthorityFolder authority =
        AuthorityFolder.initialize(
            certificates, "test", KeyKind.EC, Validity.AUTHORITY, InstantSource.system());
    TlsFiles files = TlsFiles.in(certificates, "control-service");
    KeyPair pair = KeyKind.EC.generate();
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(
        files.certificate(),
        IssuedFiles.certificate(
            authority.issue(
                new Identity.ControlService(authority.cluster()),
                List.of(HERE),
                pair.getPublic(),
                Validity.NODE)));
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    service =
        ControlService.start(
            new ControlOptions(
                data, files, free, free, "test", Duration.ofDays(30), Duration.ofDays(30)),
            InstantSource.system());
  }

  @Override
  public void close() {
    service.close();
  }
}
