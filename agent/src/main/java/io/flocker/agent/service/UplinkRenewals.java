package io.flocker.agent.service;

import io.flocker.agent.renewal.CertificateRenewal;
import io.flocker.agent.uplink.RenewalAnswer;
import io.flocker.agent.uplink.Uplink;
import io.flocker.agent.uplink.UplinkState;
import io.flocker.wire.CertificateState;

/** The control service at the other end of the uplink. */
record UplinkRenewals(Uplink uplink) implements CertificateRenewal.ControlService {

  @Override
  public boolean isThere() {
    return uplink.state() instanceof UplinkState.Joined;
  }

  @Override
  public RenewalAnswer renew(String signingRequest) {
    return uplink.renew(signingRequest).join();
  }

  @Override
  public void tell(CertificateState state) {
    uplink.certificate(state);
  }
}
