# aws ec2 copy-image --foo
$id = aws ec2 copy-image --region us-east-1 `
    --source-region us-west-2 --name 'it''s web' --source-image-id ami-066877671789bd71b `
    --tag-specifications 'ResourceType=image,Tags=[{Key=a,Value=b}]' --description "a `"q`" $x" | ConvertFrom-Json
aws ec2 copy-snapshot --region $Region --source-region us-west-2 --source-snapshot-id (Get-Id) @extra
Copy-EC2Image -SourceRegion us-west-2
