# shellcheck shell=bash
# Functions that the scripts of this repository share. Source it: it changes no state by itself.

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { warn "$@"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# now: seconds with fractions; since START: seconds that went by, as 1.23
now() { printf '%s\n' "$EPOCHREALTIME"; }
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }'; }

need_root() { [ "$(id -u)" = 0 ] || die "this needs root: run 'sudo $0${1:+ $1}'"; }

# retry SECONDS CMD...: until CMD succeeds
retry() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

# --- packages ----------------------------------------------------------------

# The daemons that come with a package must not start on the machine itself. A policy-rc.d that was there before
# is put back whatever happens.
POLICY=/usr/sbin/policy-rc.d
policy_off() {
    # One that says so is ours, left by a run that was killed.
    if [ -e $POLICY ] && ! grep -q 'flocker: no daemons' $POLICY; then mv $POLICY "$POLICY.flocker-saved"; fi
    printf '#!/bin/sh\n# flocker: no daemons while it installs packages\nexit 101\n' > $POLICY
    chmod 755 $POLICY
}
policy_back() {
    rm -f $POLICY
    [ ! -e "$POLICY.flocker-saved" ] || mv "$POLICY.flocker-saved" $POLICY
}

apt_lists_are_fresh() { [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -mtime -7 -print -quit 2>/dev/null)" ]; }
apt_refresh() {
    apt_lists_are_fresh && return 0
    say "Refreshing the package lists (apt-get update)"
    apt-get -q update >/dev/null || warn "apt-get update failed; going on with the lists that are there"
}
apt_offers() { [ -n "$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([^(].*\)/\1/p')" ]; }

# apt_install PACKAGE...: without what they only recommend and without starting their daemons
apt_install() {
    local log status=0
    say "Installing with apt: $*"
    log=$(mktemp)
    (
        trap policy_back EXIT
        trap 'exit 130' INT TERM
        policy_off
        DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$@"
    ) >"$log" 2>&1 || status=$?
    if [ $status != 0 ]; then
        tail -n 15 "$log" >&2
        warn "apt-get install $* failed with status $status"
    fi
    rm -f "$log"
    return $status
}

# need_tools TOOL=PACKAGE[|PACKAGE]...: installs the first package on offer for each command that is missing.
# A trailing ? makes it optional: it is left out, and said so, where no package has it.
need_tools() {
    local spec tool package choice missing=() lacking=()
    for spec in "$@"; do
        tool=${spec%%=*} choice=${spec#*=}
        PATH=$PATH:/usr/sbin:/sbin have "$tool" && continue
        missing+=("$tool=$choice")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    have apt-get || die "these commands are missing: ${missing[*]%%=*}; install them (this machine has no apt)"
    [ "$(id -u)" = 0 ] || die "these commands are missing: ${missing[*]%%=*}; run it with sudo, or install: ${missing[*]#*=}"
    apt_refresh
    local packages=()
    for spec in "${missing[@]}"; do
        package='' choice=${spec#*=}
        for choice in ${choice//|/ }; do
            if apt_offers "${choice%\?}"; then
                package=${choice%\?}
                break
            fi
        done
        if [ -n "$package" ]; then
            packages+=("$package")
        elif [ "${spec%\?}" != "$spec" ]; then
            say "Without ${spec%%=*}: no package of this system has it (optional)"
        else
            lacking+=("$spec")
        fi
    done
    [ ${#lacking[@]} = 0 ] || die "no package on offer for: ${lacking[*]}; enable Debian's 'main' or Ubuntu's 'universe' and try again"
    [ ${#packages[@]} = 0 ] || apt_install "${packages[@]}" || die "cannot go on without: ${packages[*]}"
}

# --- Java --------------------------------------------------------------------

JDK_MAJOR=25
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && grep -qE "^JAVA_VERSION=\"$JDK_MAJOR(\.|\")" "$1/release" 2>/dev/null
}

# find_jdk: prints the home of a complete JDK of our version
find_jdk() {
    local d javac
    javac=$(readlink -f "$(command -v javac || true)")
    for d in "${JAVA_HOME:-}" "${javac%/bin/javac}" /usr/lib/jvm/* /opt/*jdk* /opt/java/*; do
        if [ -n "$d" ] && is_jdk "$d"; then
            readlink -f "$d"
            return 0
        fi
    done
    return 1
}

# need_jdk: sets JAVA_HOME; installs the distribution's package where it has one
need_jdk() {
    local package=openjdk-$JDK_MAJOR-jdk-headless
    if ! JAVA_HOME=$(find_jdk); then
        if [ "$(id -u)" = 0 ] && have apt-get && apt_refresh && apt_offers $package; then
            apt_install $package || true
        fi
        JAVA_HOME=$(find_jdk) || die "no JDK $JDK_MAJOR found (looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt).
  Where the distribution has it:  sudo apt-get install $package
  elsewhere: unpack any vendor's JDK $JDK_MAJOR, for example Eclipse Temurin, under /usr/lib/jvm, or set JAVA_HOME to it"
    fi
    export JAVA_HOME
    # The better compiler costs Maven more than it gains: a build ends before it pays.
    export MAVEN_OPTS="${MAVEN_OPTS:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC}"
}

# lab_tools: what the lab, its hosts and the images need; zfs-fuse where there is one
lab_tools() {
    need_tools dockerd=docker.io 'docker=docker-cli|docker.io' 'containerd=containerd|containerd.io' mkfs.btrfs=btrfs-progs \
        mkfs.xfs=xfsprogs sshd=openssh-server ssh=openssh-client iptables=iptables ip=iproute2 conntrack=conntrack \
        curl=curl ps=procps losetup=mount busybox=busybox-static 'zfs-fuse=zfs-fuse?'
    perl -MTime::HiRes -e 1 2>/dev/null || { apt_refresh; apt_install perl; }
    # Compose is a plugin of Docker's or a program of its own. A plugin in root's home is not there on the hosts.
    DOCKER_CONFIG=/nonexistent docker compose version >/dev/null 2>&1 || need_tools 'docker-compose=docker-compose|docker-compose-v2'
}
