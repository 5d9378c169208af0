package io.flocker.node.route;

/** Routes through iptables-nft. */
final class IptablesNftRouterTest extends RouterContract {
  IptablesNftRouterTest() {
    super("-nft");
  }
}
