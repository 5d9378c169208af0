package io.flocker.control.transport;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.flocker.api.certificate.Tls;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.KeyManagerFactoryWrapper;
import java.net.InetSocketAddress;

/** A server that demands certificates. */
public final class MutualTls {

  private MutualTls() {}

  /**
   * With nothing to serve yet.
   *
   * @param address port 0 for any that is free
   * @param tls says who is let in
   */
  public static ServerBuilder server(InetSocketAddress address, Tls tls) {
    return Server.builder()
        .https(address)
        .tls(new KeyManagerFactoryWrapper(tls.keyManager()))
        .tlsEngineType(TlsEngineType.JDK)
        .tlsCustomizer(context ->
            context
                .trustManager(tls.trustManager())
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(Tls.PROTOCOLS))
        .bossGroupFactory(name -> new EventLoops(1, name))
        .workerGroup(new EventLoops(Flags.numCommonWorkers(), "network"), true);
  }
}
