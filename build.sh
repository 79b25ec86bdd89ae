#!/usr/bin/env bash
# Builds, tests, packs and measures Tidemark. `./build.sh help` lists the verbs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

solution=Tidemark.slnx
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

usage() {
  cat <<'TEXT'
./build.sh [verb]
  test            build everything and run every test (the default)
  pack            write the packages to artifacts/packages
  bench [what]    run the benchmarks and rewrite their part of docs/performance.md; "leases" measures
                  leases and rewrites docs/performance-leases.md; "commits" counts commits of the SQLite
                  store, "try" runs each benchmark once, anything else those whose names contain it,
                  and none of these writes a page
  bench load [what]
                  drive apps with no session, ASP.NET Core's and Tidemark, on Redis and PostgreSQL servers of
                  its own, and rewrite the first part of docs/performance.md with its chart; forty minutes, on a
                  machine that does nothing else. "stores" only compares the stores, "try" only shows that
                  everything runs; both write nothing. Uses wrk where installed
  bench request   measure what a session costs a request, without a network; two minutes
  bench replicas  measure the change feed and the replicator, and rewrite docs/performance-replicas.md; five minutes on
                  a quiet machine. "load try replicas" only shows that everything runs. Uses xdelta3 and zstd where installed
  simulate [--seeds N] [--from S] [--stores 1|2]
                  run the simulation of many nodes on N seeds (1000), beginning with seed S (1): over one store, and over
                  a primary and a replica that change places, or only one of both
  storm [faults] [seed]
                  kill, freeze and cut off replicators, replicas and primaries under the shop's load, so many
                  times for each comparison (200); half an hour or more
  mutants [--seed N] [--count N] [--only FOLDER]
                  plant faults in a copy of src, and say for each which test notices it; 15 by a random seed,
                  or those of a folder such as src/Tidemark/Leases; half an hour or more
  api             rewrite the pinned public API in api/
  golden          rewrite the golden files of the wire format in test/Tidemark.Graph.Tests/Golden; only for
                  graphs that were added, or a format that no release has written yet
  help            this text
TEXT
}

step() { printf '\n== %s\n' "$*"; }

# What the tests need besides the .NET SDK: a command that must be there, and the Debian packages that bring it.
# Debian starts services of Redis and PostgreSQL with the packages. The tests leave them alone: they start servers of their own on other ports.
need_test_tools() {
  need chromium chromium
  need redis-server redis-server
  need pg_ctlcluster postgresql
  need cc gcc libc6-dev
}

need() {
  local command=$1 packages=("${@:2}")
  if command -v "$command" > /dev/null; then return; fi
  if ! command -v apt-get > /dev/null; then
    echo "The tests need '$command', which is not installed, and there is no apt-get to install it with." >&2
    exit 1
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  step "Installing ${packages[*]} by apt-get, because the tests need '$command'"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}"
}

need_sdk() {
  if command -v dotnet > /dev/null; then return; fi
  echo "Install the .NET 10 SDK first: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  exit 1
}

build() {
  step "Building"
  local status=0
  dotnet restore "$solution" -v quiet \
    && UseSharedCompilation=true dotnet build "$solution" -c Release --no-restore -v quiet || status=$?
  end_compiler
  return "$status"
}

# The compiler that all projects of a build share goes on for minutes. It is this run's own, as its folder for temporary files is.
end_compiler() {
  dotnet build-server shutdown --vbcscompiler > /dev/null 2>&1 || true
  local process
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' 2> /dev/null < "$process/cmdline" | grep -q VBCSCompiler \
      && tr '\0' '\n' 2> /dev/null < "$process/environ" | grep -qxF "TMPDIR=$TMPDIR"; then
      kill "${process#/proc/}" 2> /dev/null || true
    fi
  done
}

# Sums the result files of all projects into three numbers: passed, failed, skipped.
count_results() {
  find "$1" -name '*.nunit' -exec grep -ho '<test-results [^>]*' {} + | awk '
    function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    { total += number("total"); failed += number("failures") + number("errors"); skipped += number("skipped") }
    END { print total - failed - skipped, failed + 0, skipped + 0 }'
}

# Says which tests failed and how, in a few lines each, since the log that names them is long and its end is what people are shown.
name_failures() {
  find "$1" -name '*.nunit' -exec cat {} + | sed -E 's/<(test-case|test-suite|message|stack-trace|\/failure)/\n&/g' | awk '
    function plain(text) {
      gsub(/<[^>]*>/, "", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
      gsub(/&#x[AD];/, "", text); gsub(/&amp;/, "\\&", text)
      return text
    }
    /^<(test-case|\/failure)/ { failing = telling = tracing = 0 }
    /^<test-case .*result="Failure"/ { failing = 1; match($0, / name="[^"]*"/); print plain(substr($0, RSTART + 7, RLENGTH - 8)) }
    /^<message/ { telling = failing ? 8 : 0 }
    /^<stack-trace/ { telling = 0; tracing = failing ? 3 : 0 }
    telling > 0 { print "    " substr(plain($0), 1, 200); telling-- }
    tracing > 0 && /:line [0-9]+/ { print "    " substr(plain($0), 1, 200); tracing-- }'
}

# Whatever this run puts into the folder for temporary files goes away with it. So the tests may start no compiler server: it would
# stay behind, without its folder.
use_own_temp() {
  temp=$(mktemp -d)
  trap 'end_compiler; rm -rf "$temp"' EXIT
  mkdir "$temp/t" "$temp/results"

  # PostgreSQL runs as another user than root, and has to come through.
  chmod 711 "$temp"
  export TMPDIR="$temp/t" UseSharedCompilation=false
}

run_tests() {
  need_test_tools
  use_own_temp
  if ! build; then
    step "Summary"
    echo "FAILED (it does not build, so no test was run)"
    echo "0 passed, 0 failed, 0 skipped"
    return 1
  fi

  step "Testing"
  local status=0
  # Of the formats of xunit this one bears any text that a test says or fails with; TRX and JUnit end the process at a control character.
  # Each project names its own: by themselves they are named by the time, and two have begun in one microsecond.
  TIDEMARK_REPORTS=1 dotnet test --solution "$solution" -c Release --no-build --max-parallel-test-modules 2 \
    --results-directory "$temp/results" || status=$?

  local passed failed skipped projects reports
  read -r passed failed skipped < <(count_results "$temp/results")
  projects=$(grep -cE '(Tests|Simulation).csproj"' "$solution")
  reports=$(find "$temp/results" -name '*.nunit' | wc -l)

  step "Summary"
  if [ "$reports" -ne "$projects" ]; then
    echo "$projects test projects, but $reports reports: a test process ended early."
    status=1
  fi
  name_failures "$temp/results"
  if [ "$passed" -eq 0 ] || [ "$failed" -gt 0 ] || [ "$skipped" -gt 0 ]; then status=1; fi
  if [ "$status" -ne 0 ]; then echo "FAILED (every test must run, and pass)"; fi
  echo "$passed passed, $failed failed, $skipped skipped"
  return "$status"
}

pack() {
  step "Packing"
  rm -rf artifacts/packages
  local project
  for project in src/*/; do dotnet pack "$project" -c Release -v quiet -o artifacts/packages; done
  ls artifacts/packages
}

bench() {
  if [ "${1:-}" = load ]; then
    dotnet run --project bench/Tidemark.Load -c Release -- "${@:2}"
    return
  fi
  if [ "${1:-}" = replicas ] || [ "${1:-}" = request ]; then
    dotnet run --project bench/Tidemark.Load -c Release -- "$1"
    return
  fi
  dotnet run --project bench/Tidemark.Bench -c Release -- "$@"
}

simulate() {
  dotnet run --project test/Tidemark.Simulation -c Release -- simulate "$@"
}

storm() {
  need_test_tools
  TIDEMARK_REPLICA_FAULTS=${1:-200} TIDEMARK_REPLICA_SEED=${2:-} \
    dotnet run --project test/Tidemark.Replicas.Tests -c Release -- --filter-class '*.StormTests' --show-live-output on
}

mutants() {
  dotnet run --project test/Tidemark.Mutants -c Release -- "$@"
}

write_api() {
  TIDEMARK_WRITE_API=1 dotnet run --project test/Tidemark.Architecture.Tests -- --filter-method '*.Public_api_is_as_pinned'
  git status --short -- api 2> /dev/null || true
}

write_golden() {
  TIDEMARK_WRITE_GOLDEN=1 dotnet run --project test/Tidemark.Graph.Tests -- --filter-class '*.GoldenFileTests'
  git status --short -- test/Tidemark.Graph.Tests/Golden 2> /dev/null || true
}

verb=${1:-test}
shift || true
case "$verb" in
  test) need_sdk; run_tests ;;
  pack) need_sdk; pack ;;
  bench) need_sdk; bench "$@" ;;
  simulate) need_sdk; simulate "$@" ;;
  storm) need_sdk; storm "$@" ;;
  mutants) need_sdk; mutants "$@" ;;
  api) need_sdk; write_api ;;
  golden) need_sdk; write_golden ;;
  help | -h | --help) usage ;;
  *) echo "Unknown verb '$verb'." >&2; usage >&2; exit 2 ;;
esac
