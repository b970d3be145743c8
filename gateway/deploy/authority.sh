#!/usr/bin/env bash
# A small certificate authority for one province: for the demonstration and for trials. A province in operation uses its own.
#   authority.sh DIR init                 make the authority (ca.crt, ca.key) unless it stands
#   authority.sh DIR server NAME [IP...]  a broker's or gateway's certificate for localhost and the given addresses
#   authority.sh DIR client NAME          a certificate whose common name is the node's id: the broker's ACL goes by it
# Keys are EC P-256, mode 0600; certificates last 397 days; what stands and is valid for another 30 days is left alone.
set -euo pipefail
umask 077
dir=$1 action=$2
mkdir -p "$dir"

fresh() { [ -s "$1" ] && openssl x509 -checkend 2592000 -noout -in "$1" >/dev/null 2>&1; }

key() { [ -s "$1" ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

issue() { # name, extensions
  key "$dir/$1.key"
  openssl req -new -key "$dir/$1.key" -subj "/O=Song Bien/CN=$1" -out "$dir/$1.csr"
  openssl x509 -req -in "$dir/$1.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days 397 \
    -extfile <(printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" "$2") -out "$dir/$1.crt" 2>/dev/null
  rm -f "$dir/$1.csr"
}

# The broker wants a revocation list from its first moment; the gateway replaces it (gateway/enrol).
empty_list() {
  [ -s "$dir/revoked.pem" ] && return
  : > "$dir/.index"
  openssl ca -gencrl -keyfile "$dir/ca.key" -cert "$dir/ca.crt" -crldays 400 -md sha256 -out "$dir/revoked.pem" \
    -config <(printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\n' "$dir/.index") 2>/dev/null
  rm -f "$dir"/.index*
}

case "$action" in
  init)
    fresh "$dir/ca.crt" && { empty_list; exit 0; }
    rm -f "$dir"/*.crt "$dir/revoked.pem" # what an older authority signed is worth nothing under a new one
    key "$dir/ca.key"
    openssl req -x509 -new -key "$dir/ca.key" -days 3650 -subj "/O=Song Bien/CN=Song Bien authority" \
      -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$dir/ca.crt"
    empty_list
    ;;
  server)
    name=$3; shift 3
    fresh "$dir/$name.crt" && exit 0
    addresses="DNS:localhost,IP:127.0.0.1"
    for ip in "$@"; do addresses+=",IP:$ip"; done
    issue "$name" "extendedKeyUsage=serverAuth
subjectAltName=$addresses"
    ;;
  client)
    fresh "$dir/$3.crt" && exit 0
    issue "$3" "extendedKeyUsage=clientAuth"
    ;;
  *) echo "authority.sh: unknown action '$action'" >&2; exit 2 ;;
esac
