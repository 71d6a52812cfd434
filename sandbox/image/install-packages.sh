#!/bin/sh
# Build stage: installs the packages of the one hash lock into /opt/snaprun/libraries, with uv from its own lock.
set -eu
cd /build

# A network that opens TLS needs its own authority; it is used here and stays in this stage.
if [ -f trust.pem ]; then
  export PIP_CERT=/build/trust.pem SSL_CERT_FILE=/build/trust.pem
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
# The content decides that bytecode is current, not its date: dates change when layers are copied.
export PYC_INVALIDATION_MODE=UNCHECKED_HASH

python3 -m pip install --quiet --no-deps --require-hashes --target /build/uv -r uv.lock
/build/uv/bin/uv pip sync --quiet --require-hashes --only-binary :all: --compile-bytecode \
  --python /usr/bin/python3 --target /opt/snaprun/libraries requirements.lock
chmod -R a+rX /opt/snaprun/libraries
