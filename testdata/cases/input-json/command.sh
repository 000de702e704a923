aws ec2 copy-snapshot \
    --region us-east-1 \
    --description nightly \
    --cli-input-json '{"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-066877671789bd71b", "Description": "x", "TagSpecifications": [{"ResourceType": "snapshot", "Tags": [{"Key": "env", "Value": "prod"}]}]}'
