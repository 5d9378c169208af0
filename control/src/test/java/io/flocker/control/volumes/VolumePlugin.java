package io.flocker.control.volumes;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.TlsEngineType;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.DatasetId;
import io.flocker.protocol.v1.LeftVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.protocol.v1.NodeProtocolGrpc.NodeProtocolBlockingStub;
import io.flocker.protocol.v1.TakenVolume;
import io.flocker.protocol.v1.VolumeName;
import io.flocker.protocol.v1.VolumeQuery;
import java.time.Duration;
import java.util.List;

/** The volume plugin of a node, over real TLS. */
final class VolumePlugin implements AutoCloseable {

  /** It does not try again, so a loaded machine must not look like one that is not there. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ClientFactory factory;
  private final NodeProtocolBlockingStub service;

  VolumePlugin(int port, Tls tls) {
    factory =
        ClientFactory.builder()
            .tlsEngineType(TlsEngineType.JDK)
            .tlsCustomizer(context ->
                context
                    .keyManager(tls.keyManager())
                    .trustManager(tls.trustManager())
                    .protocols(Tls.PROTOCOLS))
            .connectTimeout(PATIENCE)
            .build();
    service =
        GrpcClients.builder(SessionProtocol.H2, Endpoint.of("127.0.0.1", port))
            .factory(factory)
            .writeTimeoutMillis(0)
            .responseTimeout(PATIENCE.multipliedBy(2))
            .build(NodeProtocolBlockingStub.class);
  }

  List<NamedVolume> list(String name) {
    return service.listVolumes(VolumeQuery.newBuilder().setName(name).build()).getVolumesList();
  }

  NamedVolume create(String name) {
    return create(NewVolume.newBuilder().setName(name));
  }

  NamedVolume create(NewVolume.Builder volume) {
    return service.createVolume(volume.build());
  }

  NamedVolume take(String name) {
    return take(TakenVolume.newBuilder().setName(name));
  }

  NamedVolume take(TakenVolume.Builder volume) {
    return service.takeVolume(volume.build());
  }

  void leave(NamedVolume volume) {
    leave(volume.getDataset());
  }

  void leave(DatasetId dataset) {
    leave(dataset.toString());
  }

  void leave(String dataset) {
    var _ = service.leaveVolume(LeftVolume.newBuilder().setDataset(dataset).build());
  }

  void remove(String name) {
    var _ = service.removeVolume(VolumeName.newBuilder().setName(name).build());
  }

  @Override
  public void close() {
    factory.close();
  }
}
