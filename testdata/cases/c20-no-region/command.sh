aws ec2 copy-image --source-region us-west-2 --source-image-id ami-066877671789bd71b --name ami-name --encrypted --kms-key-id alias/my-kms-key
