#!/usr/bin/env bash
# Runs the tests. Usage: tests/run.sh [SUITE...]
#   all         (default) everything short: units, actors, the program as a whole process
#   acceptance  the quickstart at full length, twice: about 10 minutes on 2 cores
# Set ACTORLSTM_DATA to a folder with nietzsche.txt: tests that need the book's corpus skip, and say so, without it.
# The last line counts what ran: N passed, N failed, N skipped. Exit code 0 only if something ran and nothing failed.
set -uo pipefail
cd "$(dirname "$0")/.."
[ -z "${ACTORLSTM_DATA:-}" ] || ACTORLSTM_DATA=$(realpath "$ACTORLSTM_DATA") && export ACTORLSTM_DATA

# What the tests use of the distribution: `script` gives the console tests a terminal, `unshare` takes the network away.
packages=()
command -v script >/dev/null || packages+=(bsdutils)
command -v unshare >/dev/null || packages+=(util-linux)
ldconfig -p 2>/dev/null | grep -q libicuuc || packages+=(libicu-dev)
if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq "${packages[@]}" || exit 1
  else
    echo "The tests need these packages of the distribution: ${packages[*]}. Install them and run this script again." >&2
    exit 1
  fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0 status=0

run() { # NAME FILTER...: one pass of `dotnet test`, its totals added to the others
  local name=$1
  shift
  echo "== suite $name"
  dotnet test --solution ActorLstm.sln --configuration Release --no-build --max-parallel-test-modules 1 --output Normal --no-progress "$@" 2>&1 | tee "$log"
  local code=${PIPESTATUS[0]}
  total() { sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -n "s/^ *$1: \([0-9][0-9]*\)$/\1/p" | tail -n 1; }
  passed=$((passed + $(total succeeded || echo 0) + 0))
  failed=$((failed + $(total failed || echo 0) + 0))
  skipped=$((skipped + $(total skipped || echo 0) + 0))
  [ "$code" = 0 ] || status=1
}

dotnet build ActorLstm.sln --configuration Release --nologo -v quiet || { echo "The build failed."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

[ $# -gt 0 ] || set -- all
for suite in "$@"; do
  case $suite in
    all) run all --filter-not-trait Suite=acceptance ;;
    acceptance) run acceptance --filter-trait Suite=acceptance --ignore-exit-code 8 ;;
    *) echo "There is no suite $suite; there are: all, acceptance." >&2; exit 2 ;;
  esac
done

[ $((passed + failed)) -gt 0 ] || { echo "No test ran." >&2; status=1; }
[ "$failed" = 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
