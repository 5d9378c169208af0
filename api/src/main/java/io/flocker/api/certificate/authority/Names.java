package io.flocker.api.certificate.authority;

import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Identities in the form of certificates. {@code Identity.parse} is the way back. */
final class Names {

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private Names() {}

  static X500Name of(Identity identity) {
    return name(identity.commonName(), identity.cluster());
  }

  static X500Name name(String commonName, ClusterId cluster) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.CN, commonName)
        .addRDN(BCStyle.OU, cluster.toString())
        .build();
  }

  /** What else it is called: a server's hosts, a user's role. Empty for none. */
  static Optional<GeneralNames> alternatives(Identity identity, List<String> hosts) {
    List<GeneralName> names = new ArrayList<>();
    switch (identity) {
      case Identity.ControlService _ -> {
        names.add(host(Identity.CONTROL_SERVICE_NAME));
        hosts.stream()
            .filter(host -> !host.equals(Identity.CONTROL_SERVICE_NAME))
            .map(Names::host)
            .forEach(names::add);
      }
      case Identity.Node _ -> hosts.stream().map(Names::host).forEach(names::add);
      case Identity.User user -> names.add(role(user.role()));
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new GeneralNames(names.toArray(GeneralName[]::new)));
  }

  private static GeneralName role(Role role) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, role.uri());
  }

  private static GeneralName host(String host) {
    boolean address = ADDRESS.matcher(host).matches();
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }
}
