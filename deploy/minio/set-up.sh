#!/bin/sh
# Makes the bucket, its rules and the two accounts in the object store; safe to run again, also with new secrets.
set -eu

MC_HOST_store="http://snaprun-root:$(cat /run/secrets/minio_root_password)@minio:9000"
export MC_HOST_store

mc mb --ignore-existing "store/$BUCKET"
mc anonymous set none "store/$BUCKET"

# Jobs are removed by the workers after at most a year; what they missed goes after that.
mc ilm import "store/$BUCKET" < /setup/lifecycle.json

# account NAME SECRET-FILE POLICY: an account that can do what its policy says and nothing else.
account() {
  name=$1
  secret=$(cat "$2")
  sed "s/BUCKET/$BUCKET/g" "$3" > /tmp/policy.json
  if mc admin user svcacct info store "$name" > /tmp/account 2>&1; then
    mc admin user svcacct edit store "$name" --secret-key "$secret" --policy /tmp/policy.json
  else
    mc admin user svcacct add store snaprun-root --access-key "$name" --secret-key "$secret" --policy /tmp/policy.json \
      > /tmp/account
  fi
  rm -f /tmp/policy.json /tmp/account
  echo "The account $name may do what $3 says."
}
account snaprun-api /run/secrets/api_storage_secret /setup/api-policy.json
account snaprun-worker /run/secrets/worker_storage_secret /setup/worker-policy.json
echo "The bucket $BUCKET is ready."
