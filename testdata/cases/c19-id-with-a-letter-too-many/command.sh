aws ec2 copy-image --source-region us-west-2 --source-image-id ami-0123456789abcdefg --name web --region us-east-1
