#!/usr/bin/env bash
# Makes an authority and certificates of nodes, to try a cluster that speaks TLS. Usage: deploy/certificates.sh DIR NODE...
# NODE is what a node is reached by, host names or IP addresses, with commas between: node-1,localhost,127.0.0.1
# The first is its own; another one may stand for several: nodes,*.nodes.example
# DIR gets, for the eyes of whoever runs this alone:
#   authority.crt       the certificate of the authority (cluster.security.authority); everybody may read it
#   authority.key       its key, which signs further nodes: keep it away from the nodes
#   NODE.crt, NODE.key  certificate and key of a node (cluster.security.certificate and .key), named after the first name of the node
#   NODE.pfx, password  the same in one file, with authority.crt, and its password, for what reads no PEM
# A file that is there is never written again. Run once more, with other nodes and the same DIR, it signs them with the same authority.
# In production use an authority that can withdraw a certificate; this one cannot.
# Exit code 0: done; 1: openssl failed, no file was written; 2: bad input, nothing was done.
# Written for the bash 3.2 and the BSD tools of macOS too.
set -euo pipefail
umask 077

refuse() { # REASON
  echo "certificates.sh: $1" >&2
  exit 2
}

quietly() { # COMMAND...: openssl says much that is of interest only where it fails
  "$@" >"$new/.log" 2>&1 || { cat "$new/.log" >&2; exit 1; }
}

subject_names() { # NAME,NAME...: as openssl takes them
  local name names list=
  IFS=, read -r -a names <<<"$1"
  for name in "${names[@]}"; do
    case $name in
      *:* | *[0-9].[0-9]*.[0-9]*.[0-9]*) name=IP:$name ;;
      *) name=DNS:$name ;;
    esac
    list=$list${list:+,}$name
  done
  echo "$list"
}

make_key() { # FILE
  quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

make_authority() {
  openssl rand -hex 32 >"$new/password"
  make_key "$new/authority.key"
  quietly openssl req -new -x509 -days 3650 -key "$new/authority.key" -subj "/CN=ActorLstm trial authority" \
    -addext keyUsage=critical,keyCertSign,cRLSign -out "$new/authority.crt"
  chmod 644 "$new/authority.crt"
}

make_node() { # NAME,NAME...
  local name=${1%%,*}
  make_key "$new/$name.key"
  quietly openssl req -new -key "$new/$name.key" -subj "/CN=$name" -out "$new/.request"
  cat >"$new/.extensions" <<EXTENSIONS
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = $(subject_names "$1")
EXTENSIONS
  quietly openssl x509 -req -days 825 -sha256 -in "$new/.request" -extfile "$new/.extensions" \
    -CA "$authority/authority.crt" -CAkey "$authority/authority.key" -set_serial "0x$(openssl rand -hex 16)" -out "$new/$name.crt"
  quietly openssl pkcs12 -export -name "$name" -inkey "$new/$name.key" -in "$new/$name.crt" -certfile "$authority/authority.crt" \
    -passout "file:$authority/password" -out "$new/$name.pfx"
}

case ${1:-} in
  -h | --help) sed -n '2,/^set/s/^# //p' "$0"; exit ;;
esac
[ $# -ge 2 ] || refuse "name a folder and at least one node, for instance: deploy/certificates.sh certificates node-1,localhost,127.0.0.1"
command -v openssl >/dev/null || refuse "openssl is missing: install it."
folder=$1
shift
taken=,authority,
for node in "$@"; do
  name=${node%%,*}
  case ,$node, in
    *[!a-zA-Z0-9.:,*-]* | *,,* | *,-* | ,[*]*) refuse "\"$node\" is no list of host names or IP addresses with commas between." ;;
  esac
  IFS=, read -r -a others <<<"$node"
  for other in "${others[@]}"; do
    case ${other#'*.'} in
      *'*'*) refuse "\"$other\" has a * elsewhere than at its beginning." ;;
      *.*) ;;
      *) [ "$other" = "${other#'*.'}" ] || refuse "\"$other\" is taken by nobody: a * wants two names behind it, as in *.nodes.example." ;;
    esac
  done
  case $taken in *,"$name",*) refuse "the name $name is taken: by another of the nodes, or by the authority." ;; esac
  for file in "$name.crt" "$name.key" "$name.pfx"; do
    [ ! -e "$folder/$file" ] || refuse "$folder/$file is there. Remove it first, or name another folder."
  done
  taken=$taken$name,
done
authority=$folder
for file in authority.crt authority.key password; do
  [ -e "$folder/$file" ] || authority=
done
if [ -z "$authority" ]; then
  for file in authority.crt authority.key password; do
    [ ! -e "$folder/$file" ] || refuse "$folder/$file is there, and the rest of its authority is not. Name another folder."
  done
fi

mkdir -p "$folder"
new=$(mktemp -d "$folder/.new.XXXXXX")
trap 'rm -rf "$new"' EXIT
if [ -z "$authority" ]; then
  authority=$new
  make_authority
fi
for node in "$@"; do make_node "$node"; done
mv "$new"/* "$folder"
