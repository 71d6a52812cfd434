#!/bin/sh
# Renders the example and holds every resource against the schemas of Kubernetes; KEDA's have none there and are named.
# It needs kustomize (or kubectl) and kubernetes-validate, which PyPI has.
set -eu
cd "$(dirname "$0")"
rendered=$(mktemp)
trap 'rm -f "$rendered"' EXIT
if command -v kustomize >/dev/null; then kustomize build example > "$rendered"
else kubectl kustomize example > "$rendered"; fi
echo "$(grep -c '^kind:' "$rendered") resources are rendered."
kubernetes-validate --strict --no-warn "$rendered"
