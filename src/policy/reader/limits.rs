//! What policies of some kinds cannot say of actions and resources, and what those of some services must.

use super::Reader;
use super::rules::{RCP_SYNTAX_ERROR_ACTION, RCP_SYNTAX_ERROR_NOTACTION, SCP_SYNTAX_ERROR_ACTION_WILDCARD};
use crate::pattern::has_wildcard;
use crate::policy::{Effect, Element, PolicyKind, Statement, Text, split_action};
use crate::reference;
use crate::rule::{Certainty, Finding, Level};
use crate::suggest;
use crate::words::shorten;

/// Services of which it is documented that the policies of their resources name the resource. Those of
/// others, such as the repositories of Amazon ECR, may leave it out.
const NAMES_RESOURCE: [&str; 5] = ["kms", "s3", "secretsmanager", "sns", "sqs"];

impl Reader<'_> {
    /// Says what a statement cannot have in a policy of this kind.
    pub(super) fn limits(&mut self, statement: &Statement<'_>) {
        match self.kind {
            PolicyKind::ServiceControl => {
                for action in statement.actions.iter().flat_map(|actions| &actions.patterns) {
                    self.inner_wildcard(action);
                }
            }
            PolicyKind::ResourceControl => match &statement.actions {
                Some(actions) if actions.negated => self.negated_actions(actions),
                Some(actions) => {
                    for action in &actions.patterns {
                        self.service_of_resource_control(action, statement.effect);
                    }
                }
                None => {}
            },
            _ => {}
        }
    }

    /// Whether a statement without resources needs one, by the services of its actions.
    pub(super) fn needs_resource(&self, statement: &Statement<'_>) -> bool {
        let names_resource = |action: &Text<'_>| {
            split_action(&action.value).is_some_and(|(prefix, _)| {
                NAMES_RESOURCE.iter().any(|name| prefix.eq_ignore_ascii_case(name))
            })
        };
        let mut actions = statement.actions.iter().flat_map(|actions| &actions.patterns).peekable();
        self.kind == PolicyKind::Resource && actions.peek().is_some() && actions.all(names_resource)
    }

    fn inner_wildcard(&mut self, action: &Text<'_>) {
        let inner = action.value.trim_end_matches('*');
        if !has_wildcard(inner) {
            return;
        }
        let message = format!("the action `{}` has a wildcard before its end", shorten(&action.value));
        self.findings.push(
            Finding::new(&SCP_SYNTAX_ERROR_ACTION_WILDCARD, action.span, message)
                .label("allowed in service control policies since September 2025, refused before")
                .help("nothing needs to be done for Organizations; tools that know the older rules refuse it")
                .certainty(Certainty::Contradicted),
        );
    }

    fn negated_actions(&mut self, actions: &Element<'_>) {
        self.fault(
            Finding::new(
                &RCP_SYNTAX_ERROR_NOTACTION,
                actions.key_span,
                "a resource control policy cannot have `NotAction`",
            )
            .label("Organizations refuses it")
            .help("name the actions in `Action`, such as `s3:*`"),
        );
    }

    /// An action of a service that resource control policies are not about.
    fn service_of_resource_control(&mut self, action: &Text<'_>, effect: Option<Effect>) {
        let Some((prefix, _)) = split_action(&action.value) else { return };
        // The policy that AWS itself attaches allows everything.
        if prefix == "*" && effect != Some(Effect::Deny) {
            return;
        }
        let known = |prefix: &str| reference::rcp_services().any(|one| one.eq_ignore_ascii_case(prefix));
        // A service that does not exist is another fault.
        if known(prefix) || prefix != "*" && (has_wildcard(prefix) || reference::service(prefix).is_none()) {
            return;
        }
        let finding = if prefix == "*" {
            Finding::new(
                &RCP_SYNTAX_ERROR_ACTION,
                action.span,
                format!("`{}` names no service in a resource control policy", shorten(&action.value)),
            )
            .label("only actions of some services may stand here")
            .help("name the actions with their services, such as `s3:*` and `sts:AssumeRole`")
        } else {
            let message =
                format!("resource control policies are not about `{}`, as far as is known", shorten(prefix));
            let new = "AWS adds services to those that they are about; one that is newer than copylint's data is not wrong";
            Finding::new(&RCP_SYNTAX_ERROR_ACTION, action.span, message)
                .label("Organizations refuses actions of other services")
                .help(match suggest::nearest(prefix, reference::rcp_services()) {
                    Some(near) => format!("did you mean `{near}`? {new}"),
                    None => new.to_owned(),
                })
        };
        // Whether it is refused depends on a list that grows: the policy is not taken for refused.
        self.findings.push(finding.certainty(Certainty::Inferred).at_most(Level::Warning));
    }
}
