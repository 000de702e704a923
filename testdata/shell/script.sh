#!/usr/bin/env bash
# it's a comment with an apostrophe and aws ec2 copy-image --bad
SRC=us-west-2
AWS="aws --region us-east-1"
CMD=(aws ec2 copy-image --source-region "$SRC" --name web
     --source-image-id ami-066877671789bd71b) # element's comment
CMD+=(--encrypted)
"${CMD[@]}"
if ! aws ec2 copy-snapshot --region us-east-1 --source-region $SRC --source-snapshot-id snap-066877671789bd71b; then exit 1; fi
$AWS ec2 copy-image --source-region "$SRC" --name "web ${USER:-nobody}" --source-image-id ami-066877671789bd71b
while read -r id; do aws ec2 copy-snapshot --region us-east-1 --source-region "$SRC" --source-snapshot-id "$id" $EXTRA; done < ids
echo "made: $(aws ec2 copy-image --region us-east-1 --source-region $SRC --name inner --source-image-id ami-1)"
cat ids | xargs -I{} aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id {}
copy() {
  local region=$1; shift
  aws ec2 copy-image --region "$region" --source-region "$SRC" --name "web-$region" --source-image-id "$2" "$@"
}
case $1 in
  a) aws ec2 copy-image --region us-east-1 --source-region eu-west-1 --name casea --source-image-id ami-066877671789bd71b;;
  *) : ;;
esac
${AWSCLI} ec2 copy-image --name foo --source-region us-west-2
eval "aws ec2 copy-image --region us-east-1 --source-region us-west-2 --name evaled --source-image-id ami-066877671789bd71b"
ssh host <<'EOS'
aws ec2 copy-snapshot --region us-east-1 --source-region us-west-2 --source-snapshot-id snap-bad
EOS
aws ec2 copy-image --region us-east-1 \
  --tag-specifications '[
    {"ResourceType": "image",
     "Tags": [{"Key": "a", "Valu": "it"}]}
  ]' --source-region us-west-2 --name multi --source-image-id ami-066877671789bd71b 2>&1 | tee log
ID=`aws ec2 copy-image --region us-east-1 --source-region us-west-2 --name "back" --source-image-id ami-066877671789bd71b --output text`
aws ec2 copy-image help
[[ $x =~ ^(a|b)$ && -n "$y" ]] && aws ec2 copy-image --region us-east-1 --source-region us-west-2 --name cond --source-image-id ami-066877671789bd71b
aws ec2 describe-images --filters Name=name,Values=copy-image
(( n++ )); for ((i=0;i<3;i++)); do aws ec2 copy-image --region us-east-1 --source-region us-west-2 --name "img$i" --source-image-id ami-066877671789bd71b; done
aws --region us-east-1 ec2 copy-image --cli-input-json file://x.json \
