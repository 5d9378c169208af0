#!/bin/bash
# Every claim about the lab, one line each, on three hosts: ok, FAIL or skip, and a closing line with the counts.
# shellcheck disable=SC2016  # single quotes: for a host's shell or perl
set -uo pipefail
HERE=$(dirname "$(readlink -f "$0")")
# shellcheck source=lab/common.sh
. "$HERE/common.sh"
need_root "$*"
export LAB=${LAB:-/var/tmp/flocker-lab-verify}
L=$HERE/lab.sh
passed=0 failed=0 skipped=0

# ok NAME CMD...   not NAME CMD...   is NAME WANTED CMD...   soon NAME WANTED CMD...: is, within a minute
pass() { passed=$((passed + 1)); say "ok   $1"; }
fail() { failed=$((failed + 1)); say "FAIL $1: $2"; }
skip() { skipped=$((skipped + 1)); say "skip $1: $2"; }
ok() { local w=$1 out; shift; if out=$("$@" 2>&1); then pass "$w"; else fail "$w" "$out"; fi; }
not() { local w=$1 out; shift; if out=$("$@" 2>&1); then fail "$w" "succeeded: $out"; else pass "$w"; fi; }
is() { local w=$1 want=$2 out; shift 2; out=$("$@" 2>&1); if [ "$out" = "$want" ]; then pass "$w"; else fail "$w" "got '$out', want '$want'"; fi; }
soon() {
    local want=$2 out='' cmd=("${@:3}")
    reached() { out=$("${cmd[@]}" 2>&1); [ "$out" = "$want" ]; }
    if retry 60 reached; then pass "$1"; else fail "$1" "got '$out', want '$want'"; fi
}
at() { "$L" exec "$@"; }
zfs_or_skip() { if $zfs; then "$@"; else skip "$2" "this machine has no zfs-fuse"; fi; }

containers() {
    ok "an image is loaded on every host" "$L" load "$("$HERE/images.sh" busybox)"
    ok "web container on h1" at h1 docker run -d --name web --restart always -p 8080:80 busybox \
        sh -c 'mkdir -p /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www'
    ok "no-restart container on h1" at h1 docker run -d --name plain busybox sleep 1000
}

network() {
    is "hostname" h2 at h2 hostname
    is "ssh h1 -> h2 -> h3" h3 at h1 ssh h2 ssh h3 hostname
    if [ -e /proc/net/if_inet6 ]; then
        is "ssh over IPv6" h2 at h1 ssh h2v6 hostname
        soon "IPv6 from outside" SSH- "$L" net bash -c 'read -r -t 10 -N 4 banner < /dev/tcp/fd77::1/22; echo "$banner"'
    else
        skip "ssh over IPv6" "the kernel has no IPv6"
    fi
    soon "published port from h2" hello at h2 curl -sS -m 10 http://h1:8080/
    soon "published port from outside" hello "$L" net curl -sS -m 10 http://10.77.0.1:8080/
    not "there is no way out" at h1 curl -sS -m 1 http://192.0.2.1/
    at h3 sh -c 'M="-p tcp --dport 9090 -m addrtype --dst-type LOCAL -j DNAT --to-destination 10.77.0.1:8080"
        iptables -t nat -A PREROUTING $M; iptables -t nat -A OUTPUT $M
        iptables -t nat -A POSTROUTING -p tcp -d 10.77.0.1 --dport 8080 -j MASQUERADE
        iptables -I DOCKER-USER -p tcp -d 10.77.0.1 --dport 8080 -j ACCEPT; iptables -I DOCKER-USER -p tcp -s 10.77.0.1 --sport 8080 -j ACCEPT'
    soon "DNAT on h3 from outside" hello "$L" net curl -sS -m 10 http://10.77.0.3:9090/
    soon "DNAT on h3 from itself" hello at h3 curl -sS -m 10 http://10.77.0.3:9090/
    soon "DNAT on h3 hairpin from h1" hello at h1 curl -sS -m 10 http://10.77.0.3:9090/
    is "DNAT on h3 from a container on h2" hello at h2 docker run --rm busybox wget -qO- http://10.77.0.3:9090/
    is "h2 has none of h3's rules" 0 at h2 sh -c 'iptables -t nat -S | grep -c 9090 || true'
    ok "conntrack sees the connection" at h3 sh -c 'conntrack -L -p tcp --dport 9090 2>/dev/null | grep -q 9090'
    not "a host cannot change the machine's kernel settings" at h1 sh -c 'echo 1 > /proc/sys/vm/overcommit_memory'
}

data() {
    is "btrfs send over ssh" data2 at h1 sh -c 'btrfs -q subvolume create /btrfs/v && echo data2 > /btrfs/v/f && btrfs -q subvolume snapshot -r /btrfs/v /btrfs/v@1 && btrfs send -q /btrfs/v@1 | ssh h2 btrfs receive -q /btrfs && ssh h2 cat /btrfs/v@1/f'
    zfs_or_skip is "zfs send over ssh" data1 at h1 sh -c 'zfs create flocker/v && echo data1 > /flocker/v/f && zfs snapshot flocker/v@1 && zfs send flocker/v@1 | ssh h2 zfs recv flocker/v && ssh h2 cat /flocker/v/f'
    ok "loop device on the host's disk" at h1 sh -c 'truncate -s 64M /disk/loopback/l.img && mkfs.ext4 -q /disk/loopback/l.img && losetup -f /disk/loopback/l.img'
}

partitions() {
    ok "cut h1" "$L" cut h1
    not "no ssh over a cut" at h2 ssh -o ConnectTimeout=1 h1 true
    is "carrier stays over a cut" 1 at h1 cat /sys/class/net/eth0/carrier
    ok "heal h1" "$L" heal h1
    is "ssh after heal" h1 at h2 ssh -o ConnectTimeout=30 h1 hostname
    ok "freeze h1" "$L" freeze h1
    not "frozen host serves nothing" at h2 curl -sS -m 2 http://h1:8080/
    ok "thaw h1" "$L" thaw h1
    soon "thawed host serves" hello at h2 curl -sS -m 10 http://h1:8080/
}

power_cut() {
    local d written writer last dirs=(/disk /btrfs /root)
    ! $zfs || dirs+=(/flocker/v)
    # Any sync(2) on the machine writes out what a host has not: so h1 writes a line after the other, and tells of each
    # once it is written, until its power is cut. What it wrote before the cut but after the last sync is what counts.
    written=$(mktemp)
    at h1 perl -MIO::Handle -e 'my @lost;
        for my $d (@ARGV) {
            open(my $f, ">", "$d/kept") or die; print $f "kept"; $f->flush; $f->sync;
            open(my $l, ">", "$d/lost") or die; push @lost, $l;
        }
        for (my $n = 1; ; $n++) {
            for my $l (@lost) { syswrite($l, "$n\n") or exit; }
            syswrite(STDOUT, "$n\n") or exit;
            select(undef, undef, undef, 0.002);
        }' "${dirs[@]}" >"$written" &
    writer=$!
    ok "h1 writes" retry 60 grep -qx 20 "$written"
    ok "kill h1" "$L" kill h1
    wait $writer 2>/dev/null
    last=$(tail -n 1 "$written")
    rm -f "$written"
    is "no loop device of h1 is left" "" sh -c "losetup -a | grep -F '$LAB/h1/' || losetup -a | grep -F loopback/l.img"
    is "status shows it down" "h1 down" sh -c "'$L' status | head -n 1"
    not "dead host answers nothing" at h2 curl -sS -m 2 http://h1:8080/
    ok "boot h1" "$L" boot h1
    soon "restart=always is back" hello at h2 curl -sS -m 10 http://h1:8080/
    is "restart=no is not" Exited at h1 sh -c "docker ps -a --filter name=plain --format '{{.Status}}' | cut -d' ' -f1"
    for d in "${dirs[@]}"; do
        is "fsynced file on $d is there" kept at h1 cat "$d/kept"
        is "what was not synced on $d is lost" "" at h1 sh -c "grep -x '$last' $d/lost 2>/dev/null"
    done
    ok "orderly stop of h1" "$L" stop h1
    is "nothing of h1 is attached" "" losetup -j "$LAB/h1/disk.img"
    ok "boot h1 again" env LAB_BACKEND=loopback "$L" boot h1
    is "the backend follows LAB_BACKEND" "dataset: {backend: loopback, root_path: /disk/loopback}" at h1 tail -n 1 /etc/flocker/agent.yml
    soon "restart=always is back again" hello at h2 curl -sS -m 10 http://h1:8080/
    is "no failed unit" "" at h1 systemctl list-units --state=failed --plain --no-legend
    zfs_or_skip is "pool is healthy" "all pools are healthy" at h1 zpool status -x
}

nothing_left() {
    local name
    name=flocker-lab-$(printf %s "$LAB" | cksum | awk '{ printf "%08x", $1 }')
    ok "down" "$L" down
    not "no folder is left" test -e "$LAB"
    not "no network namespace is left" test -e "/run/netns/$name"
    is "no loop device is left" "" sh -c "losetup -a | grep -F '$LAB/' || true"
    is "no cgroup is left" "" find /sys/fs/cgroup -maxdepth 2 -name "$name"
    is "no mount is left" "" sh -c "grep -F '$LAB/' /proc/mounts || true"
}

trap '"$L" down >/dev/null 2>&1' EXIT
"$L" down >/dev/null 2>&1
"$L" up 3 || { say "FAIL the lab does not come up"; say "0 passed, 1 failed, 0 skipped"; exit 1; }
zfs=false
at h1 test -e /disk/zfs.img && zfs=true
containers
network
data
partitions
power_cut
nothing_left
say "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
