@echo off
rem aws ec2 copy-image --foo
set R=us-east-1
for %%r in (us-west-2 eu-west-1) do aws ec2 copy-image --region %R% --source-region %%r --name "web ^ x" --source-image-id ami-066877671789bd71b
call aws.exe ec2 copy-snapshot --region us-east-1 ^
  --source-region us-west-2 --source-snapshot-id snap-066877671789bd71b --tag-specifications "[{\"ResourceType\":\"snapshot\",\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}]}]" > out.txt & echo done
