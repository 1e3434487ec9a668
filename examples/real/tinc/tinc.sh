#!/bin/sh
# Starts tincd with a folder of settings of its own, and with no interface: all of it but the packets of a VPN.
#     tinc.sh FOLDER NAME ADDRESS PORT "NEIGHBOUR ADDRESS PORT"…
# It runs where the key lies, which all nodes share, so that each knows the others.
set -eu
folder=$1 name=$2 address=$3 port=$4
shift 4
mkdir -p "$folder/hosts"
cp "rsa_key.priv" "$folder/rsa_key.priv"
chmod 600 "$folder/rsa_key.priv"
cat >"$folder/tinc.conf" <<END
Name = $name
BindToAddress = $address $port
DeviceType = dummy
PingInterval = ${PING:-2}
PingTimeout = ${PING:-2}
MaxTimeout = 2
END
{
  echo "Port = $port"
  cat "rsa_key.pub"
} >"$folder/hosts/$name"
for neighbour; do
  set -- $neighbour
  echo "ConnectTo = $1" >>"$folder/tinc.conf"
  {
    echo "Address = $2 $3"
    cat "rsa_key.pub"
  } >"$folder/hosts/$1"
done
exec tincd --config="$folder" --pidfile="$folder/pid" --no-detach --debug=5
