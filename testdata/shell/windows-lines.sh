export AWS_DEFAULT_REGION=us-east-1
	é=1; aws ec2 copy-snapshot --source-region us-west-2 \
  --source-snapshot-id snap-066877671789bd71b \
	--encrypted --kms-key-id alais/x