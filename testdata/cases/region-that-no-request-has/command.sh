aws ec2 copy-snapshot --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b --region us-east-1
