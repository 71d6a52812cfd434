#!/bin/sh
# Runs program.py once more and compares what it writes with results/; the new files are in rerun/ afterwards.
#
#   ./run.sh                 in the sandbox image where Docker has it, else as with --local
#   ./run.sh --docker        in the sandbox image: no network, nothing of this machine to see
#   ./run.sh --local         on this machine, with the packages of requirements.lock in .venv (NOT isolated: read program.py first)
#   ./run.sh --python PATH   on this machine, with a Python that has the packages already (not isolated either)
#
# Exits 0 when every file is the same, 1 when one differs, 2 when the program failed, 3 when it could not be run.
set -eu
cd "$(dirname "$0")"
image='snaprun-sandbox:dev'
version='3.11'
image=${SNAPRUN_IMAGE:-$image}

say() { echo "$*" >&2; }

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

find_image() {
  command -v docker >/dev/null 2>&1 || return 1
  has_image "$image" && return 0
  has_image snaprun-sandbox:dev || return 1
  say "The image $image is not here; snaprun-sandbox:dev is taken instead."
  image=snaprun-sandbox:dev
}

pack() {
  mkdir -p input results
  tar -cf - program.py manifest.json input results
}

in_docker() {
  docker run --rm -i --network none --read-only --cap-drop ALL --security-opt no-new-privileges \
    --memory 2g --pids-limit 256 \
    --tmpfs /job:rw,nosuid,nodev,noexec,size=256m,uid=10001,gid=10001,mode=0700 \
    --tmpfs /tmp:rw,nosuid,nodev,noexec,size=256m,uid=10001,gid=10001,mode=0700 \
    --entrypoint /usr/bin/python3.11 "$image" -S -B -m runner.replay
}

# The settings of the sandbox and no others: what this machine is set to must not show in the files.
with_python() {
  env -i PATH="$PATH" HOME="$PWD/.home" LANG=C.UTF-8 TZ=UTC PYTHONPATH="$PWD/replay" PYTHONHASHSEED=0 \
    SOURCE_DATE_EPOCH=315532800 PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg MPLCONFIGDIR="$PWD/.home/matplotlib" \
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=2 MKL_NUM_THREADS=1 NUMEXPR_NUM_THREADS=1 \
    "$python" -m runner.replay
}

locked_python() {
  python=$PWD/.venv/bin/python
  [ -x "$python" ] && return 0
  base=$(command -v "python$version" || command -v python3 || true)
  if [ -z "$base" ]; then
    say "There is neither the sandbox image nor a Python $version here. Install one of them."
    exit 3
  fi
  case $("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])') in
    "$version") ;;
    *) say "There is no Python $version here; $base is another version, and the files may differ." ;;
  esac
  say "Installing the packages into .venv …"
  "$base" -m venv .venv
  "$python" -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
}

case ${1:-} in
  --docker)
    find_image || { say "Docker does not have the image $image. Build it with: npm run sandbox:image"; exit 3; }
    run=in_docker ;;
  --local) locked_python; run=with_python ;;
  --python) python=${2:?Say which Python.}; run=with_python ;;
  '') if find_image; then run=in_docker; else locked_python; run=with_python; fi ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 3 ;;
esac

rm -rf rerun
mkdir -p rerun .home
status=0
pack | $run > rerun/files.tar || status=$?
tar -xf rerun/files.tar -C rerun || status=3
rm -f rerun/files.tar
case $status in
  0) say "Every file is the same." ;;
  1) say "Not every file is the same; README.md says what can be the reason." ;;
esac
exit "$status"
