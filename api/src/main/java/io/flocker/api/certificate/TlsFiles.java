package io.flocker.api.certificate;

import java.nio.file.Path;

/**
 * The files of one end of a connection.
 *
 * @param authority {@code cluster.crt}
 * @param certificate the own certificate
 * @param key the own private key, in PKCS#8
 * @param revocations {@code cluster.crl}; the file need not exist while nothing is revoked
 */
public record TlsFiles(Path authority, Path certificate, Path key, Path revocations) {

  /**
   * The files as they lie in {@code /etc/flocker}.
   *
   * @param name such as {@code control-service}, {@code node} or {@code plugin}
   */
  public static TlsFiles in(Path folder, String name) {
    return new TlsFiles(
        folder.resolve("cluster.crt"),
        folder.resolve(name + ".crt"),
        folder.resolve(name + ".key"),
        folder.resolve("cluster.crl"));
  }
}
