package io.flocker.api.certificate.authority;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Locale;

/** The keys that Flocker makes. */
public enum KeyKind {
  /** On the curve P-256: small and quick. */
  EC,
  /** Of 4096 bits, as the original's: for clients that know nothing newer. */
  RSA;

  /** A new key pair. RSA takes seconds. */
  public KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name());
      generator.initialize(parameters());
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + this + " keys", e);
    }
  }

  private AlgorithmParameterSpec parameters() {
    return switch (this) {
      case EC -> new ECGenParameterSpec("secp256r1");
      case RSA -> new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
