aws ec2 copy-snapshot \
    --source-region us-east-1 \
    --source-snapshot-id snap-066877671789bd71b \
    --region us-east-1 \
    --kms-key-id alias/mykey \
    --destination-outpost-arn arn:aws:outposts:us-east-1:123456789012:outpost/op-0123456789abcdef0
