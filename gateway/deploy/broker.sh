#!/usr/bin/env bash
# Writes Mosquitto's configuration: TLS only, a certificate per client, a node sees its own subtree and nothing else.
#   broker.sh DIR PKI PORT PROVINCE [ADDRESS]
set -euo pipefail
dir=$1 pki=$2 port=$3 province=$4 address=${5:-127.0.0.1}
mkdir -p "$dir/data"
cat > "$dir/acl" <<ACL
# The user name is the certificate's common name (use_identity_as_username).
user gateway
topic read songbien/v1/$province/+/report
topic read songbien/v1/$province/+/status
topic read songbien/v1/$province/+/spectrum
topic read songbien/v1/$province/+/reply
topic write songbien/v1/$province/+/command
topic write songbien/v1/$province/events/#

pattern write songbien/v1/$province/%u/report
pattern write songbien/v1/$province/%u/status
pattern write songbien/v1/$province/%u/spectrum
pattern write songbien/v1/$province/%u/reply
pattern read songbien/v1/$province/%u/command
ACL
cat > "$dir/mosquitto.conf" <<CONF
per_listener_settings false
listener $port $address
cafile $pki/ca.crt
certfile $pki/broker.crt
keyfile $pki/broker.key
# Revoked nodes; read when the broker starts.
crlfile $pki/revoked.pem
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file $dir/acl
persistence true
persistence_location $dir/data/
autosave_interval 30
# Reports are small; a client that asks for more is not ours.
max_packet_size 131072
max_inflight_messages 100
set_tcp_nodelay true
max_queued_messages 100000
log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages true
$([ "$(id -u)" = 0 ] && echo "user $(id -un)")
CONF
chmod 600 "$dir/acl"
