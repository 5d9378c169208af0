package io.flocker.control.nodes;

import io.flocker.api.certificate.Tls;
import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;

/** Gives a key manager to a library that asks for the factory of one. */
final class OwnKeys extends KeyManagerFactorySpi {

  private final KeyManager keys;

  private OwnKeys(KeyManager keys) {
    this.keys = keys;
  }

  static KeyManagerFactory factory(Tls tls) {
    return new Factory(new OwnKeys(tls.keyManager()));
  }

  private static final class Factory extends KeyManagerFactory {

    Factory(KeyManagerFactorySpi spi) {
      super(spi, new NoProvider(), "flocker");
    }
  }

  private static final class NoProvider extends Provider {

    private static final long serialVersionUID = 1L;

    NoProvider() {
      super("flocker", "1", "keys that are read from files by their owner");
    }
  }

  @Override
  protected void engineInit(KeyStore store, char[] password) {
    // The keys are there already.
  }

  @Override
  protected void engineInit(ManagerFactoryParameters parameters) {
    // The keys are there already.
  }

  @Override
  protected KeyManager[] engineGetKeyManagers() {
    return new KeyManager[] {keys};
  }
}
