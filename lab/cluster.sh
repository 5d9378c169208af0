#!/bin/bash
# Makes the hosts of a lab that are up one cluster that runs by itself, as docs/cluster.md says it: certificates in
# LAB/share/certificates, the control service on h1, an agent on each host. With arguments, from then on:
#   lab/cluster.sh PROGRAM ARG...   runs flockerctl, flocker-deploy or another program outside of all hosts, in that
#                                   folder, as the cluster's administrator; for example lab/cluster.sh flockerctl list
# Environment: LAB, as for lab.sh.
set -euo pipefail
HERE=$(dirname "$(readlink -f "$0")")
# shellcheck source=lab/common.sh
. "$HERE/common.sh"

LAB=$(realpath -m "${LAB:-/var/tmp/flocker-lab}")
export LAB
lab=$HERE/lab.sh
certificates=$LAB/share/certificates
CONTROL=10.77.0.1

if [ $# -gt 0 ]; then
    program=$LAB/share/flocker/bin/$1
    shift
    cd "$certificates" || die "no cluster was made of this lab yet: lab/cluster.sh makes one"
    exec "$lab" net env FLOCKER_CONTROL_SERVICE=$CONTROL "$program" "$@"
fi

mapfile -t hosts < <("$lab" status | awk '$2 == "up" { print $1 }')
[ ${#hosts[@]} -gt 0 ] || die "no host is up (LAB=$LAB)"
rm -rf "$certificates"
mkdir -p "$certificates"
ca() { "$LAB/share/flocker/bin/flocker-ca" "$@" >/dev/null; }
cd "$certificates"
ca initialize lab
ca create-control-certificate $CONTROL
ca create-api-certificate user

# A host on which flocker-deploy has been at work is a node already.
node_of() {
    local id
    id=$("$lab" exec "$1" sh -c 'cat /etc/flocker/volume.json 2>/dev/null || true' | sed -n 's/.*"uuid" *: *"\([^"]*\)".*/\1/p')
    printf '%s\n' "${id:-$(cat /proc/sys/kernel/random/uuid)}"
}
install_on() {
    local host=$1 node
    node=$(node_of "$host")
    ca create-node-certificate --node "$node"
    "$lab" exec "$host" sh -eus "$node" $CONTROL "$host" <<'END'
cd /share/certificates
install -m 600 cluster.crt /etc/flocker/
install -m 600 "$1.crt" /etc/flocker/node.crt
install -m 600 "$1.key" /etc/flocker/node.key
grep -q ^control-service: /etc/flocker/agent.yml || echo "control-service: {hostname: $2}" >> /etc/flocker/agent.yml
units=/opt/flocker/systemd/flocker-agent.service
if [ "$3" = h1 ]; then
    install -m 600 "control-$2.crt" /etc/flocker/control-service.crt
    install -m 600 "control-$2.key" /etc/flocker/control-service.key
    units="/opt/flocker/systemd/flocker-control.service $units"
fi
systemctl -q enable --now $units
END
}
for host in "${hosts[@]}"; do install_on "$host"; done

all_connected() {
    [ "$("$HERE/cluster.sh" flockerctl list-nodes | grep -vc -e SERVER -e unreachable)" = ${#hosts[@]} ]
}
retry 60 all_connected || die "not every agent has joined: lab/lab.sh exec HOST journalctl -u flocker-agent -u flocker-control"
