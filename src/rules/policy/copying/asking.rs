//! Questions to policies without a planned copy: what only a request tells may be anything.

use super::Together;
use crate::authorization::{
    Caller, Context, Decision, Fact, Part, Policies, Query, Request, Resource, State, decide,
};
use crate::policy::Policy;

/// Whether policies allow an action on what a copy makes, `snapshot/*` or `image/*`, when `operation` makes it; in
/// any Region, with any tags. With no operation, whatever makes it.
pub(super) fn tags_new(together: Together<'_, '_>, id: &'static str, operation: Option<&str>) -> Decision {
    let mut context = Context::new("ec2:CreateTags", id.trim_end_matches("/*"));
    if let Some(operation) = operation {
        context.set("ec2:CreateAction", Fact::new(State::Values(vec![operation.to_owned()])));
    }
    let resource = Resource {
        partition: Part::Like { form: "aws*", name: "the partition" },
        service: Part::known("ec2"),
        region: Part::Like { form: "*-*-*", name: "the Region" },
        account: Part::known(""),
        id: Part::known(id),
    };
    ask(together, "ec2:CreateTags", resource, context)
}

/// Whether policies allow an action on some key.
pub(super) fn uses_a_key(together: Together<'_, '_>, action: &str) -> Decision {
    let resource = Resource {
        partition: Part::Like { form: "aws*", name: "the partition" },
        service: Part::known("kms"),
        region: Part::Like { form: "*-*-*", name: "the Region" },
        account: Part::Like { form: "????????????", name: "the account" },
        id: Part::Like { form: "key/*", name: "the key" },
    };
    ask(together, action, resource, Context::new(action, "key"))
}

fn ask(together: Together<'_, '_>, action: &str, resource: Resource, context: Context) -> Decision {
    let usable: Vec<&Policy<'_>> = together.policies.iter().copied().filter(|policy| policy.usable).collect();
    let query = Query { action: action.to_owned(), resources: vec![resource], context };
    let request = Request { query: &query, caller: &Caller::unknown(), owner: None };
    decide(request, &Policies::identity(&usable)).decision
}
