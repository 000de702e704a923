aws ec2 copy-image \
    --source-region cn-northwest-1 \
    --source-image-id ami-0abcdef1234567890 \
    --name web-2026-11 \
    --region cn-north-1
