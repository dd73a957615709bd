# Shared by the scripts beside it; not run by itself.

say() { printf '%s %s\n' "→" "$*"; }

die() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Runs a command as root: directly, or by sudo when it needs no password or a person is there to type it.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    sudo "$@"
  else
    return 1
  fi
}

can_be_root() { as_root true 2>/dev/null; }

# Installs system packages without a question and without starting any service they bring.
install_packages() {
  command -v apt-get >/dev/null 2>&1 || die "Please install these with your system's package manager: $*"
  can_be_root || die "These system packages are missing and this user may not install them: $*" \
    "Run as root: apt-get install $*"
  local policy=/usr/sbin/policy-rc.d made_policy=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
    made_policy=yes
  fi
  local status=0
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || status=$?
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || status=$?
  [ -z "$made_policy" ] || as_root rm -f "$policy"
  [ "$status" -eq 0 ] || die "apt-get could not install: $*"
}
