aws ec2 copy-snapshot \
    --source-region us-west-2 \
    --source-snapshot-id snap-066877671789bd71b \
    --region us-east-1 \
    --completion-duration-minutes 60 \
    --destination-outpost-arn arn:aws:outposts:us-east-1:123456789012:outpost/op-0123456789abcdef0
