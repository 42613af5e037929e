//! Judges one step of a scenario.

use super::codes::{CodeVerdict, Coded, ERROR_FORM};
use super::{Actual, Behaviour, Choice, FailureKind, Judgement, Offer, Verdict, got, words};
use crate::api::guest::GuestAction;
use crate::api::service::Operation;
use crate::api::{Action, Attribute, Attributes, ErrorCode, Outcome, Refusal, Reply};
use crate::vector::file::Check;
use crate::vector::scenario::{
    Bindings, CheckResult, Step, StepExpect, Task, Unrenderable, has_private_key,
};

/// The context in which a step is judged.
#[derive(Debug, Clone, Copy)]
pub struct Played<'a> {
    /// The step.
    pub step: &'a Step,
    /// The rule that the scenario tests.
    pub rule: &'a str,
    /// What the implementation offers.
    pub offer: &'a Offer,
}

/// Judges the outcome of a step, and saves the attributes that the step names.
#[must_use]
pub fn judge_step(played: Played<'_>, bindings: &mut Bindings<'_>, outcome: &Outcome) -> Judgement {
    let Played { step, rule, .. } = played;
    let answered = match outcome {
        Outcome::Success(reply) => match judge_reply(step, bindings, reply) {
            Ok(judged) => judged,
            Err(why) => return untakable(played, bindings, &why),
        },
        Outcome::Refused(refusal) => judge_refusal(&step.expect, refusal),
        Outcome::Crash(_) | Outcome::ServerError(_) => Err((Verdict::Crash, got(outcome))),
        Outcome::Timeout(_) => Err((Verdict::Hang, got(outcome))),
        Outcome::Unsupported => Err((Verdict::Unsupported, got(outcome))),
        Outcome::Malformed(_) => Err((Verdict::Fail, got(outcome))),
        Outcome::NotRun(_) => Err((Verdict::Inconclusive, got(outcome))),
    };
    let not_run = match outcome {
        Outcome::NotRun(why) => Some(why.clone()),
        _ => None,
    };
    // The code is judged after the refusal, so a wrong code in a setup step is found too.
    let (coded, breaks) = match (&answered, outcome) {
        (Ok(_), Outcome::Refused(refusal)) => judge_code(played, refusal),
        _ => (Verdict::Pass, broken_by_breakdown(played, outcome)),
    };
    let answered = match coded {
        Verdict::Pass => answered,
        verdict => answered.and(Err((verdict, got(outcome)))),
    };
    // A setup step tests no rule, but a breakdown and a wrong code are always failures.
    let is_finding = breaks.is_some() || matches!(outcome, Outcome::Malformed(_));
    let answered = if is_finding { answered } else { as_ground(step, answered) };
    let must_refuse = matches!(step.expect, StepExpect::Refuse(_));
    let kind = FailureKind::of(outcome, must_refuse || coded == Verdict::Fail);
    let judged = judgement(step, bindings, answered, kind);
    let breaks = judged.failure.and(breaks).filter(|broken| *broken != rule);
    Judgement { not_run, breaks, ..judged }
}

/// Judges the code of a refusal that is correct as a refusal.
fn judge_code(played: Played<'_>, refusal: &Refusal) -> CodeVerdict {
    let Played { step, rule, offer } = played;
    // A refusal by the operating system of an instance has no code.
    let Task::Ask(Action::Call(call)) = &step.task else { return (Verdict::Pass, None) };
    let codes: &[ErrorCode] = match &step.expect {
        StepExpect::Refuse(codes) => codes,
        _ => &[],
    };
    let (verdict, breaks) = Coded { rule, codes, offer }.judge(refusal);
    let is_unknown = matches!(call.operation, Operation::DescribeKeyPairs { .. })
        && codes.contains(&ErrorCode::InvalidKeyPairNotFound);
    let named = || (verdict == Verdict::Fail && is_unknown).then_some("api/describe-unknown");
    (verdict, breaks.or_else(named))
}

/// Returns the rule that a breakdown breaks. A server error, or a malformed answer where a refusal is
/// correct, breaks the rule on the form of refusals, which are never a 5xx. Metadata has no refusals of
/// that form: there, the rule on the path is broken.
fn broken_by_breakdown(played: Played<'_>, outcome: &Outcome) -> Option<&'static str> {
    let Played { step, .. } = played;
    let may_refuse = matches!(step.expect, StepExpect::Refuse(_) | StepExpect::Anything);
    match (&step.task, outcome) {
        (Task::Ask(Action::Guest(call)), Outcome::ServerError(_)) => match &call.guest_action {
            GuestAction::ReadMetadata { path } if path.ends_with('/') => {
                Some("public-key/metadata-index")
            }
            GuestAction::ReadMetadata { .. } => Some("public-key/metadata-path"),
            _ => None,
        },
        (_, Outcome::ServerError(_)) => Some(ERROR_FORM),
        (_, Outcome::Malformed(_)) if may_refuse => Some(ERROR_FORM),
        _ => None,
    }
}

/// Judges a step that is a check. The implementation is not called.
#[must_use]
pub fn check(played: Played<'_>, check: &Check, bindings: &Bindings<'_>) -> Judgement {
    let Played { step, .. } = played;
    let found = match check.find(bindings) {
        Ok(CheckResult::Holds) => Ok(None),
        Ok(CheckResult::Took(side)) => Ok(Some(Behaviour::Chose(side))),
        Ok(CheckResult::Fails(found)) => Err((Verdict::Fail, found)),
        Ok(CheckResult::Unreadable(found)) => {
            return unusable_key(played, bindings, Err((Verdict::Fail, found)));
        }
        Err(why) => return untakable(played, bindings, &why),
    };
    judgement(step, bindings, as_ground(step, found), Some(FailureKind::WrongValue))
}

/// Judges a step that can't be performed because a text that an earlier step should provide is missing
/// or unusable.
#[must_use]
pub fn untakable(played: Played<'_>, bindings: &Bindings<'_>, why: &Unrenderable) -> Judgement {
    unusable_key(played, bindings, Err(fail(why.to_string())))
}

/// Judges a step that needs a private key that the service returned, if the service didn't return a
/// valid one. This breaks the rule on what the service returns. Other rules were not tested.
fn unusable_key(played: Played<'_>, bindings: &Bindings<'_>, judged: Judged) -> Judgement {
    const ANSWERED: &str = "create/returns-private-key";
    let Played { step, rule, .. } = played;
    if rule == ANSWERED {
        let judged = as_ground(step, judged);
        return judgement(step, bindings, judged, Some(FailureKind::WrongValue));
    }
    let inconclusive = judged.map_err(|(_, got)| (Verdict::Inconclusive, got));
    let builds_on = Some(ANSWERED.to_owned());
    Judgement { builds_on, ..judgement(step, bindings, inconclusive, None) }
}

/// The chosen behaviour, if there is a choice; or a verdict, and the actual result.
type Judged = Result<Option<Behaviour>, (Verdict, String)>;

/// Turns the failure of a setup step into an inconclusive result: the rules were not tested.
fn as_ground(step: &Step, judged: Judged) -> Judged {
    match judged {
        Err((Verdict::Fail, got)) if step.setup => Err((Verdict::Inconclusive, got)),
        judged => judged,
    }
}

fn judgement(
    step: &Step,
    bindings: &Bindings<'_>,
    judged: Judged,
    kind: Option<FailureKind>,
) -> Judgement {
    let (verdict, got, side) = match judged {
        Ok(side) => (Verdict::Pass, String::new(), side),
        Err((verdict, got)) => (verdict, got, None),
    };
    let is_fine = verdict == Verdict::Pass;
    let expected = if is_fine { String::new() } else { words::expected_in(step, Some(bindings)) };
    let taken = |(flag, side): (&str, Behaviour)| Choice { flag: flag.to_owned(), side };
    let sides = step.flag().zip(side).map(taken).into_iter().collect();
    let failure = kind.and_then(|kind| kind.under(verdict));
    let expected = Some(expected);
    Judgement { failure, expected, sides, ..Judgement::new(verdict, Actual::Words(got)) }
}

fn judge_refusal(expect: &StepExpect, refusal: &Refusal) -> Judged {
    match expect {
        StepExpect::Either { .. } => Ok(Some(Behaviour::Refused)),
        StepExpect::Anything => Ok(None),
        StepExpect::Refuse(_) => Ok(None),
        _ => Err(fail(got(&Outcome::Refused(refusal.clone())))),
    }
}

fn judge_reply(
    step: &Step,
    bindings: &mut Bindings<'_>,
    reply: &Reply,
) -> Result<Judged, Unrenderable> {
    let got = || got(&Outcome::Success(reply.clone()));
    let resources = reply.resources();
    for (name, attribute) in &step.save {
        let value = single(resources).and_then(|resource| attribute.of(resource));
        let Some(value) = value else {
            return Ok(Err(fail(format!("{}, without {}", got(), attribute.name()))));
        };
        bindings.save(name, value.to_owned());
    }
    let right = match &step.expect {
        StepExpect::Anything => true,
        StepExpect::Count(count) => resources.len() == *count,
        StepExpect::Answers(expected) => are_these(expected, bindings, resources)?,
        StepExpect::Answer(_) | StepExpect::Either { .. } if !step.is_about_facts() => true,
        StepExpect::Answer(expected) | StepExpect::Either { answer: expected, .. } => {
            is_this(expected, step, bindings, resources)?
        }
        StepExpect::Refuse(_) | StepExpect::Holds => false,
    };
    if !right {
        return Ok(Err(fail(got())));
    }
    let mut values = resources.iter().flat_map(Attributes::values);
    if step.hides_private_key && values.any(|value| has_private_key(value)) {
        return Ok(Err(fail(format!("private key material in the answer: {}", got()))));
    }
    let open = matches!(step.expect, StepExpect::Either { .. });
    Ok(Ok(open.then_some(Behaviour::Accepted)))
}

/// Whether an answer is one resource that has these attributes, and none that the step excludes.
fn is_this(
    expected: &Attributes,
    step: &Step,
    bindings: &Bindings<'_>,
    resources: &[Attributes],
) -> Result<bool, Unrenderable> {
    let Some(resource) = single(resources) else { return Ok(false) };
    let lacks = |attribute: &Attribute| attribute.of(resource).is_none();
    Ok(has(resource, expected, bindings)?
        && step.absent.iter().all(lacks)
        && has_none(resource, &step.not_equal, bindings)?)
}

/// Returns the resource if there is exactly one.
fn single(resources: &[Attributes]) -> Option<&Attributes> {
    match resources {
        [one] => Some(one),
        _ => None,
    }
}

fn has(
    resource: &Attributes,
    expected: &Attributes,
    bindings: &Bindings<'_>,
) -> Result<bool, Unrenderable> {
    for (attribute, text) in expected {
        if attribute.of(resource) != Some(&bindings.filled(text)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn has_none(
    resource: &Attributes,
    expected: &Attributes,
    bindings: &Bindings<'_>,
) -> Result<bool, Unrenderable> {
    for (attribute, text) in expected {
        if attribute.of(resource) == Some(&bindings.filled(text)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the resources match the expected ones one to one, in any order.
fn are_these(
    expected: &[Attributes],
    bindings: &Bindings<'_>,
    resources: &[Attributes],
) -> Result<bool, Unrenderable> {
    let mut left: Vec<&Attributes> = resources.iter().collect();
    for expected in expected {
        let mut found = None;
        for (index, resource) in left.iter().enumerate() {
            if has(resource, expected, bindings)? {
                found = Some(index);
                break;
            }
        }
        let Some(index) = found else { return Ok(false) };
        left.swap_remove(index);
    }
    Ok(left.is_empty())
}

const fn fail(got: String) -> (Verdict, String) {
    (Verdict::Fail, got)
}
