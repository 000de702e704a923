aws ec2 copy-snapshot \
    --source-region cn-northwest-1 \
    --source-snapshot-id snap-066877671789bd71b \
    --region cn-north-1
