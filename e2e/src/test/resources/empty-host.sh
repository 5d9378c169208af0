#!/bin/sh
# Makes a test host as if Flocker had never run on it. Only for hosts of the lab: it destroys data.
set -eu
# A swarm would start its tasks anew.
case "$(docker info -f '{{.Swarm.LocalNodeState}}')" in
active | pending | error | locked) docker swarm leave --force >/dev/null ;;
esac
rm -rf /run/flocker/hold-at
rm -rf /etc/systemd/system/flocker-volumes.service.d
if [ -e /var/lib/flocker/docker-mounts.json ]; then
    docker ps -aq | xargs -r docker rm -fv >/dev/null
fi
for unit in flocker-docker-plugin.socket flocker-agent flocker-dataset-agent flocker-container-agent flocker-control; do
    systemctl cat $unit >/dev/null 2>&1 || continue
    systemctl stop $unit
    systemctl -q disable $unit
done
if [ -e /var/lib/flocker/docker-mounts.json ]; then
    # Docker would ask for these volumes at its next start, and wait long for nobody's answer.
    # Stories that begin quickly one after the other are no reason not to start it.
    systemctl reset-failed docker.socket docker
    systemctl stop docker.socket docker
    rm -f /var/lib/docker/volumes/metadata.db /var/lib/flocker/docker-mounts.json
    systemctl start docker
fi
rm -rf /var/lib/flocker/configuration.db* /var/lib/flocker/wanted-* /etc/flocker/*.crt /etc/flocker/*.key
for pid in $(pgrep -f 'io[.]flocker[.]cli[.]Main' || true); do kill -9 "$pid" 2>/dev/null || true; done
docker ps -aq --filter name=flocker-- | xargs -r docker rm -fv >/dev/null
for save in iptables ip6tables; do
    rules=$($save-save 2>/dev/null) || continue
    case $rules in *FLOCKER-*) printf '%s\n' "$rules" | grep -v FLOCKER- | $save-restore ;; esac
done
rm -rf /var/lib/flocker/known_datasets.json /etc/flocker/agent.yml
grep -o ' /disk/loopback/[^ ]*/mount ' /proc/mounts | xargs -r -n 1 umount
find /disk/loopback -mindepth 2 -maxdepth 2 -name mount -exec chattr -i {} \;
rm -rf /disk/loopback
mkdir -p /disk/loopback
btrfs subvolume list -o /btrfs | sed 's|.* path |/btrfs/|' | sort -r | xargs -r -n 1 btrfs -q subvolume delete
rm -rf /btrfs/* /btrfs/.[!.]*
if zpool list flocker >/dev/null 2>&1; then
    # What zfs-fuse has unmounted a moment ago, or what a killed program has received, is busy for a while.
    filesystems() { zfs list -H -o name -r -t filesystem flocker | grep / | sort -r; }
    end=$(($(date +%s) + 60))
    while [ -n "$(filesystems)" ]; do
        filesystems | while read -r name; do said=$(zfs destroy -r "$name" 2>&1) || echo "$said"; done >/run/undestroyed
        [ "$(date +%s)" -lt $end ] || { cat /run/undestroyed >&2; exit 1; }
    done
    rm -f /run/undestroyed
fi
find /flocker -mindepth 1 -maxdepth 1 -type d -exec sh -c 'chattr -i "$1" 2>/dev/null; rmdir "$1"' _ {} \;
