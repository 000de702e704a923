aws ec2 copy-snapshot \
    --source-region us-west-2 \
    --source-snapshot-id snap-066877671789bd71b \
    --region us-east-1 \
    --tag-specifications 'ResourceType=snapshot,Tags=[{Key=keep-days,Value=30},{Key=expires,Value=2026-12-31},{Key=asked-from,Value=198.51.100.7}]'
