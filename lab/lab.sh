#!/bin/bash
# A cluster of hosts on this one machine: h1..hN at 10.77.0.1..N and fd77::1..N, on a bridge in a network
# namespace of its own, with no way out of the machine. docs/testing-lab.md says how it works.
#
#   lab.sh up N             create and boot h1..hN (those already up are left)
#   lab.sh down             power everything off and delete every disk; nothing is left
#   lab.sh exec HOST CMD    run CMD on a host (stdin, output and status pass through)
#   lab.sh net CMD          run CMD as an outside client (10.77.0.254, fd77::254)
#   lab.sh load FILE...     docker load the archives on every host, in parallel
#   lab.sh cut|heal HOST    partition: the carrier stays, no frame passes; undo it
#   lab.sh freeze|thaw HOST stop and resume every process (a stalled host)
#   lab.sh stop|kill HOST   orderly shutdown; power cut: unsynced writes are lost
#   lab.sh boot HOST        power on again with the disk as it was left
#   lab.sh status           one line a host: state, addresses, pid, memory, backend
#   lab.sh doctor           say whether this machine can do it, and what is missing
#
# A host has systemd as pid 1, its own root (an overlay of the machine's /), hostname, cgroups, network, packet
# filter, sshd, dockerd and containerd; btrfs at /btrfs and, with zfs-fuse, the pool "flocker" at /flocker. All it
# keeps lies on one sparse ext4 image, /disk inside. LAB/share is /share on all; root may ssh from any to any.
#
# Environment: LAB (/var/tmp/flocker-lab) its folder, one per lab, several may be up at once; LAB_BACKEND
# (btrfs|zfs|loopback) goes into /etc/flocker/agent.yml of the hosts booted now; LAB_FLOCKER the built folder that
# becomes /opt/flocker (dist/target/flocker); LAB_DISK, LAB_BTRFS, LAB_ZFS sizes; LAB_MEM bytes a host may use.
set -euo pipefail

SELF=$(readlink -f "$0")
HERE=${SELF%/*}
# shellcheck source=lab/common.sh
. "$HERE/common.sh"
# shellcheck source=lab/cgroup.sh
. "$HERE/cgroup.sh"
# shellcheck source=lab/host.sh
. "$HERE/host.sh"

LAB=$(realpath -m "${LAB:-/var/tmp/flocker-lab}")
ID=$(printf %s "$LAB" | cksum | awk '{ printf "%08x", $1 }')
NET=flocker-lab-$ID
cgroup_setup "$NET"

host_pid() { cat "$LAB/$1/pid" 2>/dev/null || true; }   # its pid 1, in the machine's numbers
is_up() { local p; p=$(host_pid "$1"); [ -n "$p" ] && [ -d "/proc/$p" ]; }
need_up() { is_up "$1" || die "$1 is not up (LAB=$LAB)"; }
hosts() { find "$LAB" -mindepth 1 -maxdepth 1 -type d -name 'h[0-9]*' -printf '%f\n' 2>/dev/null | sort -V; }

# Everything that is missing at once, each with its cure.
doctor() {
    local spec problems=()
    [ "$(id -u)" = 0 ] || problems+=("not root: run it with sudo")
    for spec in unshare=util-linux nsenter=util-linux setsid=util-linux losetup=mount mkfs.ext4=e2fsprogs mkfs.btrfs=btrfs-progs \
        ip=iproute2 iptables=iptables ssh-keygen=openssh-client sshd=openssh-server dockerd=docker.io containerd=containerd perl=perl-base; do
        PATH=$PATH:/usr/sbin:/sbin have "${spec%%=*}" || problems+=("no ${spec%%=*}: apt-get install ${spec#*=}")
    done
    [ -x /lib/systemd/systemd ] || problems+=("no /lib/systemd/systemd: apt-get install systemd")
    kernel_has overlay || problems+=("the kernel has no overlay file system (not in /proc/filesystems, and 'modprobe overlay' did not help)")
    kernel_has btrfs || problems+=("the kernel has no btrfs (not in /proc/filesystems, and 'modprobe btrfs' did not help): cloud kernels may need the package linux-modules-extra-$(uname -r)")
    [ -e /dev/loop-control ] || modprobe loop 2>/dev/null || problems+=("no loop devices (/dev/loop-control): in a container, run it with --privileged and the machine's /dev")
    cgroup_problem || problems+=("no usable cgroups under $CG")
    [ ${#problems[@]} = 0 ] && return 0
    printf 'lab: %s\n' "${problems[@]}" >&2
    return 1
}
kernel_has() { grep -qw "$1" /proc/filesystems || { modprobe "$1" 2>/dev/null && grep -qw "$1" /proc/filesystems; }; }

make_net() {
    [ ! -e "/run/netns/$NET" ] || return 0
    ip netns add "$NET"
    printf '%s\n' "link set lo up" "link add br0 type bridge" "addr add 10.77.0.254/24 dev br0" "link set br0 up" |
        ip -n "$NET" -batch - || { ip netns del "$NET"; die "cannot make a bridge: has the kernel CONFIG_BRIDGE (modprobe bridge) and veth?"; }
    if [ -e /proc/net/if_inet6 ]; then ip -n "$NET" addr add fd77::254/64 dev br0 nodad; fi
}

# 128, the kernel's default, is enough for some 20 systemds of all labs together.
allow_many() {
    local file=/proc/sys/fs/inotify/max_user_instances
    [ "$1" -gt 8 ] && [ "$(cat $file)" -lt 4096 ] || return 0
    echo 4096 > $file
    say "raised fs.inotify.max_user_instances of this machine to 4096 for so many hosts"
}

# The product goes in through /share: a running host may keep an old file of the machine's own root.
share_product() {
    local from=${LAB_FLOCKER:-$HERE/../dist/target/flocker} to=$LAB/share/flocker
    mkdir -p "$LAB/share"
    if [ ! -e "$from/bin/flocker" ]; then
        [ -z "${LAB_FLOCKER:-}" ] || die "LAB_FLOCKER=$from has no bin/flocker; run ./build first"
        say "the hosts have no Flocker: ./build did not run yet"
        return
    fi
    rm -rf "$to.new"
    cp -a --reflink=auto "$from" "$to.new"
    rm -rf "$to"
    mv "$to.new" "$to"
}

make_disk() {
    mkdir -p "$LAB/$1"
    [ -e "$LAB/key" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$LAB/key"
    [ ! -e "$LAB/$1/disk.img" ] || return 0
    truncate -s "${LAB_DISK:-20G}" "$LAB/$1/disk.img.new"
    mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 "$LAB/$1/disk.img.new"
    mv "$LAB/$1/disk.img.new" "$LAB/$1/disk.img"
}

start_host() {
    local h=$1 backend
    ! is_up "$h" || return 0
    power_off "$h"      # what an orderly shutdown from inside left behind
    make_disk "$h"
    backend=${LAB_BACKEND:-$(cat "$LAB/$h/backend" 2>/dev/null || echo btrfs)}
    case $backend in btrfs | loopback) ;; zfs) have zfs-fuse || die "LAB_BACKEND=zfs needs zfs-fuse, which this machine has not" ;; *) die "LAB_BACKEND=$backend: not btrfs, zfs or loopback" ;; esac
    echo "$backend" > "$LAB/$h/backend"
    setsid unshare --fork --pid --mount --uts --ipc --net --propagation private "$SELF" _init "$h" </dev/null >>"$LAB/$h/console" 2>&1 &
    retry 60 test -s "$LAB/$h/pid" || { tail -n 5 "$LAB/$h/console" >&2; die "$h did not start; its console is $LAB/$h/console"; }
    ip -n "$NET" link add "v$h" type veth peer name eth0 netns "$(host_pid "$h")" \
        address "02:77:00:00:00:$(printf %02x "${h#h}")"   # the same after a reboot: peers keep their ARP entries
    ip -n "$NET" link set "v$h" master br0 up
}

wait_ready() {
    local h=$1
    ready() { ! is_up "$h" || test -e "/proc/$(host_pid "$h")/root/run/lab-ready"; }
    retry 240 ready && is_up "$h" && return 0
    tail -n 5 "$LAB/$h/console" >&2
    ! is_up "$h" || "$SELF" exec "$h" sh -c 'systemctl --failed --no-legend --plain; systemctl list-jobs --no-legend --plain; journalctl -q -b -p warning -n 30 --no-pager; systemctl status --no-pager lab-ready' >&2 || true
    is_up "$h" || die "$h died while it booted; its console is $LAB/$h/console"
    die "$h is not ready; its console is $LAB/$h/console, its journal: lab.sh exec $h journalctl -b"
}

# Loop devices whose backing file lies on the host's disk: what ran there attached them.
inner_loops() {
    local disk dev
    for disk in $(losetup -nO NAME -j "$LAB/$1/disk.img"); do
        dev=$(cat "/sys/block/${disk#/dev/}/dev" 2>/dev/null) || continue
        losetup -nlO NAME,BACK-MAJ:MIN | awk -v d="$dev" '$2 == d { print $1 }'
    done
}

power_off() {
    local h=$1 p loop
    [ -d "$LAB/$h" ] || return 0
    gone() { [ -z "$(cgroup_pids "$h")" ]; }
    detached() {
        for loop in $(inner_loops "$h"); do losetup -d "$loop" 2>/dev/null || true; done
        [ -z "$(losetup -nO NAME -j "$LAB/$h/disk.img")" ]
    }
    p=$(host_pid "$h")
    ip -n "$NET" link del "v$h" 2>/dev/null || true
    if is_up "$h"; then
        cgroup_freeze "$h" 0
        cut_power "$h" "$p"
    fi
    retry 120 gone || die "$h: processes are left: $(cgroup_pids "$h" | tr '\n' ' ')"
    cgroup_remove "$h"
    if [ -e "$LAB/$h/disk.img" ]; then retry 120 detached || die "$h: its disk is still attached: $(losetup -j "$LAB/$h/disk.img")"; fi
    rm -f "$LAB/$h/pid"
}

# Kill pid 1 and, through its disk, what was not yet written.
cut_power() {
    local h=$1 p=$2
    # Never shut down the machine's own file system: the disk must be another.
    if [ -d "/proc/$p/root/disk" ] && [ "$(stat -c %d "/proc/$p/root/disk")" != "$(stat -c %d "$LAB")" ] &&
        [ "$(stat -c %d "/proc/$p/root/disk")" != "$(stat -c %d /)" ]; then
        exec 9<"/proc/$p/root/disk"
        kill -9 "$p"
        # FS_IOC_SHUTDOWN without a log flush: what is not on disk is lost.
        perl -e '$f = pack("L", 2); open(D, "<&=9") && ioctl(D, 0x8004587d, $f) or die "shutdown: $!\n"'
        exec 9<&-
    fi
    kill -9 "$p" 2>/dev/null || true
}

up() {
    local i
    doctor || exit 1
    allow_many "$1"
    make_net
    share_product
    for i in $(seq 1 "$1"); do start_host "h$i"; done
    for i in $(seq 1 "$1"); do wait_ready "h$i"; done
    have zfs-fuse || say "the hosts have no ZFS pool: this machine has no zfs-fuse"
}

down() {
    local h
    for h in $(hosts); do power_off "$h"; done
    cgroup_remove_all
    [ ! -e "/run/netns/$NET" ] || ip netns del "$NET"
    # Only what is a lab's, whatever LAB says.
    [ ! -d "$LAB" ] || rm -rf "$LAB"/h[0-9]* "$LAB"/{share,key,key.pub}
    [ ! -d "$LAB" ] || rmdir "$LAB" 2>/dev/null || warn "$LAB has files that are not the lab's; left"
}

shut_down() {
    local p
    p=$(host_pid "$1")
    dead() { [ ! -d "/proc/$p" ]; }
    "$SELF" exec "$1" systemctl start --no-block poweroff.target
    retry 120 dead || die "$1 does not shut down"
    power_off "$1"
}

load() {
    local h f jobs=() status=0
    for f in "$@"; do
        [ -r "$f" ] || die "cannot read $f"
        ln -f "$f" "$LAB/share/" 2>/dev/null || cp "$f" "$LAB/share/"
    done
    for h in $(hosts); do
        is_up "$h" || continue
        (for f in "$@"; do "$SELF" exec "$h" docker load -q -i "/share/${f##*/}" >/dev/null || exit 1; done) &
        jobs+=($!)
    done
    for h in "${jobs[@]}"; do wait "$h" || status=1; done
    for f in "$@"; do rm -f "$LAB/share/${f##*/}"; done
    [ $status = 0 ] || die "docker load failed"
}

status() {
    local h state
    for h in $(hosts); do
        state=down
        ! is_up "$h" || state="up 10.77.0.${h#h} fd77::$(printf %x "${h#h}") pid $(host_pid "$h") $(($(cgroup_memory "$h") >> 20)) MiB $(cat "$LAB/$h/backend")"
        say "$h $state"
    done
}

enter() {
    local p
    need_up "$1"
    cgroup_join "$1" lab-exec
    p=$(host_pid "$1")
    shift
    exec nsenter -t "$p" -m -u -i -n -p -C --wd="/proc/$p/root/root" \
        env -i HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM:-dumb}" PATH="$HOST_PATH" "$@"
}

[ $# -gt 0 ] || { sed -n '2,/^set/{/^#/s/^# \?//p}' "$SELF"; exit 2; }
cmd=$1
shift
case $cmd in
_init | _root | _systemd | _pool) ;;
doctor) ;;
*) need_root "$cmd" ;;
esac
case $cmd in
_init) host_leave_mounts; cgroup_join "$1"; exec unshare --cgroup "$SELF" _root "$1" ;;
_root) host_root "$1"; exec /run/lab/lab.sh _systemd "$1" ;;
_systemd) host_init "$1" ;;
_pool) host_pool ;;
up) up "${1:?how many hosts}" ;;
down) down ;;
boot) make_net; start_host "$1"; wait_ready "$1" ;;
exec) enter "$@" ;;
net) [ -e "/run/netns/$NET" ] || die "the lab is not up (LAB=$LAB)"; exec nsenter --net="/run/netns/$NET" "$@" ;;
load) load "$@" ;;
cut) need_up "$1"; ip -n "$NET" link set "v$1" nomaster ;;
heal) need_up "$1"; ip -n "$NET" link set "v$1" master br0 ;;
freeze) need_up "$1"; cgroup_freeze "$1" 1 ;;
thaw) need_up "$1"; cgroup_freeze "$1" 0 ;;
stop) need_up "$1"; shut_down "$1" ;;
kill) need_up "$1"; power_off "$1" ;;
status) status ;;
doctor) doctor && say "this machine can run the lab (cgroup v$CG_VERSION, $(have zfs-fuse && echo with || echo without) zfs-fuse)" ;;
*) die "unknown command: $cmd" ;;
esac
