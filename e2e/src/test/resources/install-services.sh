#!/bin/sh
# Makes a test host part of a cluster: install-services.sh NODE CONTROL, the node's id and the control service's address.
set -eu
cd /share/e2e/certificates
install -m 600 cluster.crt /etc/flocker/
install -m 600 "$1.crt" /etc/flocker/node.crt
install -m 600 "$1.key" /etc/flocker/node.key
install -m 600 "control-$2.crt" /etc/flocker/control-service.crt
install -m 600 "control-$2.key" /etc/flocker/control-service.key
echo "control-service: {hostname: $2}" >> /etc/flocker/agent.yml
for unit in control agent dataset-agent container-agent; do
    systemctl -q link /opt/flocker/systemd/flocker-$unit.service
done
systemctl -q link /opt/flocker/systemd/flocker-docker-plugin.socket
systemctl -q enable --now flocker-docker-plugin.socket
systemctl -q enable flocker-agent
