# shellcheck shell=bash
# What runs inside a lab host's namespaces, before systemd does: its root, its identity, its network.
# shellcheck disable=SC2154  # LAB, SELF, HERE come from lab.sh

HOST_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# mount_image FILE DIR [OPTIONS]: the loop device goes when the mount does
mount_image() {
    local l
    mkdir -p "$2"
    l=$(losetup --direct-io=on --show -f "$1") || l=$(losetup --show -f "$1")   # not every file system has direct I/O
    mount -o "noatime${3:+,$3}" "$l" "$2" || { losetup -d "$l"; return 1; }
    losetup -d "$l"
}

# A mount namespace begins as a copy of the machine's: whoever unmounts something there meanwhile does not get rid of it.
# So what the way to the host's own root does not need is left at once.
host_leave_mounts() {
    local at needed others=()
    while read -r _ _ _ _ at _; do
        printf -v at %b "$at"       # a blank is written as \040
        for needed in "$LAB/" "$HERE/" /usr/ /var/ /opt/; do [[ $needed != "$at"/* ]] || continue 2; done
        case $at in
        /dev/shm/*) others+=("$at") ;;
        / | /proc | /proc/* | /sys | /sys/* | /dev | /dev/*) ;;
        *) others+=("$at") ;;
        esac
    done < /proc/self/mountinfo
    # Without looking at them: a file system may hang.
    [ ${#others[@]} = 0 ] || umount --lazy --internal-only --no-canonicalize "${others[@]}" 2>/dev/null || true
}

# Build the root and change into it.
host_root() {
    local h=$1 disk=$LAB/$1/mnt root=$LAB/$1/root pid c
    read -r pid _ < /proc/self/stat     # the machine's /proc still: its number there
    echo "$pid" > "$LAB/$h/pid"
    mount_image "$LAB/$h/disk.img" "$disk" noinit_itable
    mkdir -p "$disk"/{upper,work,root,docker,containerd,flocker,loopback} "$root"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$root"
    # An overlay sees one file system: where the machine has these on others, each needs its own.
    for c in usr var opt; do
        mountpoint -q "/$c" || continue
        mkdir -p "$disk/upper-$c" "$disk/work-$c"
        mount -t overlay overlay -o "lowerdir=/$c,upperdir=$disk/upper-$c,workdir=$disk/work-$c" "$root/$c"
    done
    cd "$root" || return 1
    mkdir -p disk share btrfs flocker old_root var/lib/{docker,containerd,flocker}
    mount --bind "$disk" disk
    mount --bind "$LAB/share" share
    mount --bind "$disk/root" root
    for c in docker containerd flocker; do mount --bind "$disk/$c" var/lib/$c; done
    host_kernel_mounts
    mkdir run/lab
    cp "$SELF" "$HERE"/{common,cgroup,host}.sh "$LAB"/{key,key.pub} "$LAB/$h/backend" run/lab/
    pivot_root . old_root
    cd /
    umount -l old_root
}

# /proc, /sys, /dev and what is in memory. The kernel's own settings belong to the machine: a host reads them, and
# writes only its network's.
host_kernel_mounts() {
    local c
    mount -t proc proc proc
    mount --bind proc/sys proc/sys
    mount --bind proc/sys/net proc/sys/net
    # zfs-fuse asks for this at each rollback and fails if it may not; the machine's caches are not a host's to drop.
    mount --bind /dev/null proc/sys/vm/drop_caches
    mount -o remount,bind,ro proc/sys
    mount --bind /dev/null proc/sysrq-trigger 2>/dev/null || true     # not in every kernel
    mount -t sysfs sysfs sys
    mount --bind /dev dev
    mount --bind /dev/null dev/console
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
    for c in run tmp dev/shm; do mount -t tmpfs tmpfs $c; done
    chmod 755 run
    chmod 1777 tmp dev/shm
    cgroup_mount sys/fs/cgroup
}

# First boot only: give the overlay an identity and units of its own.
host_install() {
    local h=$1 i u=/etc/systemd/system
    echo "$h" > /etc/hostname
    rm -f /etc/resolv.conf /etc/fstab /etc/docker/daemon.json /etc/ssh/ssh_host_* /etc/machine-id
    {
        echo "127.0.0.1 localhost"
        for i in {1..32}; do printf '10.77.0.%d h%d\nfd77::%x h%dv6\n' "$i" "$i" "$i" "$i"; done
    } > /etc/hosts
    echo "nameserver 10.77.0.254" > /etc/resolv.conf
    head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' > /etc/machine-id
    rm -rf /var/lib/zfs $u/*.wants $u/*.requires /opt/flocker
    install -d -m 700 /root/.ssh /var/lib/zfs $u/multi-user.target.wants
    install -d /etc/docker /etc/flocker
    echo '{"storage-driver": "overlay2"}' > /etc/docker/daemon.json
    host_ssh
    truncate -s "${LAB_BTRFS:-8G}" /disk/btrfs.img
    mkfs.btrfs -q /disk/btrfs.img >/dev/null
    for i in docker containerd ssh; do ln -s /lib/systemd/system/$i.service $u/multi-user.target.wants/; done
    printf '%s\n' '[Unit]' 'After=docker.service ssh.service zfs-fuse.service' '[Service]' \
        Type=oneshot Restart=on-failure RestartSec=1 'ExecStart=/bin/sh -c "sync -f /disk; touch /run/lab-ready"' > $u/lab-ready.service
    ln -s ../lab-ready.service $u/multi-user.target.wants/
    ! have zfs-fuse || host_zfs $u
    host_mask $u
    sync -f /disk
    touch /disk/installed
}

host_ssh() {
    install -m 600 /run/lab/key /root/.ssh/id_ed25519
    install -m 600 /run/lab/key.pub /root/.ssh/authorized_keys
    printf 'Host *\n  StrictHostKeyChecking accept-new\n  LogLevel ERROR\n' > /root/.ssh/config
    ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
    printf '%s\n' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'PermitRootLogin prohibit-password' 'PasswordAuthentication no' \
        'UsePAM yes' 'UseDNS no' 'MaxStartups 100' 'MaxSessions 100' 'Subsystem sftp internal-sftp' > /etc/ssh/sshd_config
    # There is no logind here: each login would ask systemd for it, over D-Bus, and wait for the refusal.
    sed -i '/pam_systemd/d' /etc/pam.d/common-session
}

host_zfs() {
    truncate -s "${LAB_ZFS:-8G}" /disk/zfs.img
    printf '%s\n' '[Unit]' 'Before=docker.service' '[Service]' TimeoutStartSec=180 \
        'ExecStart=/usr/sbin/zfs-fuse --no-daemon --no-kstat-mount' 'ExecStartPost=/run/lab/lab.sh _pool' > "$1/zfs-fuse.service"
    ln -s ../zfs-fuse.service "$1/multi-user.target.wants/"
    install -d "$1/lab-ready.service.requires"      # a host is not ready without its pool
    ln -s ../zfs-fuse.service "$1/lab-ready.service.requires/"
}

# What would reach past the namespaces, or wait for devices that never come.
host_mask() {
    local i
    for i in systemd-{udevd,udev-trigger,sysctl,modules-load,timesyncd,logind,networkd,resolved,binfmt,random-seed,pstore,firstboot} \
        e2scrub_reap apparmor multipathd snapd networking keyboard-setup console-setup; do
        ln -sf /dev/null "$1/$i.service"
    done
    for i in getty.target sys-kernel-{debug,tracing,config}.mount systemd-udevd-kernel.socket systemd-udevd-control.socket proc-sys-fs-binfmt_misc.automount; do ln -sf /dev/null "$1/$i"; done
    mkdir -p /etc/systemd/system-generators
    for i in /lib/systemd/system-generators/* /usr/local/lib/systemd/system-generators/*; do
        [ ! -e "$i" ] || ln -sf /dev/null "/etc/systemd/system-generators/${i##*/}"
    done
}

# Every boot: the product and this node's settings, as the lab says now.
host_product() {
    local p u=/etc/systemd/system
    case $(cat /run/lab/backend) in
    btrfs) p='{backend: btrfs, root_path: /btrfs}' ;;
    zfs) p='{backend: zfs, pool: flocker, mount_root: /flocker}' ;;
    loopback) p='{backend: loopback, root_path: /disk/loopback}' ;;
    esac
    {
        echo 'version: 1'
        grep '^control-service:' /etc/flocker/agent.yml 2>/dev/null || true
        echo "dataset: $p"
    } > /run/lab/agent.yml
    cp /run/lab/agent.yml /etc/flocker/agent.yml
    [ -e /share/flocker/bin/flocker ] || return 0
    ln -sfn /share/flocker /opt/flocker
    for p in /opt/flocker/bin/*; do ln -sf "$p" /usr/local/bin/; done
    ln -sf /opt/flocker/systemd/flocker-volumes.service $u/
    ln -sf ../flocker-volumes.service $u/multi-user.target.wants/
}

host_init() {
    export PATH=$HOST_PATH HOME=/root LANG=C.UTF-8
    hostname "$1"
    [ -e /disk/installed ] || host_install "$1"
    ip link set lo up
    retry 60 ip link show eth0
    ip addr add "10.77.0.${1#h}/24" dev eth0
    ip link set eth0 up
    ip route add default via 10.77.0.254
    echo 1 > /proc/sys/net/ipv4/ip_forward
    if [ -e /proc/net/if_inet6 ]; then
        ip addr add "fd77::$(printf %x "${1#h}")/64" dev eth0 nodad
        ip -6 route add default via fd77::254
        echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
    fi
    mount_image /disk/btrfs.img /btrfs
    cat /proc/sys/kernel/random/uuid > /run/lab/boot_id
    mount --bind /run/lab/boot_id /proc/sys/kernel/random/boot_id   # all hosts have one kernel, but each boots by itself
    host_product
    exec env -i container=lab PATH=$HOST_PATH /lib/systemd/systemd --unit=multi-user.target
}

host_pool() {
    export PATH=$HOST_PATH
    retry 60 zpool list
    zpool list flocker >/dev/null 2>&1 || zpool import -d /disk flocker >/dev/null 2>&1 ||
        zpool create -m /flocker flocker /disk/zfs.img     # refuses a file that holds a pool
    zfs mount -a
}
