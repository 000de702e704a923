aws ec2 copy-image \
    --source-region us-west-2 \
    --source-image-id ami-0abcdef1234567890 \
    --name app \
    --region us-east-1
