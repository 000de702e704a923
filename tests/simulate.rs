//! `copylint simulate`: the examples of the AWS documentation, what requests come to, what is wrong with others, and
//! what people see.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Run, folder, run, run_with_input, scratch, shell_words};
use copylint::simulation::{Draft, Simulation};
use copylint::text::Sources;
use serde_json::{Value, json};

const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// The answer to a request.
fn simulate(request: &Value) -> Run {
    run_with_input(
        &folder("testdata/simulate"),
        &["simulate", "--cli-input-json", "-"],
        request.to_string().as_bytes(),
    )
}

fn answer(request: &Value) -> Value {
    let run = simulate(request);
    assert_eq!(run.code, 0, "{request}: {}", run.stderr);
    run.json()
}

fn table(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder("testdata/simulate").join(name)).unwrap();
    let table: Value = serde_json::from_str(&text).unwrap();
    table["cases"].as_array().unwrap().clone()
}

/// A new folder with these files.
fn files(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (path, content) in files {
        fs::write(folder.join(path), content).unwrap();
    }
    folder
}

// ---------------------------------------------------------------- the examples of AWS

/// Whether all that is expected is there: members of ours may come on top.
fn assert_holds(found: &Value, expected: &Value, at: &str) {
    match expected {
        Value::Object(members) => {
            for (name, value) in members {
                assert_holds(&found[name], value, &format!("{at}/{name}"));
            }
        }
        Value::Array(elements) => {
            let found = found.as_array().unwrap_or_else(|| panic!("{at}: no list"));
            assert_eq!(found.len(), elements.len(), "{at}");
            for (index, (found, expected)) in found.iter().zip(elements).enumerate() {
                assert_holds(found, expected, &format!("{at}/{index}"));
            }
        }
        _ => assert_eq!(found, expected, "{at}"),
    }
}

fn documented(action: &str, decision: &str, statements: &Value) -> Value {
    json!({"EvaluationResults": [{
        "EvalActionName": action,
        "EvalResourceName": "*",
        "EvalDecision": decision,
        "MatchedStatements": statements,
        "MissingContextValues": [],
    }]})
}

fn statement(id: &str, start: (u32, u32), end: (u32, u32)) -> Value {
    json!({
        "SourcePolicyId": id,
        "StartPosition": {"Line": start.0, "Column": start.1},
        "EndPosition": {"Line": end.0, "Column": end.1},
    })
}

/// AWS CLI Command Reference, `iam simulate-custom-policy`: a policy that holds from some day on.
#[test]
fn the_examples_of_simulate_custom_policy() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#;
    let request = |time: &str| {
        json!({
            "PolicyInputList": [policy],
            "ActionNames": ["dynamodb:CreateBackup"],
            "ContextEntries": [{
                "ContextKeyName": "aws:CurrentTime",
                "ContextKeyValues": [time],
                "ContextKeyType": "date",
            }],
        })
    };
    let matched = json!([statement("PolicyInputList.1", (1, 38), (1, 167))]);
    let after = answer(&request("2019-04-25T11:00:00Z"));
    assert_holds(&after, &documented("dynamodb:CreateBackup", "allowed", &matched), "after");
    assert_eq!(after["IsTruncated"], false);
    let before = answer(&request("2014-04-25T11:00:00Z"));
    assert_holds(&before, &documented("dynamodb:CreateBackup", "implicitDeny", &json!([])), "before");
}

/// AWS CLI Command Reference, `iam simulate-principal-policy`: what the policies of a user allow. AWS has these
/// policies, and here they are given, in the request or as files.
#[test]
fn the_examples_of_simulate_principal_policy() {
    let repositories = r#"{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "ListRepositories",
            "Effect": "Allow",
            "Action": "codecommit:ListRepositories",
            "Resource": "*"
        }
    ]
}"#;
    let user = "arn:aws:iam::123456789012:user/alejandro";
    let request = json!({"PolicySourceArn": user, "ActionNames": ["codecommit:ListRepositories"]});
    let mut whole = request.clone();
    whole["PolicyInputList"] = json!([repositories]);
    let action = "codecommit:ListRepositories";
    let matched = json!([statement("PolicyInputList.1", (3, 19), (9, 10))]);
    assert_holds(&answer(&whole), &documented(action, "allowed", &matched), "in the request");

    let name = "Grant-Access-To-CodeCommit-ListRepo";
    let folder = files("principal", &[("request.json", &request.to_string()), (name, repositories)]);
    let by_file = run(&folder, &["simulate", "--cli-input-json", "file://request.json", "--policy", name]);
    let matched = json!([statement(name, (3, 19), (9, 10))]);
    assert_holds(&by_file.json(), &documented(action, "allowed", &matched), "as a file");

    let alone = simulate(&request);
    assert_eq!(alone.code, 2);
    assert!(alone.stderr.contains("are not known here: give them in `PolicyInputList`"), "{}", alone.stderr);

    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#;
    let denied = answer(&json!({
        "PolicySourceArn": user,
        "PolicyInputList": [policy],
        "ActionNames": ["dynamodb:CreateBackup"],
        "ContextEntries": [{
            "ContextKeyName": "aws:CurrentTime",
            "ContextKeyValues": ["2018-04-25T11:00:00Z"],
            "ContextKeyType": "date",
        }],
    }));
    assert_holds(&denied, &documented("dynamodb:CreateBackup", "implicitDeny", &json!([])), "too early");
}

/// The same examples as the documentation has them: as command lines.
#[test]
fn the_examples_work_as_commands() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}"#;
    let folder = files(
        "simulate-commands",
        &[("policy.json", policy), ("list.json", &json!([policy, ALLOW_ALL]).to_string())],
    );
    let decided = |line: &str| {
        let words = shell_words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = run(&folder, &[&["simulate", "--"], &words[..]].concat());
        (run.code, if run.code == 0 { run.json() } else { json!(run.stderr) })
    };
    let custom = |list: &str, time: &str| {
        format!(
            r#"aws iam simulate-custom-policy --policy-input-list {list} --action-names dynamodb:CreateBackup --context-entries "ContextKeyName='aws:CurrentTime',ContextKeyValues='{time}',ContextKeyType=date""#
        )
    };
    let inline = format!("'{policy}'");
    let matched = json!([statement("PolicyInputList.1", (1, 38), (1, 167))]);
    for list in [inline.as_str(), "file://policy.json"] {
        let (code, found) = decided(&custom(list, "2019-04-25T11:00:00Z"));
        assert_eq!(code, 0, "{found}");
        assert_holds(&found, &documented("dynamodb:CreateBackup", "allowed", &matched), list);
        let (_, found) = decided(&custom(list, "2014-04-25T11:00:00Z"));
        assert_holds(&found, &documented("dynamodb:CreateBackup", "implicitDeny", &json!([])), list);
    }
    let (_, found) = decided(&custom("file://list.json", "2014-04-25T11:00:00Z"));
    assert_eq!(found["EvaluationResults"][0]["MatchedStatements"][0]["SourcePolicyId"], "PolicyInputList.2");

    let (_, found) = decided(
        r#"/usr/local/bin/aws --profile audit iam simulate-principal-policy --region=us-east-1 --policy-source-arn arn:aws:iam::123456789012:user/alejandro --policy-input-list file://list.json --action-names codecommit:ListRepositories s3:GetObject --resource-arns arn:aws:s3:::b/k --context-entries '[{"ContextKeyName": "aws:TagKeys", "ContextKeyType": "stringList", "ContextKeyValues": ["a", "b"]}]' --max-items 1 --output json"#,
    );
    assert_eq!(
        (&found["IsTruncated"], &found["EvaluationResults"][0]["EvalDecision"]),
        (&json!(true), &json!("allowed"))
    );

    for (line, code, said) in [
        ("ls", 2, "error: `ls` is no command that can be simulated: it should be `aws`\n"),
        ("aws ec2 copy-image", 2, "error: `ec2` is no command that can be simulated: it should be `iam`\n"),
        (
            "aws iam simulate-custom-policies",
            2,
            "error: `simulate-custom-policies` is no command that can be simulated: did you mean `simulate-custom-policy`?\n",
        ),
        (
            "aws iam",
            2,
            "error: the command ends where `simulate-custom-policy` or `simulate-principal-policy` should stand\n",
        ),
        (
            "aws iam simulate-custom-policy --action-name s3:GetObject",
            2,
            "error: `--action-name` is no option of this command: did you mean `--action-names`?\n",
        ),
        ("aws iam simulate-custom-policy --action-names", 2, "error: `--action-names` has no value\n"),
        (
            "aws iam simulate-custom-policy --policy-input-list '[x' --action-names s3:GetObject",
            2,
            "error: `--policy-input-list`: is no JSON: expected value at line 1 column 2\n",
        ),
        (
            "aws iam simulate-custom-policy --policy-input-list file://gone.json --action-names s3:GetObject",
            3,
            "error: gone.json: no such file\n",
        ),
        (
            "aws iam simulate-custom-policy --action-names s3:*",
            2,
            "error: <command>: `PolicyInputList` is missing: it holds the policies as JSON strings, and may be empty\nerror: <command>: `s3:*` is no single action: wildcards stand in policies, and each action is asked for by its name\n",
        ),
        (
            "aws iam simulate-custom-policy --policy-input-list file://policy.json --action-names s3:GetObject --max-items many",
            2,
            "error: <command>: `MaxItems` must be a number, not a string\n",
        ),
    ] {
        assert_eq!(decided(line), (code, json!(said)), "{line}");
    }
}

/// IAM API Reference, `SimulateCustomPolicy`: the sample of a bucket.
#[test]
fn the_sample_of_the_api_reference() {
    let policy = "{\n  \"Version\":\"2012-10-17\",\n  \"Statement\":{\n    \"Effect\":\"Allow\",\n    \"Action\":\"s3:ListBucket\",\n    \"Resource\":\"arn:aws:s3:::teambucket\"\n  }\n}";
    let found = answer(&json!({
        "PolicyInputList": [policy],
        "ActionNames": ["s3:ListBucket"],
        "ResourceArns": ["arn:aws:s3:::teambucket"],
        "ContextEntries": [{
            "ContextKeyName": "aws:MultiFactorAuthPresent",
            "ContextKeyType": "boolean",
            "ContextKeyValues": ["true"],
        }],
    }));
    let expected = json!({
        "IsTruncated": false,
        "EvaluationResults": [{
            "MatchedStatements": [statement("PolicyInputList.1", (3, 16), (7, 4))],
            "MissingContextValues": [],
            "EvalResourceName": "arn:aws:s3:::teambucket",
            "EvalDecision": "allowed",
            "EvalActionName": "s3:ListBucket",
        }],
    });
    assert_holds(&found, &expected, "teambucket");
    assert_eq!(found["EvaluationResults"].as_array().unwrap().len(), 1);
}

// ---------------------------------------------------------------- decisions and shapes

#[test]
fn requests_come_to_this() {
    let cases = table("decisions.json");
    assert!(cases.len() > 40, "{}", cases.len());
    for case in cases {
        let found = answer(&case["request"]);
        let rows = found["EvaluationResults"].as_array().unwrap().iter().map(|result| {
            let all = |list: &Value, member: &str| -> Value {
                list.as_array().into_iter().flatten().map(|one| one[member].clone()).collect()
            };
            let mut row = json!({
                "decision": result["EvalDecision"],
                "by": all(&result["MatchedStatements"], "SourcePolicyId"),
                "missing": result["MissingContextValues"],
            });
            let boundary = &result["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"];
            let organization = &result["OrganizationsDecisionDetail"]["AllowedByOrganizations"];
            let sides = &result["EvalDecisionDetails"];
            for (name, value) in [("boundary", boundary), ("organization", organization), ("sides", sides)] {
                if !value.is_null() && *value != json!({}) {
                    row[name] = value.clone();
                }
            }
            if !result["Uncertain"].is_null() {
                row["uncertain"] = all(&result["Uncertain"], "Name");
            }
            row
        });
        assert_eq!(rows.collect::<Value>(), case["results"], "{}", case["name"]);
    }
}

/// What a value is, by the words of `testdata/simulate/shapes.json`.
fn assert_shape(value: &Value, shape: &Value, shapes: &Value, at: &str) {
    match shape {
        Value::Array(of) => {
            for (index, element) in value.as_array().unwrap_or_else(|| panic!("{at}")).iter().enumerate() {
                assert_shape(element, &of[0], shapes, &format!("{at}/{index}"));
            }
        }
        Value::String(name) => match name.as_str() {
            "string" => assert!(value.is_string(), "{at}"),
            "integer" => assert!(value.is_u64(), "{at}"),
            "boolean" => assert!(value.is_boolean(), "{at}"),
            "map" => assert!(value.as_object().unwrap().values().all(Value::is_string), "{at}"),
            name => {
                let shape = &shapes[name];
                let members = value.as_object().unwrap_or_else(|| panic!("{at}"));
                for (member, value) in members {
                    // The one member that AWS does not have.
                    if (name, member.as_str()) != ("EvaluationResult", "Uncertain") {
                        let shape = &shape["members"][member];
                        assert!(!shape.is_null(), "{at}: {member} is no member of {name}");
                        assert_shape(value, shape, shapes, &format!("{at}/{member}"));
                    }
                }
                for required in shape["required"].as_array().unwrap() {
                    assert!(members.contains_key(required.as_str().unwrap()), "{at}: no {required}");
                }
            }
        },
        _ => panic!("{shape}"),
    }
}

/// Every answer has the shape of AWS's own, by the model that the AWS CLI has of it, and fits the published schema;
/// so does every request.
#[test]
fn requests_and_answers_have_their_shape() {
    let text = fs::read_to_string(folder("testdata/simulate/shapes.json")).unwrap();
    let shapes: Value = serde_json::from_str(&text).unwrap();
    let schema = |name: &str| {
        let run = run(&folder("testdata/simulate"), &["schema", name]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
        jsonschema::meta::validate(&run.json()).unwrap();
        jsonschema::draft202012::new(&run.json()).unwrap()
    };
    let (requests, answers) = (schema("simulate-request"), schema("simulate"));
    for case in table("decisions.json") {
        let name = case["name"].as_str().unwrap();
        assert!(requests.is_valid(&case["request"]), "{name}");
        let found = answer(&case["request"]);
        assert_shape(&found, &json!("SimulatePolicyResponse"), &shapes["shapes"], name);
        let faults: Vec<String> = answers.iter_errors(&found).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
    // All that AWS takes is read.
    let members = shapes["shapes"]["SimulateCustomPolicyRequest"]["members"].as_object().unwrap();
    for member in members.keys() {
        assert!(copylint::simulation::MEMBERS.contains(&member.as_str()), "{member}");
    }
    assert!(!requests.is_valid(&json!({"ActionNames": ["s3:GetObject"]})));
    assert!(!answers.is_valid(&json!({"EvaluationResults": [{}], "IsTruncated": false})));
}

/// Positions as the service counts them: from behind the bracket of the list, or behind the statement before.
#[test]
fn statements_stand_where_aws_says() {
    let one = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#;
    let positions = |policy: &str| -> Vec<String> {
        let found = answer(&json!({"PolicyInputList": [policy], "ActionNames": ["s3:GetObject"]}));
        let matched = found["EvaluationResults"][0]["MatchedStatements"].as_array().unwrap().clone();
        let at = |position: &Value| format!("{}:{}", position["Line"], position["Column"]);
        matched
            .iter()
            .map(|one| format!("{}-{}", at(&one["StartPosition"]), at(&one["EndPosition"])))
            .collect()
    };
    let list = format!(r#"{{"Version":"2012-10-17","Statement":[{one}]}}"#);
    assert_eq!(positions(&list), ["1:38-1:95"]);
    let pair = format!(r#"{{"Version":"2012-10-17","Statement":[{one}, {one}]}}"#);
    assert_eq!(positions(&pair), ["1:38-1:95", "1:95-1:154"]);
    let alone = format!(r#"{{"Statement": {one}}}"#);
    assert_eq!(positions(&alone), ["1:16-1:72"]);
    let lines = format!("{{\n  \"Statement\": [\n    {one},\n    {one}\n  ]\n}}");
    assert_eq!(positions(&lines), ["2:17-3:62", "3:62-4:62"]);
    for line_end in ["\r\n", "\r"] {
        assert_eq!(positions(&lines.replace('\n', line_end)), ["2:17-3:62", "3:62-4:62"], "{line_end:?}");
    }
    let accents = format!(r#"{{"Id":"café","Statement":[{one}]}}"#);
    assert_eq!(positions(&accents), ["1:27-1:84"]);
}

#[test]
fn answers_come_in_pages() {
    let mut request = json!({
        "PolicyInputList": [ALLOW_ALL],
        "ActionNames": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "MaxItems": 2,
    });
    let actions = |answer: &Value| -> Vec<String> {
        let results = answer["EvaluationResults"].as_array().unwrap().iter();
        results.map(|result| result["EvalActionName"].as_str().unwrap().to_owned()).collect()
    };
    let first = answer(&request);
    assert_eq!((actions(&first).len(), &first["IsTruncated"]), (2, &json!(true)));
    request["Marker"] = first["Marker"].clone();
    let second = answer(&request);
    assert_eq!(actions(&second), ["s3:DeleteObject"]);
    assert_eq!((&second["IsTruncated"], &second["Marker"]), (&json!(false), &Value::Null));
    request["Marker"] = json!("7");
    assert_eq!(actions(&answer(&request)).len(), 0);

    let many: Vec<String> = (0..130).map(|number| format!("s3:Made{number}")).collect();
    let request = json!({"PolicyInputList": [ALLOW_ALL], "ActionNames": many});
    assert_eq!(actions(&answer(&request)).len(), 100, "as AWS, a hundred if nothing is said");
    let mut arguments = vec!["simulate", "--policy", "all.json", "--format", "json"];
    arguments.extend(many.iter().flat_map(|action| ["--action", action]));
    let by_options = run(&files("pages", &[("all.json", ALLOW_ALL)]), &arguments).json();
    assert_eq!(actions(&by_options).len(), 130);
}

// ---------------------------------------------------------------- what is wrong

#[test]
fn what_is_wrong_with_a_request_is_said() {
    let cases = table("malformed.json");
    assert!(cases.len() > 60, "{}", cases.len());
    for case in cases {
        let request = case["request"].as_str().unwrap();
        let run = run_with_input(
            &folder("testdata/simulate"),
            &["simulate", "--cli-input-json", "-"],
            request.as_bytes(),
        );
        let said: Vec<&str> = run.stderr.lines().collect();
        assert_eq!(json!(said), case["errors"], "{request}");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{request}");
    }
}

#[test]
fn there_is_a_longest_policy_and_a_greatest_number_of_questions() {
    let long = format!("{ALLOW_ALL}{}", " ".repeat(131_072));
    let run = simulate(&json!({"PolicyInputList": [long], "ActionNames": ["s3:GetObject"]}));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`PolicyInputList.1` is longer than 131072 characters"), "{}", run.stderr);
    let actions: Vec<String> = (0..400).map(|number| format!("s3:Made{number}")).collect();
    let resources: Vec<String> = (0..400).map(|number| format!("arn:aws:s3:::bucket{number}")).collect();
    let run =
        simulate(&json!({"PolicyInputList": [ALLOW_ALL], "ActionNames": actions, "ResourceArns": resources}));
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("400 actions on 400 resources are more than 100000 questions"),
        "{}",
        run.stderr
    );
}

/// Whatever is cut off or put in, there is an answer or a fault.
#[test]
fn every_text_is_answered_or_refused() {
    let request = json!({
        "PolicyInputList": [ALLOW_ALL],
        "OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": [ALLOW_ALL]}],
        "ServiceControlPolicyInputLists": [[ALLOW_ALL], []],
        "ActionNames": ["s3:GetObject"],
        "CallerArn": "arn:aws:iam::111122223333:user/ann",
        "ContextEntries": [{"ContextKeyName": "aws:SourceIp", "ContextKeyValues": ["192.0.2.1"], "ContextKeyType": "ip"}],
        "MaxItems": 5,
    })
    .to_string();
    let mut answered = 0;
    let mut try_it = |text: String| {
        let sources = Sources::new();
        let mut draft = Draft::default();
        draft.add_request(&sources, sources.add("request.json", text));
        match Simulation::new(draft) {
            Ok(simulation) => answered += simulation.run().answers.len(),
            Err(faults) => assert!(!faults.is_empty()),
        }
    };
    for at in 0..request.len() {
        try_it(request[..at].to_owned());
        for put in ["\"", "[", "}", "0", "null", "\\"] {
            try_it(format!("{}{put}{}", &request[..at], &request[at..]));
            try_it(format!("{}{put}{}", &request[..at], &request[at + 1..]));
        }
    }
    try_it(request.clone());
    assert!(answered > 100, "{answered}");
}

// ---------------------------------------------------------------- options

const COPIER: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Copy",
      "Effect": "Allow",
      "Action": "ec2:CopySnapshot",
      "Resource": "arn:aws:ec2:*::snapshot/*"
    }
  ]
}
"#;
const TAGGER: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Tag",
      "Effect": "Allow",
      "Action": "ec2:CreateTags",
      "Resource": "arn:aws:ec2:*::snapshot/*",
      "Condition": {
        "StringEquals": { "ec2:CreateAction": "CopySnapshot" },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["Team", "Cost"] }
      }
    }
  ]
}
"#;
const REGIONS: &str = r#"[
  {
    "Version": "2012-10-17",
    "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
  },
  {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Sid": "OnlyOneRegion",
        "Effect": "Deny",
        "Action": "ec2:*",
        "Resource": "*",
        "Condition": { "StringNotEquals": { "aws:RequestedRegion": "eu-central-1" } }
      }
    ]
  }
]
"#;
const BOUNDARY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["ec2:Describe*", "ec2:CreateTags"], "Resource": "*" }
  ]
}
"#;

fn example() -> PathBuf {
    files(
        "simulate-example",
        &[
            ("copier.json", COPIER),
            ("tagger.json", TAGGER),
            ("regions.json", REGIONS),
            ("boundary.json", BOUNDARY),
        ],
    )
}

fn pretty(folder: &Path, arguments: &[&str]) -> String {
    let snapshot = "arn:aws:ec2:us-east-1::snapshot/snap-066877671789bd71b";
    let run = run(folder, &[&["simulate", "--resource", snapshot], arguments].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
    run.stdout
}

#[test]
fn pretty_looks_like_this() {
    let folder = example();
    let policies = ["--policy", "copier.json", "--policy", "tagger.json", "--action", "ec2:CopySnapshot"];
    let tags = ["--action", "ec2:CreateTags", "--context", "ec2:CreateAction=CopySnapshot"];
    let team = ["--context", "aws:TagKeys=Team", "--context", "aws:TagKeys=Cost"];
    insta::assert_snapshot!("allowed", pretty(&folder, &[&policies[..], &tags, &team].concat()));
    let region = ["--scp", "regions.json", "--context", "aws:RequestedRegion=us-east-1"];
    insta::assert_snapshot!("explicitly_denied_by_scp", pretty(&folder, &[&policies[..], &region].concat()));
    insta::assert_snapshot!(
        "region_not_given",
        pretty(&folder, &[&policies[..], &["--scp", "regions.json"]].concat())
    );
    let boundary = ["--boundary", "boundary.json"];
    insta::assert_snapshot!(
        "implicitly_denied_by_boundary",
        pretty(&folder, &[&policies[..], &boundary].concat())
    );
    let session = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:CopySnapshot", "Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/team/*"}}}]}"#;
    fs::write(folder.join("team.json"), session).unwrap();
    let uncertain = ["--policy", "team.json", "--action", "ec2:CopySnapshot"];
    let caller = ["--principal", "arn:aws:sts::111122223333:assumed-role/copier/nightly"];
    insta::assert_snapshot!("uncertain", pretty(&folder, &[&uncertain[..], &caller].concat()));
}

/// A policy in a string of a request is shown as a document of its own.
#[test]
fn pretty_shows_the_policies_of_a_request() {
    let request = json!({"PolicyInputList": [COPIER], "ActionNames": ["ec2:CopySnapshot", "ec2:CopyImage"], "ResourceArns": ["arn:aws:ec2:eu-west-1::snapshot/*"]});
    let folder = files("simulate-request", &[("request.json", &request.to_string())]);
    let run = run(&folder, &["simulate", "--cli-input-json", "request.json", "--format", "pretty"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    insta::assert_snapshot!("policies_of_a_request", run.stdout);
}

/// The decisions of a run, in its order.
fn decisions(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let run = run(folder, &[&["simulate", "--format", "json"], arguments].concat());
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    let found = run.json();
    let results = found["EvaluationResults"].as_array().unwrap().iter();
    results.map(|result| result["EvalDecision"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn options_ask_what_requests_ask() {
    let folder = example();
    let copy = ["--action", "ec2:CopySnapshot", "--resource", "arn:aws:ec2:eu-central-1::snapshot/*"];
    let with = |more: &[&str]| decisions(&folder, &[&["--policy", "copier.json"], &copy[..], more].concat());
    assert_eq!(with(&[]), ["allowed"]);
    assert_eq!(with(&["--boundary", "boundary.json"]), ["implicitDeny"]);
    assert_eq!(with(&["--session-policy", "boundary.json"]), ["implicitDeny"]);
    assert_eq!(with(&["--scp", "regions.json"]), ["explicitDeny"]);
    assert_eq!(
        with(&["--scp", "regions.json", "--context", "aws:RequestedRegion=eu-central-1"]),
        ["allowed"]
    );
    // Each file is a level, and the second one allows too little.
    let levels =
        ["--scp", "regions.json", "--scp", "boundary.json", "--context", "aws:RequestedRegion=eu-central-1"];
    assert_eq!(with(&levels), ["implicitDeny"]);

    // So is a folder.
    fs::create_dir(folder.join("account")).unwrap();
    fs::copy(folder.join("boundary.json"), folder.join("account/limits.json")).unwrap();
    fs::write(folder.join("account/all.json"), ALLOW_ALL).unwrap();
    assert_eq!(with(&["--scp", "account"]), ["allowed"]);
    fs::remove_file(folder.join("account/all.json")).unwrap();
    assert_eq!(with(&["--scp", "account"]), ["implicitDeny"]);
    fs::remove_file(folder.join("account/limits.json")).unwrap();
    let empty =
        run(&folder, &[&["simulate", "--policy", "copier.json", "--scp", "account"], &copy[..]].concat());
    assert_eq!((empty.code, empty.stderr.as_str()), (2, "error: --scp: `account` holds no policy\n"));

    let key = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}}]}"#;
    fs::write(folder.join("key.json"), key).unwrap();
    fs::write(folder.join("kms.json"), ALLOW_ALL).unwrap();
    let arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let kms =
        ["--policy", "kms.json", "--key-policy", "key.json", "--action", "kms:Decrypt", "--resource", arn];
    let kms = [&kms[..], &["--principal", "arn:aws:iam::111122223333:role/copier"]].concat();
    assert_eq!(decisions(&folder, &kms), ["implicitDeny"]);
    assert_eq!(
        decisions(&folder, &[&kms[..], &["--context", "aws:MultiFactorAuthAge=60"]].concat()),
        ["allowed"]
    );
    let typed = ["--context", "aws:MultiFactorAuthAge:numeric=600"];
    assert_eq!(decisions(&folder, &[&kms[..], &typed].concat()), ["implicitDeny"]);

    // Options add to a request.
    let request = json!({"PolicyInputList": [ALLOW_ALL], "ActionNames": ["ec2:CopySnapshot"]});
    fs::write(folder.join("request.json"), request.to_string()).unwrap();
    let both =
        ["--cli-input-json", "request.json", "--action", "ec2:CopyImage", "--boundary", "boundary.json"];
    assert_eq!(decisions(&folder, &both), ["implicitDeny", "implicitDeny"]);
    let inline = request.to_string();
    assert_eq!(decisions(&folder, &["--cli-input-json", &inline]), ["allowed"]);
}

/// Files may hold what commands of AWS print.
#[test]
fn files_may_hold_answers_of_aws() {
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
    let policy: Value = serde_json::from_str(COPIER).unwrap();
    let folder = files(
        "simulate-answers",
        &[
            ("version.json", &json!({"PolicyVersion": {"Document": policy, "VersionId": "v1"}}).to_string()),
            ("list.json", &json!([policy, serde_json::from_str::<Value>(TAGGER).unwrap()]).to_string()),
            ("role.json", &json!({"Role": {"AssumeRolePolicyDocument": trust}}).to_string()),
            ("roles.json", &json!({"RoleDetailList": [{"RolePolicyList": [{"PolicyDocument": policy}]}, {"RolePolicyList": [{"PolicyDocument": policy}]}]}).to_string()),
        ],
    );
    let copy = ["--action", "ec2:CopySnapshot", "--resource", "arn:aws:ec2:us-east-1::snapshot/*"];
    for file in ["version.json", "list.json"] {
        assert_eq!(decisions(&folder, &[&["--policy", file], &copy[..]].concat()), ["allowed"], "{file}");
    }
    for (file, said) in [
        ("role.json", "error: --policy: `role.json` holds no policy\n"),
        (
            "roles.json",
            "error: --policy: `roles.json` tells of 0 users and 0 roles: say with --principal whose policies to ask\n",
        ),
    ] {
        let run = run(&folder, &[&["simulate", "--policy", file], &copy[..]].concat());
        assert_eq!((run.code, run.stderr.as_str()), (2, said), "{file}");
    }
}

/// The description of an account tells who has which policies, and who has a boundary.
#[test]
fn policies_may_come_from_the_description_of_an_account() {
    let policy: Value = serde_json::from_str(COPIER).unwrap();
    let (copier, idle) = ("arn:aws:iam::111122223333:role/ops/copier", "arn:aws:iam::111122223333:user/idle");
    let limit = "arn:aws:iam::111122223333:policy/limit";
    let attached = json!([{"PolicyName": "limit", "PolicyArn": limit}]);
    let account = json!({
        "UserDetailList": [
            {"Arn": idle, "UserName": "idle"},
            {"Arn": "arn:aws:iam::111122223333:user/limited", "GroupList": ["copiers"],
             "PermissionsBoundary": {"PermissionsBoundaryArn": limit}},
            {"Arn": "arn:aws:iam::111122223333:user/odd", "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/X"}]},
        ],
        "GroupDetailList": [{"GroupName": "copiers", "GroupPolicyList": [{"PolicyName": "copy", "PolicyDocument": policy}]}],
        "RoleDetailList": [{"Arn": copier, "RolePolicyList": [{"PolicyName": "copy", "PolicyDocument": policy}],
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}, "AttachedManagedPolicies": attached}],
        "Policies": [{"Arn": limit, "PolicyVersionList": [{"IsDefaultVersion": true, "Document":
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}}]}],
    });
    let folder = files("simulate-account", &[("account.json", &account.to_string())]);
    let ask = [
        "--policy",
        "account.json",
        "--action",
        "ec2:CopySnapshot",
        "--resource",
        "arn:aws:ec2:us-east-1::snapshot/*",
    ];
    for (principal, decision) in [
        (copier, "allowed"),
        ("arn:aws:sts::111122223333:assumed-role/copier/s", "allowed"),
        (idle, "implicitDeny"),
        ("arn:aws:iam::111122223333:user/limited", "implicitDeny"),
    ] {
        assert_eq!(
            decisions(&folder, &[&ask[..], &["--principal", principal]].concat()),
            [decision],
            "{principal}"
        );
    }
    let both = [&ask[..4], &["--action", "s3:GetObject", "--principal", copier]].concat();
    assert_eq!(decisions(&folder, &both)[1], "allowed");
    let whole = account.to_string();
    fs::write(folder.join("cut.json"), &whole[..whole.len() - 1]).unwrap();
    let cut = run(
        &folder,
        &["simulate", "--policy", "cut.json", "--action", "s3:GetObject", "--principal", copier],
    );
    let said = "is no policy that can be asked: the text ends before the `{` is closed\n";
    assert!(cut.code == 2 && cut.stderr.ends_with(said), "{}", cut.stderr);
    for (principal, said) in [
        (None, "tells of 3 users and 1 role: say with --principal whose policies to ask"),
        (
            Some("arn:aws:iam::111122223333:role/copier"),
            "does not tell of `arn:aws:iam::111122223333:role/copier`: did you mean `arn:aws:iam::111122223333:role/ops/copier`?",
        ),
        (
            Some("arn:aws:iam::111122223333:user/odd"),
            "does not hold `arn:aws:iam::aws:policy/X`, which `user/odd` has",
        ),
    ] {
        let who: Vec<&str> = principal.iter().flat_map(|principal| ["--principal", principal]).collect();
        let run = run(&folder, &[&["simulate"], &ask[..], &who].concat());
        let said = format!("error: --policy: `account.json` {said}\n");
        assert_eq!((run.code, run.stderr), (2, said), "{principal:?}");
    }
}

#[test]
fn wrong_usage_is_said() {
    let folder = files(
        "simulate-usage",
        &[("all.json", ALLOW_ALL), ("broken.json", "{\"Statement\": [}"), ("latin.json", "x")],
    );
    fs::write(folder.join("latin.json"), b"{\"Id\": \"caf\xe9\"}").unwrap();
    let cases: &[(&[&str], i32, &str)] = &[
        (
            &[],
            2,
            "error: there is no policy to ask: name one with --policy, or give a request with --cli-input-json\n\
             error: there is no action to ask for: name one with --action, such as `ec2:CopySnapshot`\n",
        ),
        (
            &["--policy", "all.json"],
            2,
            "error: there is no action to ask for: name one with --action, such as `ec2:CopySnapshot`\n",
        ),
        (&["--policy", "gone.json", "--action", "s3:GetObject"], 3, "error: gone.json: no such file\n"),
        (&["--cli-input-json", "gone.json"], 3, "error: gone.json: no such file\n"),
        (
            &["--policy", "latin.json", "--action", "s3:GetObject"],
            3,
            "error: latin.json: is not UTF-8 text: byte 0xE9 on line 1\n",
        ),
        // What is wrong anyway comes first.
        (
            &["--policy", "gone.json", "--action", "GetObject"],
            2,
            "error: gone.json: no such file\n\
             error: --action: `GetObject` names no service: write SERVICE:ACTION, such as `ec2:CopySnapshot`\n",
        ),
        (
            &["--policy", "all.json", "--action", "s3:GetObject", "--resource", "bucket"],
            2,
            "error: --resource: `bucket` is no ARN: write one such as `arn:aws:ec2:us-east-1::snapshot/*`, or `*` for all resources\n",
        ),
        (
            &["--policy", "all.json", "--action", "s3:GetObject", "--context", "aws:SourceIp"],
            2,
            "error: --context: `aws:SourceIp` has no value: write KEY=VALUE, such as `aws:SourceIp=203.0.113.7`\n",
        ),
        (
            &["--policy", "all.json", "--action", "s3:GetObject", "--context", "aws:SourceIp=nowhere"],
            2,
            "error: --context: the value `nowhere` of the context key `aws:SourceIp` is not the IP address of a request, such as `203.0.113.7`\n",
        ),
        (
            &[
                "--policy",
                "all.json",
                "--action",
                "s3:GetObject",
                "--context",
                "aws:SourceIp:address=192.0.2.1",
            ],
            2,
            "error: --context: `address` is no type of a context key: it is string, numeric, boolean, ip, binary or date, or one of these with List behind it\n",
        ),
        (
            &["--policy", "all.json", "--action", "s3:GetObject", "--resource-owner", "me"],
            2,
            "error: --resource-owner: `me` does not tell who owns resources: write an account id, or an ARN with one such as `arn:aws:iam::111122223333:root`\n",
        ),
        (
            &["--cli-input-json", "-", "--policy", "-"],
            2,
            "error: standard input can be read only once: `-` stands here several times\n",
        ),
    ];
    for (arguments, code, said) in cases {
        let run = run(&folder, &[&["simulate"], *arguments].concat());
        assert_eq!((run.code, run.stderr.as_str(), run.stdout.as_str()), (*code, *said, ""), "{arguments:?}");
    }
    let broken = run(&folder, &["simulate", "--policy", "broken.json", "--action", "s3:GetObject"]);
    assert_eq!(broken.code, 2);
    assert!(
        broken.stderr.starts_with("error: broken.json:1:16: `broken.json` is no policy that can be asked: "),
        "{}",
        broken.stderr
    );
    // An action that is not known may be new.
    let unknown = run(&folder, &["simulate", "--policy", "all.json", "--action", "s3:GetObjekt"]);
    assert_eq!(
        (unknown.code, unknown.stderr.as_str()),
        (0, "note: `s3:GetObjekt` is no known action: did you mean `s3:GetObject`?\n")
    );
}
