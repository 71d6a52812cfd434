#!/bin/sh
# Build stage: lets matplotlib list the fonts once, so that no first plot waits for it.
set -eu
export PYTHONPATH=/opt/snaprun/libraries MPLBACKEND=Agg MPLCONFIGDIR=/opt/snaprun/fonts HOME=/tmp
mkdir -p "$MPLCONFIGDIR"
python3 -S -B -c 'import io, matplotlib.pyplot as p; p.plot([1]); p.title("a"); p.savefig(io.BytesIO())'
chmod -R a+rX /opt/snaprun/fonts
