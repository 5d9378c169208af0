# shellcheck shell=bash
# The cgroups of lab hosts, in both worlds: version 1 (a hierarchy per controller) and version 2 (one hierarchy).
# A host's folder is LABNAME/HOST in each hierarchy; the host sees it as its root.

CG=${LAB_CGROUP:-/sys/fs/cgroup}

cgroup_setup() {
    CG_LAB=$1
    if [ "$(stat -fc %T "$CG" 2>/dev/null)" = cgroup2fs ]; then CG_VERSION=2; else CG_VERSION=1; fi
}

cgroup_problem() {
    if [ "$CG_VERSION" = 2 ]; then [ -w "$CG/cgroup.procs" ]; else [ -d "$CG/systemd" ] && [ -d "$CG/freezer" ] && [ -d "$CG/memory" ]; fi
}

# The roots of all hierarchies that a host takes part in.
cgroup_roots() {
    if [ "$CG_VERSION" = 2 ]; then echo "$CG"; else awk -v root="$CG/" '$3 == "cgroup" && index($2, root) == 1 { print $2 }' /proc/mounts; fi
}

# cgroup_join HOST [LEAF]: moves the calling process there (0 means the writer, whatever pid namespace it is in).
# In version 2 a group that hands controllers on has no processes of its own: who comes later needs a LEAF.
cgroup_join() {
    local root d
    [ "$CG_VERSION" = 1 ] || cgroup_delegate
    for root in $(cgroup_roots); do
        d=$root/$CG_LAB/$1
        if [ ! -d "$d" ]; then
            [ ! -e "$root/cgroup.clone_children" ] || echo 1 > "$root/cgroup.clone_children"
            mkdir -p "$d"
            cgroup_limit "$d"
        fi
        [ "$CG_VERSION" = 1 ] || [ -z "${2:-}" ] || { d=$d/$2; mkdir -p "$d"; }
        echo 0 > "$d/cgroup.procs"
    done
}

# Hand every controller down to the lab's folder, so that hosts can use them.
cgroup_delegate() {
    local d c
    mkdir -p "$CG/$CG_LAB"
    for d in "$CG" "$CG/$CG_LAB"; do
        for c in cpuset cpu io memory pids; do
            ! grep -qw "$c" "$d/cgroup.controllers" || echo "+$c" > "$d/cgroup.subtree_control" 2>/dev/null || true
        done
    done
}

cgroup_limit() {
    [ -n "${LAB_MEM:-}" ] || return 0
    [ ! -e "$1/memory.limit_in_bytes" ] || echo "$LAB_MEM" > "$1/memory.limit_in_bytes"
    [ ! -e "$1/memory.max" ] || echo "$LAB_MEM" > "$1/memory.max"
}

cgroup_folders() { local root; for root in $(cgroup_roots); do echo "$root/$CG_LAB${1:+/$1}"; done; }

cgroup_pids() {
    local d
    for d in $(cgroup_folders "$1"); do
        [ ! -d "$d" ] || find "$d" -name cgroup.procs -exec cat {} + 2>/dev/null
    done | sort -u
}

# cgroup_freeze HOST 1|0
cgroup_freeze() {
    local state=THAWED
    [ "$2" = 0 ] || state=FROZEN
    if [ "$CG_VERSION" = 2 ]; then echo "$2" > "$CG/$CG_LAB/$1/cgroup.freeze"; else echo $state > "$CG/freezer/$CG_LAB/$1/freezer.state"; fi
}

cgroup_memory() {
    if [ "$CG_VERSION" = 2 ]; then cat "$CG/$CG_LAB/$1/memory.current" 2>/dev/null || echo 0; else cat "$CG/memory/$CG_LAB/$1/memory.usage_in_bytes"; fi
}

# A group stays busy for a moment after its last process.
cgroup_remove() {
    local d
    for d in $(cgroup_folders "$1"); do retry 30 cgroup_rmdir "$d" || warn "$d is still in use; left"; done
}
cgroup_rmdir() { [ ! -d "$1" ] || find "$1" -depth -type d -exec rmdir {} +; }
cgroup_remove_all() { cgroup_remove ''; }

# Inside a host: mount what it is to see at /sys/fs/cgroup, its own folder being the root.
cgroup_mount() {
    local d=$1 names
    if [ "$CG_VERSION" = 2 ]; then
        mount -t cgroup2 cgroup2 "$d"
        return
    fi
    mount -t tmpfs -o mode=755 tmpfs "$d"
    while IFS=: read -r _ names _; do
        case $names in
        '') continue ;;     # version 2 beside version 1: not used
        name=systemd) mkdir "$d/systemd"; mount -t cgroup -o none,name=systemd cgroup "$d/systemd" ;;
        name=*) continue ;;
        *) mkdir "$d/$names"; mount -t cgroup -o "$names" cgroup "$d/$names" ;;
        esac
    done < /proc/self/cgroup
}
