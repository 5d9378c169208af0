package io.flocker.node.route;

/** Routes through iptables-legacy. */
final class IptablesLegacyRouterTest extends RouterContract {
  IptablesLegacyRouterTest() {
    super("-legacy");
  }
}
