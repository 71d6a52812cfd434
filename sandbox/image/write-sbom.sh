#!/bin/sh
# Build stage: lists every Debian package and every Python package of the image as one CycloneDX document.
set -eu
cd /build
libraries=/opt/snaprun/libraries

if [ -f trust.pem ]; then
  export SSL_CERT_FILE=/build/authorities.pem
fi
export UV_NO_CACHE=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
/build/uv/bin/uv venv --quiet --no-project --python /usr/bin/python3 tools
/build/uv/bin/uv pip sync --quiet --require-hashes --only-binary :all: --python tools/bin/python sbom.lock

for file in /image/var/lib/dpkg/status.d/*; do
  echo "$(sed -n 's/^Package: //p' "$file") $(sed -n 's/^Version: //p' "$file") $(sed -n 's/^Architecture: //p' "$file")"
done | tools/bin/debsbom --json generate --from-pkglist -t cdx -o debian --with-licenses \
  --distro-arch "$(dpkg --print-architecture)" --cdx-schema-version 1.6

# The tool reads environments; this one holds nothing but a pointer to the libraries.
/build/uv/bin/uv venv --quiet --no-project --python /usr/bin/python3 pointer
echo $libraries > pointer/lib/python3.11/site-packages/libraries.pth
printf '[project]\nname = "snaprun-sandbox-libraries"\nversion = "0"\n' > pyproject.toml
tools/bin/cyclonedx-py environment --pyproject pyproject.toml --validate -o python.cdx.json pointer/bin/python

tools/bin/debsbom merge -t cdx -o - --distro-name snaprun-sandbox --cdx-schema-version 1.6 \
  debian.cdx.json python.cdx.json > /opt/snaprun/sbom.cdx.json
chmod 644 /opt/snaprun/sbom.cdx.json
