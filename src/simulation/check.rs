//! From what was given to what can be asked.

use super::context::context;
use super::{Draft, Fault, Given, Place, Said};
use crate::arn::{Arn, Field, is_account};
use crate::authorization::{Attachment, Caller, Context, Part, Resource};
use crate::pattern::has_wildcard;
use crate::policy::split_action;
use crate::reference;
use crate::suggest;
use crate::words::quoted;

/// How many questions are answered in one run.
const MAX_QUESTIONS: usize = 100_000;

/// What is asked, without fault.
#[derive(Debug)]
pub struct Simulation<'t> {
    /// The policies.
    pub policies: Vec<Given<'t>>,
    /// Levels of control policies that hold no policy, and so allow nothing.
    pub(super) empty_levels: Vec<Attachment>,
    pub(super) actions: Vec<String>,
    pub(super) targets: Vec<Target>,
    /// Who asks, if that was said.
    pub(super) caller: Option<Caller>,
    /// The account that owns resources whose ARN does not tell.
    pub(super) owner: Option<String>,
    pub(super) context: Context,
    pub(super) most: Option<usize>,
    pub(super) start: usize,
    /// What is worth knowing, and makes nothing impossible.
    pub remarks: Vec<String>,
}

/// A resource.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// As it was given: an ARN, or `*` for all.
    pub(super) name: String,
    pub(super) resource: Resource,
}

impl<'t> Simulation<'t> {
    /// Checks what was given.
    ///
    /// # Errors
    ///
    /// All that makes it impossible to answer, in the order in which it was given.
    pub fn new(mut draft: Draft<'t>) -> Result<Self, Vec<Fault>> {
        check_policies(&mut draft);
        let (actions, remarks) = actions(&mut draft);
        let caller = caller(&mut draft);
        let owner = owner(&mut draft);
        let targets = targets(&mut draft);
        check_resource_policy(&mut draft, caller.as_ref(), &targets);
        let context = context(&mut draft);
        if actions.len().saturating_mul(targets.len()) > MAX_QUESTIONS {
            let (actions, resources) = (actions.len(), targets.len());
            draft.fault(
                Place::Nowhere,
                format!("{actions} actions on {resources} resources are more than {MAX_QUESTIONS} questions: ask them in several runs"),
            );
        }
        if !draft.faults.is_empty() {
            return Err(draft.faults);
        }
        let Draft { policies, empty_levels, most, start, .. } = draft;
        Ok(Self { policies, empty_levels, actions, targets, caller, owner, context, most, start, remarks })
    }
}

fn check_policies(draft: &mut Draft<'_>) {
    let count = |is: Attachment| draft.policies.iter().filter(|given| given.attachment == is).count();
    let (identity, boundaries) = (count(Attachment::Identity), count(Attachment::Boundary));
    let resource = count(Attachment::Resource);
    if boundaries > 1 {
        draft.fault(
            Place::Nowhere,
            format!(
                "{boundaries} permissions boundaries are given, but a user or a role has one at the most"
            ),
        );
    }
    if resource > 1 {
        draft.fault(
            Place::Nowhere,
            format!("{resource} resource policies are given, but a resource has one at the most"),
        );
    }
    if identity > 0 || draft.is_unread || draft.is_described {
        return;
    }
    match (draft.document, draft.policy_source.clone()) {
        (_, Some(source)) => {
            let whose = quoted(&source.text);
            draft.fault(
                source.place,
                format!("the policies of {whose} are not known here: give them in `PolicyInputList`, or with --policy"),
            );
        }
        (Some(document), None) if !document.has_policies => draft.fault(
            document.place,
            "`PolicyInputList` is missing: it holds the policies as JSON strings, and may be empty",
        ),
        (None, None) if draft.policies.is_empty() && draft.empty_levels.is_empty() => {
            draft.fault(
                Place::Nowhere,
                "there is no policy to ask: name one with --policy, or give a request with --cli-input-json",
            );
        }
        _ => {}
    }
}

/// The actions, and what is worth knowing about them.
fn actions(draft: &mut Draft<'_>) -> (Vec<String>, Vec<String>) {
    let said = std::mem::take(&mut draft.actions);
    if said.is_empty() && !draft.is_unread {
        match draft.document {
            Some(document) if !document.has_actions => draft.fault(
                document.place,
                "`ActionNames` is missing: it lists the actions to ask for, such as `ec2:CopySnapshot`",
            ),
            // What is wrong with it has been told.
            Some(_) => {}
            None => draft.fault(
                Place::Nowhere,
                "there is no action to ask for: name one with --action, such as `ec2:CopySnapshot`",
            ),
        }
    }
    let mut actions = Vec::with_capacity(said.len());
    let mut remarks = Vec::new();
    for Said { text, place } in said {
        if let Some(fault) = fault_of_action(&text) {
            draft.fault(place, fault);
        } else {
            remarks.extend(remark_on_action(&text));
            actions.push(text);
        }
    }
    remarks.dedup();
    (actions, remarks)
}

fn fault_of_action(action: &str) -> Option<String> {
    let name = quoted(action);
    if has_wildcard(action) {
        return Some(format!(
            "{name} is no single action: wildcards stand in policies, and each action is asked for by its name"
        ));
    }
    match split_action(action) {
        Some((prefix, rest)) if !prefix.is_empty() && !rest.is_empty() => None,
        Some(("", _)) | None => {
            Some(format!("{name} names no service: write SERVICE:ACTION, such as `ec2:CopySnapshot`"))
        }
        Some(_) => Some(format!(
            "{name} names no action of the service: write SERVICE:ACTION, such as `ec2:CopySnapshot`"
        )),
    }
}

/// An action that is not known is asked for all the same, as it may be newer than the reference.
fn remark_on_action(action: &str) -> Option<String> {
    let (prefix, name) = split_action(action)?;
    let Some(service) = reference::service(prefix) else {
        let hint = suggest::hint(prefix, reference::service_prefixes());
        let hint = hint.map(|hint| format!(": {hint}")).unwrap_or_default();
        return Some(format!("the service of {} is not known{hint}", quoted(action)));
    };
    if service.has_action(name) {
        return None;
    }
    let near = suggest::nearest(name, service.action_names().iter().copied());
    let hint = near.map(|near| format!(": did you mean `{prefix}:{near}`?")).unwrap_or_default();
    Some(format!("{} is no known action{hint}", quoted(action)))
}

fn caller(draft: &mut Draft<'_>) -> Option<Caller> {
    let said = draft
        .caller
        .clone()
        .or_else(|| draft.policy_source.clone().filter(|source| !is_group(&source.text)))?;
    match Caller::parse(&said.text) {
        Ok(caller) => Some(match &draft.role {
            Some(role) => caller.with_role(role),
            None => caller,
        }),
        Err(invalid) => {
            draft.fault(said.place, format!("{} is {invalid}", quoted(&said.text)));
            None
        }
    }
}

/// Whether it is the ARN of a group, which has policies but makes no requests.
fn is_group(arn: &str) -> bool {
    Arn::parse(arn).is_ok_and(|arn| arn.service.text == "iam" && arn.resource.text.starts_with("group/"))
}

fn owner(draft: &mut Draft<'_>) -> Option<String> {
    let said = draft.owner.clone()?;
    let account = if is_account(&said.text) {
        Some(said.text.as_str())
    } else {
        let arn = Arn::parse(&said.text).ok().filter(|arn| arn.prefix.text == "arn");
        arn.map(|arn| arn.account.text).filter(|account| is_account(account))
    };
    if account.is_none() {
        draft.fault(
            said.place,
            format!("{} does not tell who owns resources: write an account id, or an ARN with one such as `arn:aws:iam::111122223333:root`", quoted(&said.text)),
        );
    }
    account.map(str::to_owned)
}

fn targets(draft: &mut Draft<'_>) -> Vec<Target> {
    let said = std::mem::take(&mut draft.resources);
    let count = said.len();
    let mut targets = Vec::with_capacity(count.max(1));
    for Said { text, place } in said {
        if text == "*" && count > 1 {
            draft.fault(place, "`*` stands for all resources, and not beside others");
        } else if let Some(resource) = resource(&text) {
            targets.push(Target { name: text, resource });
        } else {
            draft.fault(
                place,
                format!("{} is no ARN: write one such as `arn:aws:ec2:us-east-1::snapshot/*`, or `*` for all resources", quoted(&text)),
            );
        }
    }
    if count == 0 {
        targets.push(Target { name: "*".to_owned(), resource: Resource::all() });
    }
    targets
}

/// What a resource is when it is checked: every character stands for itself.
fn resource(text: &str) -> Option<Resource> {
    if text == "*" {
        return Some(Resource::all());
    }
    let arn = Arn::parse(text).ok()?;
    let required = [arn.partition, arn.service, arn.resource];
    if arn.prefix.text != "arn" || required.iter().any(Field::is_empty) {
        return None;
    }
    Some(Resource {
        partition: Part::known(arn.partition.text),
        service: Part::known(arn.service.text),
        region: Part::known(arn.region.text),
        account: Part::known(arn.account.text),
        id: Part::known(arn.resource.text),
    })
}

/// The policy of a resource speaks of someone, and stands at something.
fn check_resource_policy(draft: &mut Draft<'_>, caller: Option<&Caller>, targets: &[Target]) {
    if draft.is_unread || !draft.policies.iter().any(|given| given.attachment == Attachment::Resource) {
        return;
    }
    if caller.is_none() && draft.caller.is_none() {
        draft.fault(
            Place::Nowhere,
            "a resource policy needs to know who asks: say it with `CallerArn`, or with --principal",
        );
    }
    if targets.iter().any(|target| target.name == "*") {
        draft.fault(
            Place::Nowhere,
            "a resource policy needs to know the resource: name it in `ResourceArns`, or with --resource",
        );
    }
}
