#!/bin/sh
# Install the first available of some Debian packages, as root or by a sudo that asks nothing; one clear line otherwise.
# Usage: system.sh PACKAGE [ALTERNATIVE…]
set -eu

if [ "$(id -u)" = 0 ]; then
    as_root() { "$@"; }
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root() { sudo -n "$@"; }
else
    echo "Missing Debian package: run « apt-get install $1 » as root, then try again." >&2
    exit 1
fi
if ! command -v apt-get >/dev/null; then
    echo "Missing: install what this system calls « $1 », then try again." >&2
    exit 1
fi

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

# What the packages say interests nobody, unless one of them fails.
install() {
    output=$(apt install -y --no-install-recommends "$@" 2>&1) || {
        echo "$output" >&2
        return 1
    }
}

# The tests start their own throw-away cluster: the package must not start one for good.
without_cluster() {
    conf=/etc/postgresql-common/createcluster.conf
    install postgresql-common
    as_root cp -p "$conf" "$conf.kept"
    echo "create_main_cluster = false" | as_root tee -a "$conf" >/dev/null
    status=0
    install "$1" || status=$?
    as_root mv "$conf.kept" "$conf"
    return "$status"
}

# Readers of mails are asked by hand: their packages must start no server of theirs.
without_server() {
    policy=/usr/sbin/policy-rc.d
    status=0
    if [ -e "$policy" ]; then
        install "$1"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
    install "$1" || status=$?
    as_root rm "$policy"
    return "$status"
}

echo "Installing the Debian package $1…"
apt update || echo "apt-get update failed, going on with the known packages." >&2
for package in "$@"; do
    case $package in
    postgresql*) without_cluster "$package" && exit 0 ;;
    dovecot-* | rspamd | spamassassin) without_server "$package" && exit 0 ;;
    *) install "$package" && exit 0 ;;
    esac
done
echo "The package $1 could not be installed." >&2
exit 1
