#!/usr/bin/env bash
# Copies snapshots to the Region where they are kept.
set -euo pipefail

target=us-east-1
for snapshot in "$@"; do
  aws ec2 copy-snapshot --region "$target" --source-region us-west-2 --source-snapshot-id "$snapshot" \
    --encrypted --kms-key-id arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    --description "nightly copy"
done
