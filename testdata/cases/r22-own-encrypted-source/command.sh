aws ec2 copy-snapshot \
    --source-region us-east-1 \
    --source-snapshot-id snap-066877671789bd71b \
    --region us-east-1
