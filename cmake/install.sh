# Sourced by ./run and ./check: installs what is missing on Debian 12, and nothing twice.
#   install_packages LIST...   names of cmake/packages/LIST.txt
#   install_node               Node.js 18 or newer with npm, Debian's own where there is none

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "need root to install packages; run as root, or install sudo, or install these by hand: ${missing[*]:-nodejs npm}"
  fi
}

apt_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq)
  as_root "${apt[@]}" update || die "apt-get update failed: no network, or no Debian mirror"
  as_root "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null || die "could not install: $*"
}

install_packages() {
  local list package wanted=()
  for list in "$@"; do
    while read -r package; do
      case "$package" in ''|'#'*) continue ;; esac
      wanted+=("$package")
    done < "cmake/packages/$list.txt"
  done
  missing=()
  for package in "${wanted[@]}"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ "${#missing[@]}" = 0 ] && return 0
  [ "${SB_INSTALL:-1}" = 1 ] || die "not installed (and SB_INSTALL=0): ${missing[*]}"
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  apt_install "${missing[@]}"
}

install_node() {
  local major=0
  command -v node >/dev/null && major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  if [ "$major" -lt 18 ] || ! command -v npm >/dev/null; then
    [ "${SB_INSTALL:-1}" = 1 ] || die "Node.js 18 or newer with npm is needed (and SB_INSTALL=0)"
    say "installing Node.js"
    apt_install nodejs npm
  fi
}
