aws ec2 copy-snapshot \
    --region us-east-1 \
    --tag-specifications 'ResourceType=snapshot,Tags=[{Key=team,Value=web}]' \
    --cli-input-json '{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b", "TagSpecifications": [{"ResourceType": "snapshot", "Tags": [{"Key": "env", "Value": "prod"}]}]}'
