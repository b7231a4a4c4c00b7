#!/usr/bin/env bash
# Says whether a program in this container is well. Usage: health.sh PORT [PATH]
# Exit code 0 if GET PATH at this machine's PORT is answered with 200, or, without PATH, if something listens at PORT; else 1.
# Written without curl, which the image lacks.
if [ $# -lt 2 ]; then
  # Nothing connects: a node would log that somebody without a certificate did.
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qE "$(printf '^ *[0-9]+: [0-9A-F]+:%04X 0+:0000 0A ' "$1")"
  exit
fi
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
