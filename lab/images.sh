#!/bin/bash
# Docker images of real databases, made from this system's own packages: no registry, no docker build.
#
#   lab/images.sh [NAME...]    makes what is missing of postgres redis mariadb web busybox (all without a NAME)
#                              and prints the archive of each, ready for docker load
#
# apt downloads a package with what it depends on, for an empty system; the archives are unpacked without their
# maintainer scripts; docs and locales go; a busybox is the shell; the docker archive is written by hand. They are
# cached under .cache/images; the key covers this script, lab/images/* and the versions on offer.
set -euo pipefail
HERE=$(dirname "$(readlink -f "$0")")
# shellcheck source=lab/common.sh
. "$HERE/common.sh"

# The program's command, ports and so on, as docker's own configuration format wants them.
path='"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"'
declare -A config=(
    [postgres]='"Env":["PGUSER=postgres","PGHOST=/tmp",'$path'],"Cmd":["postgres"],"ExposedPorts":{"5432/tcp":{}},"StopSignal":"SIGINT"'
    [redis]='"Env":['$path'],"Cmd":["redis-server","--dir","/data","--appendonly","yes","--protected-mode","no"],"ExposedPorts":{"6379/tcp":{}}'
    [mariadb]='"Env":['$path'],"Cmd":["mariadbd"],"ExposedPorts":{"3306/tcp":{}}'
    [web]='"Env":['$path'],"Cmd":["web"],"ExposedPorts":{"80/tcp":{}}'
    [busybox]='"Env":['$path'],"Cmd":["sh"]'
)
ALL=(postgres redis mariadb web busybox)

# first_on_offer PACKAGE...
first_on_offer() {
    local p
    for p in "$@"; do apt_offers "$p" && { echo "$p"; return; }; done
    die "none of these packages is on offer: $*; enable Debian's 'main' or Ubuntu's 'universe'"
}
# The metapackage of a database names the version of this release: postgresql -> postgresql-15
versioned() { apt-cache depends "$1" | sed -n "s/^ *Depends: \($1-[0-9][0-9]*\)$/\1/p" | head -n 1; }

packages_of() {
    case $1 in
    postgres) versioned postgresql ;;
    redis) first_on_offer redis-server valkey-server ;;
    mariadb) first_on_offer mariadb-server ;;
    web) versioned postgresql-client; first_on_offer redis-tools valkey-tools ;;
    busybox) ;;
    esac
}

# download DIR PACKAGE...: into DIR/archives, with all dependencies, as if nothing were installed. The machine's own
# sources and keys are used; nothing of its state is touched.
download() {
    local d=$1
    shift
    mkdir -p "$d/archives/partial"
    : > "$d/status"
    apt-get -q -y --no-install-recommends --download-only -o Dir::State::status="$d/status" -o Dir::Cache::archives="$d/archives" \
        -o Dir::Cache::pkgcache='' -o Dir::Cache::srcpkgcache='' -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
        -o Dir::State::extended_states="$d/extended_states" install "$@" busybox-static >"$d/log" 2>&1 ||
        { tail -n 5 "$d/log" >&2; die "apt could not download $*"; }
}

unpack() {
    local d=$1 r=$1/root f
    # The usual merged tree first, so that what a package puts in /lib or /bin finds its place.
    mkdir -p "$r"/{usr/bin,usr/sbin,usr/lib,usr/lib64,etc,tmp,run,data,proc,sys,dev,root}
    for f in bin sbin lib lib64; do ln -s usr/$f "$r/$f"; done
    for f in "$d"/archives/*.deb; do
        # Big, and only for maintainer scripts, JIT compilation and the like.
        case ${f##*/} in libllvm* | libz3* | perl* | libperl* | systemd_* | debconf* | locales*) continue ;; esac
        dpkg-deb --fsys-tarfile "$f" | tar -C "$r" -x --keep-directory-symlink --no-same-owner
    done
    (
        cd "$r"
        rm -rf usr/share/{doc,man,locale,info,lintian,bug,perl,perl5,i18n,bash-completion,pixmaps} usr/lib/*/{perl,perl5,perl-base,gconv,systemd} \
            usr/lib/*/{libLLVM,libz3}* usr/lib/llvm-* usr/lib/postgresql/*/lib/bitcode usr/lib/systemd var/cache var/lib/apt etc/{init.d,rc?.d}
        chmod 1777 tmp
        for f in $(usr/bin/busybox --list); do [ -e "bin/$f" ] || [ -e "sbin/$f" ] || ln -s /bin/busybox "bin/$f"; done
        ln -sf busybox bin/sh
        # Their usual names lead to a wrapper in Perl.
        for f in usr/lib/postgresql/*/bin/*; do [ ! -e "$f" ] || ln -sf "/$f" usr/bin/; done
        printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:999:999::/data:/bin/sh nobody:x:65534:65534::/:/bin/false > etc/passwd
        printf '%s\n' root:x:0: daemon:x:999: nogroup:x:65534: > etc/group
        echo 'hosts: files dns' > etc/nsswitch.conf
    )
    install -m 755 "$HERE/images/entry" "$r/entry"
    install -D -m 755 "$HERE/images/web.cgi" "$r/www/cgi-bin/rows"
}

# archive NAME DIR FILE: one layer, as "docker save" would write it
archive() {
    local name=$1 d=$2 out=$3 layer id
    mkdir "$d/image"
    tar -C "$d/root" --sort=name --mtime=@0 --numeric-owner -cf "$d/image/layer.tar" .
    layer=$(sha256sum < "$d/image/layer.tar" | cut -d' ' -f1)
    printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":{%s,"Entrypoint":["/entry"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created_by":"lab/images.sh"}]}' \
        "$(dpkg --print-architecture)" "${config[$name]}" "$layer" > "$d/image/config"
    id=$(sha256sum < "$d/image/config" | cut -d' ' -f1)
    mv "$d/image/config" "$d/image/$id.json"
    printf '[{"Config":"%s.json","RepoTags":["%s:latest"],"Layers":["layer.tar"]}]' "$id" "$name" > "$d/image/manifest.json"
    tar -C "$d/image" -cf "$out.new" manifest.json "$id.json" layer.tar
    mv "$out.new" "$out"
}

make_image() {
    local name=$1 out=$2 d=$3 start packages
    start=$(now)
    mapfile -t packages < <(packages_of "$name")
    [ "$name" = busybox ] || [ ${#packages[@]} -gt 0 ] || die "no package for $name is on offer"
    download "$d" "${packages[@]}"
    unpack "$d"
    archive "$name" "$d" "$out"
    say "  image $name from ${packages[*]:-busybox-static}: $(since "$start") s, $(du -m "$out" | cut -f1) MiB" >&2
}

names=("$@")
[ $# -gt 0 ] || names=("${ALL[@]}")
CACHE=${LAB_CACHE:-$HERE/../.cache/images}
mkdir -p "$CACHE"
CACHE=$(readlink -f "$CACHE")
key=$({ cat "$0" "$HERE"/images/* /etc/os-release; dpkg --print-architecture; } | sha256sum | cut -c1-16)

todo=()
for name in "${names[@]}"; do
    [ -n "${config[$name]:-}" ] || die "no such image: $name (there are ${ALL[*]})"
    [ -e "$CACHE/$name-$key.tar" ] || todo+=("$name")
done
if [ ${#todo[@]} -gt 0 ]; then
    need_root "$*"
    have apt-get || die "this needs Debian's or Ubuntu's packages: no apt-get here"
    apt_refresh >&2
    work=$(mktemp -d "$CACHE/work.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    jobs=()
    for name in "${todo[@]}"; do
        mkdir "$work/$name"
        make_image "$name" "$CACHE/$name-$key.tar" "$work/$name" &
        jobs+=($!)
    done
    failed=0
    for job in "${jobs[@]}"; do wait "$job" || failed=1; done
    [ $failed = 0 ] || die "not every image could be made"
    find "$CACHE" -name '*.tar' ! -name "*-$key.tar" -delete    # of an earlier script or release
fi
for name in "${names[@]}"; do say "$CACHE/$name-$key.tar"; done
