# Sourced by ./run: broker, gateway and three nodes on loopback, from a folder of state. Variables of ./run: state port device
# centres rate recordings fresh.

province=laocai
nodes=(lc-01 lc-02 lc-03)
names=("Lào Cai" "Bát Xát" "Mường Khương")
places=("22.50643 104.00500" "22.51927 103.87841" "22.73035 104.09783") # points inside the communes, not sites
node_program=$here/build/release/node/songbien-node
gateway_program=$here/build/release/gateway/songbien-gateway
pids=()

free_port() { # first free TCP port from $1 on
  local p=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do p=$((p + 1)); done
  echo "$p"
}

background() { # name, command...
  local name=$1
  shift
  "$@" > "$state/log/$name.log" 2>&1 9>&- &
  pids+=("$!")
}

stop_system() {
  trap - EXIT INT TERM
  [ "${#pids[@]}" -gt 0 ] || return 0
  printf '\nstopping ...\n'
  # Nodes first, so that their last words still find the broker.
  local i
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill "${pids[$i]}" 2>/dev/null || true
    wait "${pids[$i]}" 2>/dev/null || true
  done
}

wait_for() { # seconds, what, command...
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || die "$what did not come up; see $state/log/"
    sleep 0.2
  done
}

write_gateway_config() {
  cat > "$state/gateway.toml" <<TOML
[gateway]
province = "$province"
province_code = "15"
database = "$state/gateway.sqlite"
key = "$state/gateway.key.pem"
one_time_password_file = "$state/one-time-password"

[http]
address = "127.0.0.1"
port = $port
web_root = "$here/build/release/gateway/web"

[mqtt]
host = "localhost"
port = $broker_port
ca = "$state/pki/ca.crt"
certificate = "$state/pki/gateway.crt"
key = "$state/pki/gateway.key"

[map]
border = "$here/models/borders/15-laocai.geojson"
TOML
}

plan() { # the dwells of a node, as TOML
  local mhz hz=$1
  for mhz in ${2//,/ }; do
    printf '[[plan.dwell]]\ncentre_hz = %s\nsample_rate_hz = %s\nduration_s = 0.16\n\n' \
      "$(awk -v f="$mhz" 'BEGIN { printf "%.1f", f * 1e6 }')" "$hz"
  done
}

source_of() { # index -> source line, exercise flag and plan
  local i=$1 count=${#recordings[@]} hz
  if [ -n "$device" ]; then
    if [ -n "$rate" ]; then hz=$(awk -v r="$rate" 'BEGIN { printf "%.1f", r * 1e6 }')
    elif [[ $device == *rtlsdr* ]]; then hz=1920000.0; else hz=19200000.0; fi
    source="soapy:$device" exercise=false dwells=$(plan "$hz" "${centres:-1815,1835,1855}")
  elif [ "$count" -gt 0 ]; then
    source="${recordings[$((i % count))]}" exercise=true
    dwells=$'[[plan.dwell]]\nduration_s = 0.16\n'
  else
    source="synthetic:border/$i?seed=1" exercise=true dwells=$(plan 19200000.0 "${centres:-1815,1835,1855}")
  fi
}

write_node_config() { # index
  local i=$1 id=${nodes[$1]} source exercise dwells
  local -a at
  read -ra at <<< "${places[$i]}"
  source_of "$i"
  cat > "$state/$id.toml" <<TOML
[node]
id = "$id"
province = "$province"
name = "${names[$i]}"
latitude_deg = ${at[0]}
longitude_deg = ${at[1]}
state_dir = "$state/$id"
exercise = $exercise

[source]
spec = "$source"

[plan]
pause_s = 4.0

$dwells
[report]
interval_s = 30.0

[uplink]
host = "localhost"
port = $broker_port
ca = "$state/pki/ca.crt"
certificate = "$state/pki/$id.crt"
key = "$state/pki/$id.key"
gateway_public_key = "$state/gateway.pub.pem"
TOML
}

prepare_state() {
  umask 077
  mkdir -p "$state/log"
  exec 9> "$state/lock" # held as long as this shell lives; its children close it
  flock -n 9 || die "another ./run uses $state; stop it, or take another folder with --state"
  [ "$fresh" = 0 ] || find "$state" -mindepth 1 -maxdepth 1 ! -name lock ! -name log -exec rm -rf {} +
  broker_port=$(free_port 18883)
  port=$(free_port "$port")
  gateway/deploy/authority.sh "$state/pki" init
  gateway/deploy/authority.sh "$state/pki" server broker
  local id
  for id in gateway "${nodes[@]}"; do gateway/deploy/authority.sh "$state/pki" client "$id"; done
  gateway/deploy/broker.sh "$state/broker" "$state/pki" "$broker_port" "$province"
  write_gateway_config
  "$gateway_program" public-key --config "$state/gateway.toml" > "$state/gateway.pub.pem"
}

enrol_nodes() {
  local i at
  for i in "${!nodes[@]}"; do
    write_node_config "$i"
    "$node_program" identity --config "$state/${nodes[$i]}.toml" --public-key > "$state/${nodes[$i]}.pub.pem"
    read -ra at <<< "${places[$i]}"
    "$gateway_program" enrol-node --database "$state/gateway.sqlite" --id "${nodes[$i]}" --name "${names[$i]}" \
      --public-key "$state/${nodes[$i]}.pub.pem" --latitude "${at[0]}" --longitude "${at[1]}" > "$state/log/enrol.log"
  done
}

import_registries() {
  local file operator
  for file in gateway/deploy/demo/registry-*.csv; do
    operator=$(basename "$file" .csv)
    "$gateway_program" import-registry "$file" --operator "${operator#registry-}" --database "$state/gateway.sqlite" \
      >> "$state/log/registry.log"
  done
}

start_system() {
  [ -z "$device" ] || nodes=(lc-01) # one receiver cannot serve three
  say "3/4 keys, certificates, synthetic carrier registry"
  prepare_state
  enrol_nodes
  import_registries

  say "4/4 starting broker, gateway and ${#nodes[@]} nodes"
  trap stop_system EXIT
  trap 'exit 0' INT TERM
  local mosquitto=/usr/sbin/mosquitto id
  background broker "$mosquitto" -c "$state/broker/mosquitto.conf"
  wait_for 10 "the broker" bash -c "exec 3<>/dev/tcp/127.0.0.1/$broker_port"
  background gateway "$gateway_program" serve --config "$state/gateway.toml"
  wait_for 20 "the gateway" curl -fsS "http://127.0.0.1:$port/readyz"
  for id in "${nodes[@]}"; do background "$id" "$node_program" run --config "$state/$id.toml"; done
  greet
}

greet() {
  local what="a synthetic scene of the border"
  [ "${#recordings[@]}" -gt 0 ] && what="${#recordings[@]} recording(s), replayed"
  [ -n "$device" ] && what="receiver $device"
  printf '\n  Sóng Biên is running: %s\n\n' "$what"
  printf '    page       http://127.0.0.1:%s/\n    user       admin\n' "$port"
  if [ -s "$state/one-time-password" ]; then
    printf '    password   %s   (once; the page asks for a new one)\n' "$(cat "$state/one-time-password")"
  else
    printf '    password   the one you chose in an earlier run (./run --fresh starts over)\n'
  fi
  cat <<TEXT

  What to look at: after some ten seconds the list beside the map shows "Sóng nước ngoài chồng lấn" for each foreign cell, and
  "Trạm giả" for a domestic one that no registry holds. Open one: why it fired, who heard it, its level over time, and the draft ticket for the
  carrier on that channel. What is not from a receiver is marked DIỄN TẬP (exercise).
  Logs: $state/log/   Stop: Ctrl-C

TEXT
}

watch_system() { # says so when a part dies; ends on Ctrl-C
  local i
  while sleep 2; do
    for i in "${!pids[@]}"; do
      kill -0 "${pids[$i]}" 2>/dev/null || die "a part of the system has ended; its last words: $(tail -n 3 "$state"/log/*.log)"
    done
  done
}
