package io.flocker.cli.certificate;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.Validity;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flocker-ca create-api-certificate}. */
@Command(
    name = "create-api-certificate",
    description = "Makes a key and a certificate for a user of the API.")
public final class CreateApiCertificate extends SigningOptions implements Callable<Integer> {

  private static final int PASSWORD_BYTES = 15;

  @Parameters(paramLabel = "NAME", description = "What the user is called.")
  private String name = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "What the user may do: admin (everything, default), operator (all but what can lose"
              + " data) or viewer (look).")
  private Role role = Role.ADMIN;

  @Option(
      names = "--p12",
      description = "Also write NAME.p12 for a browser, and print the password that opens it.")
  private boolean browser;

  @Override
  public Integer call() {
    AuthorityFolder authority = authority();
    Identity user = user(authority);
    KeyPair pair = keys().generate();
    X509Certificate certificate =
        authority.issue(user, List.of(), pair.getPublic(), duration(Validity.USER));
    String password = browser ? password() : "";
    write(name, certificate, pair, browserFile(authority, certificate, pair, password));
    say(
        "Created %s.crt. Give it to the API user (role %s) with %s.key and cluster.crt."
            .formatted(name, role, name));
    if (browser) {
      say("Created %s.p12 for a browser. It opens with the password %s".formatted(name, password));
      say("The password is kept nowhere else.");
    }
    return 0;
  }

  private Identity user(AuthorityFolder authority) {
    try {
      return new Identity.User(authority.cluster(), name, role);
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
  }

  private Map<Path, byte[]> browserFile(
      AuthorityFolder authority, X509Certificate certificate, KeyPair pair, String password) {
    return browser
        ? Map.of(
            output(name + ".p12"),
            IssuedFiles.browser(
                name,
                certificate,
                pair.getPrivate(),
                authority.certificate(),
                password.toCharArray()))
        : Map.of();
  }

  /** Made here: a person's own would be short, and an argument would show in the process list. */
  private static String password() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
