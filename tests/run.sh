#!/usr/bin/env bash
# Runs the tests. Usage: tests/run.sh [SUITE...]
#   all         (default) everything short: units, actors, the program as a whole process, and the guard of the training step's speed
#   acceptance  the quickstart at full length, twice: about 10 minutes on 2 cores
#   kill        runs that are killed and damaged hundreds of times, for the night: about 20 minutes on 2 cores. It prints what it
#               counted. ACTORLSTM_TEST_KILLS=N kills so often, and ACTORLSTM_TEST_SEED=N at other moments.
#   soak        the hosted service in use for half an hour: memory, threads and open files stay as they are, nobody is failed and no
#               event is lost. It prints its figures. ACTORLSTM_TEST_SOAK_MINUTES=N takes so long, ACTORLSTM_TEST_SEED=N does other things.
#   cluster     a hundred kills of the nodes of a cluster, of the database and of the connections to it, a network between them that parts for a
#               minute six times, ten thousand times garbage on their ports, and a batch of ten thousand runs. It prints what it
#               counted. ACTORLSTM_TEST_KILLS and ACTORLSTM_TEST_SEED as for kill.
#   memory      the estimate of memory beside the peaks of whole processes, for 300 experiments drawn by chance: about 20 minutes on 2 cores.
#               It prints each. ACTORLSTM_TEST_SEED=N draws others.
#   browser     the pages of reports and of the service in Chromium, and nothing else: a few minutes. They are part of all.
# Set ACTORLSTM_DATA to a folder with nietzsche.txt: tests that need the book's corpus skip, and say so, without it.
# A PostgreSQL server is started for the tests where one is installed, and stopped afterwards; ACTORLSTM_TEST_POSTGRES names another.
# Pages are looked at in Chromium where one is installed; ACTORLSTM_TEST_CHROMIUM names another.
# What deploy/ has is looked at by shellcheck, yamllint and docker-compose where they are installed, and its manifests by kubectl.
# The last line counts what ran: N passed, N failed, N skipped. Exit code 0 only if something ran and nothing failed.
# Written for the bash 3.2 and the BSD tools of macOS too.
set -uo pipefail

absolute() { # PATH_LIST: with every folder from the root on, because the tests start in folders of their own
  local rest=$1: folder list=
  while [ -n "$rest" ]; do
    folder=${rest%%:*}
    rest=${rest#*:}
    case $folder in
      '') continue ;;
      /*) ;;
      *) folder=$PWD/$folder ;;
    esac
    list=$list${list:+:}$folder
  done
  echo "$list"
}

give_up() { # REASON
  echo "$1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

# What the tests use of the distribution is installed for root on Debian and Ubuntu, and for nobody else.
install() { # PACKAGE...
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq >&2 && apt-get install -y -qq "$@" >&2
}

has_icu() { # ldconfig is not on the PATH of ordinary users
  case $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null) in
    *libicuuc*) ;;
    *) return 1 ;;
  esac
}

ACTORLSTM_DATA=$(absolute "${ACTORLSTM_DATA:-}")
export ACTORLSTM_DATA
cd "$(dirname "$0")/.." || exit 1

if [ "$(uname)" = Linux ]; then
  # `script` gives the console test a terminal.
  command -v script >/dev/null || install bsdutils || give_up "The tests need the command \`script\` (bsdutils or util-linux): install it and run this script again."
  has_icu || install libicu-dev || echo "Without the ICU library (libicu) the tests of cultures and of Unicode normalization skip." >&2
fi

has_numpy() { # PYTHON
  "$1" -c 'import numpy' 2>/dev/null
}

find_python() { # the Python of the tests: one with numpy, which the one that comes first on the PATH may lack
  local python
  for python in "${ACTORLSTM_TEST_PYTHON:-python3}" python3 /usr/bin/python3; do
    if has_numpy "$python"; then
      export ACTORLSTM_TEST_PYTHON=$python
      return 0
    fi
  done
  return 1
}

require_python() {
  ! find_python || return 0
  if install python3-numpy; then
    find_python || give_up "python3-numpy was installed, and no python3 finds it; name one in ACTORLSTM_TEST_PYTHON."
  else
    [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || give_up "python3-numpy could not be installed, and the test of exported weights needs it."
    echo "Without Python and numpy the test of exported weights skips." >&2
  fi
}

need_chromium() { # a page is tested in a browser; root on Debian and Ubuntu can have one
  [ -z "${ACTORLSTM_TEST_CHROMIUM:-}" ] || return 0
  for browser in chromium chromium-browser google-chrome; do
    if command -v "$browser" >/dev/null; then
      ACTORLSTM_TEST_CHROMIUM=$(command -v "$browser")
      export ACTORLSTM_TEST_CHROMIUM
      return 0
    fi
  done
  if install chromium; then
    ACTORLSTM_TEST_CHROMIUM=$(command -v chromium)
    export ACTORLSTM_TEST_CHROMIUM
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    give_up "Chromium could not be installed, and the tests of pages need it."
  else
    echo "Without Chromium the tests of pages skip." >&2
  fi
}

need_linters() { # they look at what deploy/ and the scripts say; what they recommend would be Docker itself
  local linter missing=
  for linter in shellcheck yamllint docker-compose; do
    command -v "$linter" >/dev/null || missing="$missing $linter"
  done
  # shellcheck disable=SC2086 # several words
  if [ -z "$missing" ] || install --no-install-recommends $missing; then
    return 0
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    give_up "The linters$missing could not be installed, and the tests of what deploy/ has need them."
  else
    echo "Without$missing tests of what deploy/ has skip." >&2
  fi
}

need_namespaces() { # in which the network between nodes parts
  [ "$(uname)" != Linux ] || command -v ip >/dev/null || install iproute2 || echo "Without ip (iproute2) the tests of a network that parts skip." >&2
}

as_postgres() { # COMMAND...: the server refuses to be run by root
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

postgres_programs() { # the folder of the newest server's programs; nothing where there is none
  local folder newest=
  for folder in "$(dirname "$(command -v initdb || echo none)")" /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/lib/postgresql/*/bin; do
    [ ! -x "$folder/initdb" ] || newest=$folder
  done
  echo "$newest"
}

start_postgres() { # a server of our own, reached by a socket in its folder and by nothing else; tests that kill one start theirs
  programs=$(postgres_programs)
  export ACTORLSTM_TEST_POSTGRES_PROGRAMS=$programs
  [ -z "${ACTORLSTM_TEST_POSTGRES:-}" ] || return 0
  if [ -z "$programs" ]; then
    if ! install postgresql; then
      [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || give_up "PostgreSQL could not be installed, and the tests of the journal on a server need it."
      echo "Without PostgreSQL the tests of the journal on a server skip." >&2
      return 0
    fi
    programs=$(postgres_programs)
    export ACTORLSTM_TEST_POSTGRES_PROGRAMS=$programs
  fi
  postgres=$(mktemp -d /tmp/actorlstm-postgres.XXXXXX) # The path of a socket has 100 characters at most: not below $TMPDIR.
  [ "$(id -u)" != 0 ] || chown postgres "$postgres"
  { as_postgres "$programs/initdb" -D "$postgres/data" -U postgres -A trust -E UTF8 --no-locale --no-sync \
      && as_postgres "$programs/pg_ctl" -D "$postgres/data" -w -l "$postgres/log" -o "-k $postgres -c listen_addresses= -c fsync=off" start
  } >"$log" 2>&1 </dev/null || { cat "$log" "$postgres/log" >&2; give_up "The PostgreSQL server of the tests does not start."; }
  export ACTORLSTM_TEST_POSTGRES="Host=$postgres;Username=postgres;Database=postgres"
}

clean_up() {
  if [ -n "$postgres" ]; then
    as_postgres "$programs/pg_ctl" -D "$postgres/data" -m immediate stop >/dev/null 2>&1
    rm -rf "$postgres"
  fi
  rm -f "$log"
}

log=$(mktemp) postgres=
trap clean_up EXIT
escape=$(printf '\033')
passed=0 failed=0 skipped=0 status=0

total() { # WORD: the number beside it in the summary of the last pass; nothing where there was no summary
  sed "s/$escape\[[0-9;]*m//g" "$log" | sed -n "s/^ *$1: \([0-9][0-9]*\)$/\1/p" | tail -n 1
}

run() { # NAME OUTPUT FILTER...: one pass of `dotnet test`, its totals added to the others; OUTPUT Detailed prints what the tests say
  echo "== suite $1"
  local output=$2
  shift 2
  dotnet test --solution ActorLstm.sln --configuration Release --no-build --max-parallel-test-modules 1 --output "$output" --no-progress "$@" 2>&1 | tee "$log"
  [ "${PIPESTATUS[0]}" = 0 ] || status=1
  passed=$((passed + $(total succeeded) + 0))
  failed=$((failed + $(total failed) + 0))
  skipped=$((skipped + $(total skipped) + 0))
}

# The program under test is the published one, as a user gets it. Its restore needs the compiler that works ahead of time; that of the tests does not.
ACTORLSTM_TEST_PROGRAM=$PWD/artifacts/program
export ACTORLSTM_TEST_PROGRAM
rm -rf "$ACTORLSTM_TEST_PROGRAM"
dotnet publish src/Host --configuration Release --nologo -v quiet --output "$ACTORLSTM_TEST_PROGRAM" || give_up "The build failed."
dotnet build ActorLstm.sln --configuration Release --nologo -v quiet || give_up "The build failed."

[ $# -gt 0 ] || set -- all
for suite in "$@"; do
  case $suite in
    all)
      start_postgres
      require_python
      need_chromium
      need_linters
      need_namespaces
      run all Normal --filter-not-trait Suite=acceptance Suite=kill Suite=soak Suite=cluster Suite=memory Suite=guard
      run guard Detailed --filter-trait Suite=guard --ignore-exit-code 8 # by itself: it measures
      ;;
    acceptance) run acceptance Detailed --filter-trait Suite=acceptance --ignore-exit-code 8 ;;
    kill) start_postgres; run kill Detailed --filter-trait Suite=kill --ignore-exit-code 8 ;;
    cluster) start_postgres; need_namespaces; run cluster Detailed --filter-trait Suite=cluster --ignore-exit-code 8 ;;
    soak) need_chromium; run soak Detailed --filter-trait Suite=soak --ignore-exit-code 8 ;;
    memory) run memory Detailed --filter-trait Suite=memory --ignore-exit-code 8 ;;
    browser) need_chromium; run browser Normal --filter-trait Suite=browser --ignore-exit-code 8 ;;
    *) echo "There is no suite $suite; there are: all, acceptance, kill, cluster, soak, memory, browser." >&2; exit 2 ;;
  esac
done

[ $((passed + failed)) -gt 0 ] || { echo "No test ran." >&2; status=1; }
[ "$failed" = 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
