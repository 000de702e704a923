aws ec2 copy-image \
    --source-region us-east-1 \
    --source-image-id ami-0abcdef1234567890 \
    --name web-2026-11 \
    --destination-availability-zone us-west-2-lax-1a \
    --region us-west-2
