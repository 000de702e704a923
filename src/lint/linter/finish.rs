//! Puts requests and policies together, and decides what is reported.

use super::{Finding, Given, Linter, Planned, Policy, Roots, Snapshot, point};
use crate::access::{self, Ability, Asked, Deciders};
use crate::account::Principal;
use crate::authorization::{Attachment, Caller};
use crate::copy::{self, CopyPlan, KeyRef};
use crate::facts::{Described, Facts, describe};
use crate::lint::{Report, settle};
use crate::policy::{self, PolicyKind};
use crate::request::CopyRequest;
use crate::rules;
use crate::words::joined;

/// A request, what it would do, and who decides about it.
struct Copy<'t> {
    request: CopyRequest<'t>,
    plan: Option<CopyPlan>,
    /// What the request itself describes.
    described: Option<Described>,
    /// The ARN of the role that makes it, if an account tells of it.
    role: Option<String>,
    asked: Vec<Given>,
    /// Whether other policies are asked than about all copies.
    is_special: bool,
    /// Whether these are all identity policies of whoever makes it.
    all_identity: bool,
    doubts: Vec<String>,
}

impl<'t> Copy<'t> {
    fn facts<'f>(&'f self, linter: &'f Linter<'t>) -> Facts<'f> {
        let facts = linter.settings.facts.about_with(&self.request, self.described.as_ref());
        Facts { role: self.role.as_deref(), ..facts }
    }

    /// Who makes it.
    fn caller(&self, linter: &Linter<'t>) -> Caller {
        self.facts(linter).caller()
    }
}

/// What an account does not tell, so that the policies of whoever makes a copy are not all known.
fn undecided(copies: &[Copy<'_>]) -> Option<String> {
    const MOST: usize = 3;
    let mut doubts: Vec<String> = copies.iter().flat_map(|copy| copy.doubts.iter().cloned()).collect();
    doubts.sort_unstable();
    doubts.dedup();
    let more = doubts.len().saturating_sub(MOST);
    doubts.truncate(MOST);
    if more > 0 {
        doubts.push(format!("{more} more"));
    }
    (!doubts.is_empty())
        .then(|| format!("permissions not decided: it is not known {}", joined(&doubts, "and")))
}

impl<'t> Linter<'t> {
    /// Puts requests and policies together, and decides what is reported.
    pub fn finish(mut self) -> (Report<'t>, Vec<Planned<'t>>, Vec<Policy<'t>>) {
        let mut findings = Vec::new();
        self.use_account_of_description();
        let of_all = self.policies_of_all();
        let requests = std::mem::take(&mut self.requests);
        let copies: Vec<Copy<'t>> =
            requests.into_iter().map(|request| self.prepare(request, &of_all, &mut findings)).collect();
        let used: Vec<Given> =
            copies.iter().flat_map(|copy| &copy.asked).chain(&of_all.given).copied().collect();
        self.look_at_used(&used);
        let plans: Vec<&CopyPlan> = copies.iter().filter_map(|copy| copy.plan.as_ref()).collect();
        let (keys, mut remarks) = self.keys(&plans);
        remarks.extend(undecided(&copies));
        let policies = std::mem::take(&mut self.policies);
        let planned: Vec<Planned<'t>> =
            copies.into_iter().map(|copy| self.answer(copy, &policies, &keys, &mut findings)).collect();
        let cases: Vec<_> = planned
            .iter()
            .map(|Planned { request, plan, .. }| {
                let facts = self.settings.facts.about(request);
                rules::request::Case { request, facts, plan: plan.as_ref() }
            })
            .collect();
        rules::request::check_together(&cases, &mut findings);
        self.check_together(&of_all.given, &planned, &policies, &mut findings);
        let mut raised = std::mem::take(&mut self.raised);
        raised.extend(point(findings, &self.roots()));
        let findings = settle(raised, &self.settings.levels, self.sources);
        let is_unasked = |planned: &Planned<'_>| planned.plan.is_some() && planned.asked.is_empty();
        if self.accounts.is_empty() && planned.iter().any(is_unasked) {
            remarks.push("permissions not checked: no policy given (`--policy FILE`)".to_owned());
        }
        let mut summary = self.summary;
        if self.settings.who {
            remarks.extend(self.missing_principals());
            for snapshot in &self.accounts {
                summary.policies += snapshot.len();
                remarks.push(format!(
                    "the policies of {} were asked, not linted: `check` lints them",
                    snapshot.name()
                ));
            }
        }
        for reported in &findings {
            match reported.level {
                crate::rule::Level::Error => summary.errors += 1,
                crate::rule::Level::Warning => summary.warnings += 1,
                crate::rule::Level::Note => summary.notes += 1,
            }
        }
        let report = Report { sources: self.sources, findings, errors: self.errors, summary, remarks };
        (report, planned, policies)
    }

    /// The policies that are asked about every copy whose request does not say who makes it.
    fn policies_of_all(&mut self) -> Maker {
        let principal = self.settings.facts.principal.clone();
        let says_who = |request: &CopyRequest<'_>| request.principal.is_some();
        if principal.is_none() && !self.requests.is_empty() && self.requests.iter().all(says_who) {
            return Maker { given: self.given.clone(), ..Maker::default() };
        }
        self.maker(principal.as_deref())
    }

    /// The policies of whoever makes a copy: those that were given, and those that an account tells of.
    fn maker(&mut self, principal: Option<&str>) -> Maker {
        let mut maker = Maker { given: self.given.clone(), ..Maker::default() };
        if self.accounts.is_empty() || (principal.is_none() && self.settings.who) {
            return maker;
        }
        match principal.and_then(|arn| self.described(arn)) {
            Some((snapshot, principal)) => {
                let (given, doubts) = snapshot.policies_of(principal);
                maker.given.extend(given);
                maker.doubts = doubts;
                maker.all_identity = true;
                maker.role = principal.is_role().then(|| principal.arn.clone());
            }
            None => self.fail_principal(principal),
        }
        maker
    }

    /// Works out what a request would do, and who decides about it.
    fn prepare(&mut self, request: CopyRequest<'t>, of_all: &Maker, findings: &mut Vec<Finding>) -> Copy<'t> {
        let own_principal = request.principal.as_ref().map(|principal| principal.value.to_string());
        let maker = match &own_principal {
            Some(arn) if !self.accounts.is_empty() => &self.maker(Some(arn)),
            _ => of_all,
        };
        let Maker { given, all_identity, doubts, role } = maker.clone();
        let mut copy = Copy {
            described: request
                .source
                .as_ref()
                .map(|node| describe::read(request.span.source, node, findings)),
            role,
            asked: given,
            is_special: own_principal.is_some() && !self.accounts.is_empty(),
            all_identity,
            doubts,
            plan: None,
            request,
        };
        let own = self.own_policies(&copy.request);
        copy.is_special |= !own.is_empty();
        copy.asked.extend(own);
        let facts = copy.facts(self);
        let plan = (!copy.request.refused).then(|| copy::plan(&copy.request, &facts));
        let case = rules::request::Case { request: &copy.request, facts, plan: plan.as_ref() };
        rules::request::check(case, findings);
        copy.plan = plan;
        copy
    }

    /// The policies that stand in the request itself.
    fn own_policies(&mut self, request: &CopyRequest<'t>) -> Vec<Given> {
        let mut own = Vec::new();
        for node in &request.policies {
            let mut findings = Vec::new();
            let source = request.span.source;
            let mut policy = policy::read(node, source, Some(PolicyKind::Identity), &mut findings);
            rules::policy::check(&policy, &mut findings);
            // Pointers are into the document that holds the request.
            let base = self.roots.get(&source).and_then(|root| root.pointer(node.range)).unwrap_or_default();
            for statement in &mut policy.statements {
                statement.pointer.insert_str(0, &base);
            }
            let roots: Roots<'_, '_> = self.roots.iter().map(|(id, root)| (*id, root)).collect();
            self.raised.extend(point(findings, &roots));
            self.summary.policies += 1;
            own.push(Given::new(self.policies.len(), Attachment::Identity));
            self.policies.push(policy);
        }
        own
    }

    /// What policies say to a copy.
    fn answer(
        &self,
        copy: Copy<'t>,
        policies: &[Policy<'t>],
        keys: &[Option<KeyRef>],
        findings: &mut Vec<Finding>,
    ) -> Planned<'t> {
        let who = self.settings.who.then(|| self.abilities(&copy, policies, keys));
        let caller = copy.caller(self);
        let Copy { request, plan, asked: given, is_special, all_identity, mut doubts, .. } = copy;
        let Some(plan) = plan else {
            return Planned { request, plan: None, access: None, asked: given, is_special, who };
        };
        if self.unread_policy {
            doubts.push("what the policy says that could not be read".to_owned());
        }
        let asked = asked(&given, policies, keys);
        let deciders = Deciders { caller: &caller, asked: &asked, all_identity, doubts: &doubts };
        let access = access::ask(&plan, &deciders);
        let case = rules::access::Case {
            sources: self.sources,
            request: &request,
            plan: &plan,
            caller: &caller,
            asked: &asked,
            access: &access,
        };
        rules::access::check(case, findings);
        Planned { plan: Some(plan), access: Some(access), asked: given, is_special, request, who }
    }

    /// Who of the accounts can make a copy.
    fn abilities(&self, copy: &Copy<'t>, policies: &[Policy<'t>], keys: &[Option<KeyRef>]) -> Vec<Ability> {
        if copy.plan.is_none() {
            return Vec::new();
        }
        let facts = self.settings.facts.about_with(&copy.request, copy.described.as_ref());
        let ability = |snapshot: &Snapshot<'t>, principal: &Principal| {
            let (own, mut doubts) = snapshot.policies_of(principal);
            if self.unread_policy {
                doubts.push("what the policy says that could not be read".to_owned());
            }
            let mut given = self.given.clone();
            given.extend(own);
            let asked = asked(&given, policies, keys);
            let facts =
                Facts { principal: Some(&principal.arn), account: principal.account(), role: None, ..facts };
            let caller = Caller::parse(&principal.arn).unwrap_or_else(|_| Caller::unknown());
            let plan = copy::plan(&copy.request, &facts);
            let deciders = Deciders { caller: &caller, asked: &asked, all_identity: true, doubts: &doubts };
            let access = access::ask(&plan, &deciders);
            access::ability(&principal.arn, &plan, &access)
        };
        let all = self.accounts.iter().flat_map(|snapshot| {
            snapshot.account.principals().iter().map(move |principal| (snapshot, principal))
        });
        all.map(|(snapshot, principal)| ability(snapshot, principal)).collect()
    }

    /// Looks at the policies that hold together: those of all copies, and those that a request adds.
    fn check_together(
        &self,
        of_all: &[Given],
        planned: &[Planned<'t>],
        policies: &[Policy<'t>],
        findings: &mut Vec<Finding>,
    ) {
        // What cannot be read may allow what the others do not.
        if self.unread_policy {
            return;
        }
        let pick = |given: &[Given]| -> Vec<&Policy<'t>> {
            let of_identity = given.iter().filter(|given| given.attachment == Attachment::Identity);
            of_identity.filter_map(|given| policies.get(given.policy)).collect()
        };
        let is_asked = planned.iter().any(|planned| planned.plan.is_some());
        rules::policy::check_together(&pick(of_all), is_asked, findings);
        for planned in planned.iter().filter(|planned| planned.is_special) {
            let mut own = Vec::new();
            rules::policy::check_together(&pick(&planned.asked), true, &mut own);
            let source = planned.request.span.source;
            findings
                .extend(own.into_iter().filter(|one| one.span().is_some_and(|span| span.source == source)));
        }
    }
}

/// Whose policies decide.
#[derive(Clone, Default)]
struct Maker {
    given: Vec<Given>,
    /// Whether these are all identity policies.
    all_identity: bool,
    /// What of them could not be read.
    doubts: Vec<String>,
    /// The ARN of the role, if it is one that an account tells of.
    role: Option<String>,
}

/// The policies that were given, ready to be asked.
fn asked<'a, 't: 'a>(
    given: &[Given],
    policies: &'a [Policy<'t>],
    keys: &'a [Option<KeyRef>],
) -> Vec<Asked<'a>> {
    let asked = |given: &Given| {
        let key = given.key.and_then(|place| keys.get(place)?.as_ref());
        Some(Asked { attachment: given.attachment, policy: policies.get(given.policy)?, key })
    };
    given.iter().filter_map(asked).collect()
}
