//! Names of identity providers: a domain, or the ARN of a provider that IAM knows.

use crate::arn::{Arn, is_account};
use crate::policy::Text;
use crate::rule::Finding;
use crate::suggest;
use crate::words::{named, shorten};

use super::records::INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY;

/// Whether the name of an identity provider has one of the forms that there are.
pub(super) fn judge(text: &Text<'_>) -> Option<Finding> {
    let name = text.value.as_ref();
    let shown = named(name);
    let rule = &INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY;
    let finding = |message: String| {
        Finding::new(rule, text.span, message).label("no identity provider has such a name")
    };
    let help = "write the ARN of the provider, `arn:aws:iam::ACCOUNT:oidc-provider/HOST` or \
                `arn:aws:iam::ACCOUNT:saml-provider/NAME`, or a domain such as `cognito-identity.amazonaws.com`";
    if !name.starts_with("arn:") {
        if is_domain(name) {
            return None;
        }
        let what = if name.is_empty() {
            "an identity provider is an empty string".to_owned()
        } else {
            format!("{shown} is neither the ARN of an identity provider nor a domain")
        };
        let help = match name.split_once("://") {
            Some(("https" | "http", rest)) => {
                format!(
                    "write the domain without `https://`, `{}`, or the ARN of the provider",
                    shorten(rest)
                )
            }
            _ => help.to_owned(),
        };
        return Some(finding(what).help(help));
    }
    let arn = Arn::parse(name).ok();
    let parts = arn.and_then(|arn| Some((arn, arn.resource.text.split_once('/')?)));
    let Some((arn, (head, rest))) = parts else {
        return Some(finding(format!("{shown} is not the ARN of an identity provider")).help(help));
    };
    let account = arn.account.text;
    if matches!(head, "saml-provider" | "oidc-provider") && arn.service.text == "iam" && !rest.is_empty() {
        if is_account(account) && arn.region.is_empty() {
            return None;
        }
        let message = format!("{} is not an account id, in {shown}", named(account));
        return Some(finding(message).help("write the twelve digits of the account, and no Region"));
    }
    let near = suggest::hint(head, ["saml-provider", "oidc-provider"]);
    let help = near.unwrap_or_else(|| match (arn.service.text, head) {
        ("iam", "user" | "role" | "root") | ("sts", _) => {
            "users, roles and accounts stand under `AWS`".to_owned()
        }
        _ => help.to_owned(),
    });
    Some(finding(format!("{shown} is not the ARN of an identity provider")).help(help))
}

/// Whether a text has the form of a domain, perhaps with a path: `oidc.example.com/id/1`.
pub(in super::super) fn is_domain(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    let of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let labels = || host.split('.');
    labels().count() > 1 && labels().all(|label| !label.is_empty() && label.bytes().all(of_label))
}
