//! The verdict on one step of a scenario.

use super::{Came, FailureKind, Judgement, Side, Taken, Verdict, got, words};
use crate::api::{Field, Outcome, Record, Refusal, Reply};
use crate::vector::file::Check;
use crate::vector::scenario::{
    Bindings, Finding, Step, StepExpect, Task, Unrenderable, has_private_key,
};

/// Judges what came of a step, and keeps of it what the step saves.
#[must_use]
pub fn judge_step(step: &Step, bindings: &mut Bindings<'_>, outcome: &Outcome) -> Judgement {
    let answered = match outcome {
        Outcome::Done(reply) => judge_reply(step, bindings, reply),
        Outcome::Refused(refusal) => judge_refusal(&step.expect, refusal),
        Outcome::Crash(_) | Outcome::ServerError(_) => Err((Verdict::Crash, got(outcome))),
        Outcome::Hang(_) => Err((Verdict::Hang, got(outcome))),
        Outcome::Unsupported => Err((Verdict::Unsupported, got(outcome))),
        Outcome::Garbled(_) => Err((Verdict::Fail, got(outcome))),
        Outcome::NotAsked(_) => Err((Verdict::Inconclusive, got(outcome))),
    };
    let not_asked = match outcome {
        Outcome::NotAsked(why) => Some(why.clone()),
        _ => None,
    };
    // A step that prepares the ground breaks no rule; breaking down is a finding wherever it happens.
    let is_breakdown = matches!(outcome, Outcome::Garbled(_));
    let answered = if is_breakdown { answered } else { as_ground(step, answered) };
    let must_refuse = matches!(step.expect, StepExpect::Refuse(_));
    let kind = FailureKind::of(outcome, must_refuse);
    Judgement { not_asked, ..judgement(step, bindings, answered, kind) }
}

/// Judges a step that is a check: nobody is asked.
#[must_use]
pub fn check(step: &Step, check: &Check, bindings: &Bindings<'_>) -> Judgement {
    let found = match check.find(bindings) {
        Ok(Finding::Holds) => Ok(None),
        Ok(Finding::Took(side)) => Ok(Some(Side::Chose(side))),
        Ok(Finding::Fails(found)) => Err((Verdict::Fail, found)),
        Err(unrenderable) => Err((Verdict::Fail, unrenderable.to_string())),
    };
    judgement(step, bindings, as_ground(step, found), Some(FailureKind::OtherAnswer))
}

/// Judges a step that can't be taken, since an earlier answer was not what it should be.
#[must_use]
pub fn untakable(step: &Step, bindings: &Bindings<'_>, why: &Unrenderable) -> Judgement {
    let answered = as_ground(step, Err(fail(why.to_string())));
    judgement(step, bindings, answered, Some(FailureKind::OtherAnswer))
}

/// The side taken, if there are several; or a verdict, and what came.
type Judged = Result<Option<Side>, (Verdict, String)>;

/// What a step came to that may only prepare the ground: then the rules were never put to the test.
fn as_ground(step: &Step, judged: Judged) -> Judged {
    match judged {
        Err((Verdict::Fail, got)) if step.prepares => Err((Verdict::Inconclusive, got)),
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
    let expected = if is_fine { String::new() } else { expected(step, Some(bindings)) };
    let taken = |(flag, side): (&str, Side)| Taken { flag: flag.to_owned(), side };
    let sides = step.flag().zip(side).map(taken).into_iter().collect();
    let failure = kind.and_then(|kind| kind.under(verdict));
    let (expected, got) = (Some(expected), Came::Words(got));
    Judgement { verdict, failure, expected, got, sides, step: None, not_asked: None }
}

fn judge_refusal(expect: &StepExpect, refusal: &Refusal) -> Judged {
    let came = || got(&Outcome::Refused(refusal.clone()));
    match expect {
        StepExpect::Either { .. } => Ok(Some(Side::Refused)),
        StepExpect::Anything => Ok(None),
        StepExpect::Refuse(codes) => {
            let known = |code| codes.is_empty() || codes.contains(code);
            if refusal.code.as_ref().is_none_or(known) { Ok(None) } else { Err(fail(came())) }
        }
        _ => Err(fail(came())),
    }
}

fn judge_reply(step: &Step, bindings: &mut Bindings<'_>, reply: &Reply) -> Judged {
    let came = || got(&Outcome::Done(reply.clone()));
    // Thousands of pairs are counted without writing their facts down.
    let records = if step.is_about_facts() { reply.records() } else { Vec::new() };
    for (name, field) in &step.save {
        let fact = single(&records).and_then(|record| record.get(field));
        let missing = || fail(format!("{}, without {}", came(), field.name()));
        bindings.save(name, fact.ok_or_else(missing)?.clone());
    }
    let right = match &step.expect {
        StepExpect::Anything => Ok(true),
        StepExpect::Count(count) => Ok(reply.count() == *count),
        StepExpect::Answers(things) => are_these(things, bindings, &records),
        StepExpect::Answer(_) | StepExpect::Either { .. } if !step.is_about_facts() => Ok(true),
        StepExpect::Answer(facts) | StepExpect::Either { answer: facts, .. } => {
            is_this(facts, step, bindings, &records)
        }
        StepExpect::Refuse(_) | StepExpect::Holds => Ok(false),
    };
    let right = right.map_err(|unrenderable| fail(unrenderable.to_string()))?;
    if !right {
        return Err(fail(came()));
    }
    let mut facts = records.iter().flat_map(Record::values);
    if step.hides_private_key && facts.any(|fact| has_private_key(fact)) {
        return Err(fail(format!("private key material: {}", came())));
    }
    let open = matches!(step.expect, StepExpect::Either { .. });
    Ok(open.then_some(Side::Accepted))
}

/// Whether an answer is one thing, with these facts and without those that the step excludes.
fn is_this(
    facts: &Record,
    step: &Step,
    bindings: &Bindings<'_>,
    records: &[Record],
) -> Result<bool, Unrenderable> {
    let Some(record) = single(records) else { return Ok(false) };
    let lacks = |field: &Field| !record.contains_key(field);
    Ok(has(record, facts, bindings)?
        && step.lacks.iter().all(lacks)
        && has_none(record, &step.other_than, bindings)?)
}

/// The one thing that an answer is about.
fn single(records: &[Record]) -> Option<&Record> {
    match records {
        [one] => Some(one),
        _ => None,
    }
}

fn has(record: &Record, facts: &Record, bindings: &Bindings<'_>) -> Result<bool, Unrenderable> {
    for (field, text) in facts {
        if record.get(field) != Some(&bindings.filled(text)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn has_none(
    record: &Record,
    facts: &Record,
    bindings: &Bindings<'_>,
) -> Result<bool, Unrenderable> {
    for (field, text) in facts {
        if record.get(field) == Some(&bindings.filled(text)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether each thing is one of those that are expected, and none is missing.
fn are_these(
    things: &[Record],
    bindings: &Bindings<'_>,
    records: &[Record],
) -> Result<bool, Unrenderable> {
    let mut left: Vec<&Record> = records.iter().collect();
    for facts in things {
        let mut found = None;
        for (index, record) in left.iter().enumerate() {
            if has(record, facts, bindings)? {
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

/// What a step expects, in words, with its places as they stand.
#[must_use]
pub fn expected_of_step(step: &Step) -> String {
    expected(step, None)
}

/// What a step expects, in words, with its places filled as far as they can be.
fn expected(step: &Step, bindings: Option<&Bindings<'_>>) -> String {
    let filled = |facts: &Record| {
        let fill = |(field, text): (&Field, &String)| {
            let filled = bindings.and_then(|bindings| bindings.filled(text).ok());
            (*field, filled.unwrap_or_else(|| text.clone()))
        };
        words::facts(&facts.iter().map(fill).collect())
    };
    let mut text = match &step.expect {
        StepExpect::Answer(facts) => filled(facts),
        StepExpect::Answers(things) if things.is_empty() => "nothing".to_owned(),
        StepExpect::Answers(things) => things.iter().map(filled).collect::<Vec<_>>().join("; "),
        StepExpect::Count(count) => format!("{count} things"),
        StepExpect::Refuse(codes) => words::refused(codes),
        StepExpect::Either { flag, answer } => format!("refused, or: {} ({flag})", filled(answer)),
        StepExpect::Anything => "an answer or a refusal".to_owned(),
        StepExpect::Holds => match &step.task {
            Task::Check(check) => check.in_words(),
            Task::Ask(_) => String::new(),
        },
    };
    if !step.lacks.is_empty() {
        let lacks: Vec<&str> = step.lacks.iter().map(|field| field.name()).collect();
        text.push_str(&format!(", without {}", lacks.join(" or ")));
    }
    if !step.other_than.is_empty() {
        text.push_str(&format!(", and not {}", filled(&step.other_than)));
    }
    if step.hides_private_key {
        text.push_str(", without private key material");
    }
    text
}
