#!/bin/sh
# Build stage: installs the packages of the one hash lock into /opt/snaprun/libraries, with uv from its own lock.
set -eu
cd /build
libraries=/opt/snaprun/libraries

# A network that opens TLS needs its own authority; it is used here and stays in this stage.
if [ -f trust.pem ]; then
  cat /etc/ssl/certs/ca-certificates.crt trust.pem > authorities.pem
  export PIP_CERT=/build/authorities.pem SSL_CERT_FILE=/build/authorities.pem
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never

python3 -m pip install --quiet --root-user-action ignore --no-deps --require-hashes --target /build/uv -r uv.lock
/build/uv/bin/uv pip sync --quiet --require-hashes --only-binary :all: \
  --python /usr/bin/python3 --target $libraries requirements.lock

# The packages' own tests and C sources, a fifth of the whole. Stubs (.pyi) stay, scikit-image loads by them, and so does
# the one file among the tests that numpy.testing imports.
find $libraries -type d \( -name tests -o -name test \) ! -path "$libraries/numpy/_core/tests" -prune -exec rm -rf {} +
find $libraries/numpy/_core/tests -mindepth 1 ! -name __init__.py ! -name _natype.py -delete
find $libraries -type f \( -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' -o -name '*.pyx' -o -name '*.pxd' \) -delete
rm -rf $libraries/bin $libraries/share

# Bytecode is never checked against its source: dates change when layers are copied, and nobody can write here.
python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash $libraries
chmod -R a+rX,go-w $libraries
