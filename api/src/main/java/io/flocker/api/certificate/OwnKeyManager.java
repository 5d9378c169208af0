package io.flocker.api.certificate;

import io.flocker.core.problem.ProblemException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the own certificate, a renewed one from the next handshake on. Without a key store: filling
 * one costs more than the handshake. Safe for use by several threads.
 */
final class OwnKeyManager extends X509ExtendedKeyManager {

  private final WatchedFiles<Credential> files;
  private final Consumer<ProblemException> report;

  /**
   * By the certificate's fingerprint, which is the alias: chain and key are asked for one after the
   * other and must belong together though the files change in between. One entry a renewal.
   */
  private final Map<String, Credential> shown = new ConcurrentHashMap<>();

  OwnKeyManager(WatchedFiles<Credential> files, Consumer<ProblemException> report) {
    this.files = files;
    this.report = report;
  }

  /** The own pair; between the renewal of one file and of the other the old one is still good. */
  private Credential credential() {
    try {
      return files.get();
    } catch (ProblemException e) {
      Credential last = files.last();
      if (last == null) {
        throw e;
      }
      report.accept(e);
      return last;
    }
  }

  private @Nullable String alias(String... keyTypes) {
    Credential own = credential();
    String algorithm = own.key().getAlgorithm();
    // TLS 1.2 also says EC_EC and EC_RSA.
    if (Arrays.stream(keyTypes)
        .noneMatch(type -> type.equals(algorithm) || type.startsWith(algorithm + "_"))) {
      return null;
    }
    String alias = Certificates.fingerprint(own.certificate());
    shown.put(alias, own);
    return alias;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Credential own = shown.get(alias);
    return own == null ? null : own.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Credential own = shown.get(alias);
    return own == null ? null : own.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  private String @Nullable [] aliases(String keyType) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }
}
