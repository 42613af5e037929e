//! Tests of verdicts on single outcomes.

use super::*;
use crate::api::guest::Mode;
use crate::api::{ErrorCode, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::implementation::Description;
use crate::rule::Capability;
use crate::vector::{Expect, KeyFile, PrivateKeyValues, PublicKeyValues};

const MD5: &str = "1b:22:77:80:c4:ac:65:9d:d1:73:1b:cd:6f:ea:78:d0";

fn accept() -> PublicKeyValues {
    PublicKeyValues {
        bits: 2048,
        exponent: Some(65_537),
        modulus_sha256: "ab".repeat(32),
        fingerprint: MD5.to_owned(),
    }
}

fn facts() -> PublicKeyFacts {
    let PublicKeyValues { bits, exponent, modulus_sha256, fingerprint } = accept();
    let modulus_sha256 = Some(modulus_sha256);
    let fingerprint = Some(fingerprint);
    PublicKeyFacts { bits: Some(bits), exponent, modulus_sha256, fingerprint }
}

fn private_key() -> PrivateKeyValues {
    PrivateKeyValues {
        openssh: "ssh-rsa AAAA".to_owned(),
        created: "00:11".to_owned(),
        imported: MD5.to_owned(),
    }
}

fn either() -> Expect {
    Expect::Either { flag: "Flag".to_owned(), accept: accept() }
}

fn refuse() -> Expect {
    Expect::Refuse(vec![ErrorCode::InvalidKeyFormat, ErrorCode::InvalidKeyPairFormat])
}

fn public(facts: PublicKeyFacts) -> Outcome {
    Outcome::Success(Reply::PublicKey(facts))
}

fn private(facts: PrivateKeyFacts) -> Outcome {
    Outcome::Success(Reply::PrivateKey(facts))
}

fn refused(code: Option<&str>) -> Outcome {
    let code = code.map(ErrorCode::of_name);
    Outcome::Refused(Refusal { code, message: "no".to_owned() })
}

/// The offer of a service, or of a command.
fn offers(capability: Capability) -> Offer {
    let capabilities = vec![capability];
    Offer::of(&Description { name: String::new(), version: None, capabilities, formats: None })
}

/// Judges a vector that tests this rule, for an implementation without codes.
fn judge_by(rule: &str, expect: &Expect, outcome: Outcome) -> Judgement {
    judge(rule, expect, outcome, &offers(Capability::Codec))
}

#[track_caller]
fn check(expect: &Expect, outcome: Outcome, expected: Verdict) {
    let judgement = judge_by("import/openssh", expect, outcome.clone());
    assert_eq!(judgement.verdict, expected, "{expect:?} {outcome:?}");
}

#[test]
fn an_acceptance_must_be_of_the_expected_key() {
    for expect in [Expect::Accept(accept()), either()] {
        check(&expect, public(facts()), Verdict::Pass);
        let fingerprint = Some(MD5.to_owned());
        check(&expect, public(PublicKeyFacts { fingerprint, ..Default::default() }), {
            Verdict::Pass
        });
        for wrong in [
            PublicKeyFacts { bits: Some(2047), ..facts() },
            PublicKeyFacts { exponent: Some(3), ..facts() },
            PublicKeyFacts { modulus_sha256: Some("cd".repeat(32)), ..facts() },
            PublicKeyFacts { fingerprint: Some(MD5.to_uppercase()), ..facts() },
            PublicKeyFacts { fingerprint: Some(String::new()), ..facts() },
            PublicKeyFacts::default(),
        ] {
            check(&expect, public(wrong), Verdict::Fail);
        }
    }
}

#[test]
fn a_key_without_a_fingerprint_is_identified_by_modulus_and_exponent() {
    let without = PublicKeyFacts { fingerprint: None, ..facts() };
    let modulus_alone = PublicKeyFacts { exponent: None, ..without.clone() };
    let exponent_alone = PublicKeyFacts { modulus_sha256: None, ..without.clone() };
    for (rule, facts, expected) in [
        ("import/openssh", &without, Verdict::Pass),
        ("import/openssh", &modulus_alone, Verdict::Unsupported),
        ("import/openssh", &exponent_alone, Verdict::Fail),
        ("fingerprint/imported-md5", &without, Verdict::Unsupported),
    ] {
        let judgement = judge_by(rule, &Expect::Accept(accept()), public(facts.clone()));
        assert_eq!(judgement.verdict, expected, "{rule} {facts:?}");
    }
}

#[test]
fn a_wrong_fingerprint_of_the_right_key_breaks_the_rule_on_fingerprints() {
    let wrong = || public(PublicKeyFacts { fingerprint: Some("00".to_owned()), ..facts() });
    let judgement = judge_by("import/openssh", &Expect::Accept(accept()), wrong());
    assert_eq!(judgement.breaks, Some("fingerprint/imported-md5"));
    assert!(judgement.took, "the key counts as accepted");
    let own = judge_by("fingerprint/imported-md5", &Expect::Accept(accept()), wrong());
    assert_eq!((own.verdict, own.breaks), (Verdict::Fail, None));
    let other = PublicKeyFacts { modulus_sha256: Some("cd".repeat(32)), ..facts() };
    let other = judge_by("import/openssh", &Expect::Accept(accept()), public(other));
    assert_eq!((other.breaks, other.took), (None, false), "another key");
}

#[test]
fn an_omitted_exponent_is_not_judged() {
    let expect = Expect::Accept(PublicKeyValues { exponent: None, ..accept() });
    check(&expect, public(facts()), Verdict::Pass);
}

#[test]
fn a_service_needs_a_right_code_but_a_command_does_not() {
    let service = offers(Capability::Pairs);
    let command = offers(Capability::Codec);
    let (malformed, coded) = ("import/malformed-refused", "api/format-error-code");
    let form = Some("api/error-form");
    for (offer, rule, code, expected) in [
        (&service, malformed, Some("InvalidKey.Format"), (Verdict::Pass, None)),
        (&service, malformed, Some("InvalidKeyPair.Format"), (Verdict::Pass, None)),
        (&service, malformed, Some("InternalError"), (Verdict::Fail, Some(coded))),
        (&service, coded, Some("InternalError"), (Verdict::Fail, None)),
        (&service, malformed, Some("Client.InvalidKey.Format"), (Verdict::Fail, form)),
        (&service, malformed, None, (Verdict::Fail, form)),
        (&service, coded, None, (Verdict::Fail, form)),
        (&command, malformed, Some("InternalError"), (Verdict::Fail, Some(coded))),
        (&command, malformed, None, (Verdict::Pass, None)),
        (&command, coded, None, (Verdict::Unsupported, None)),
    ] {
        let judgement = judge(rule, &refuse(), refused(code), offer);
        assert_eq!((judgement.verdict, judgement.breaks), expected, "{rule} {code:?}");
    }
    let may_refuse = judge("import/openssh", &either(), refused(None), &service);
    assert_eq!((may_refuse.verdict, may_refuse.breaks), (Verdict::Fail, form));
}

#[test]
fn a_wrong_decision_fails() {
    check(&Expect::Refuse(Vec::new()), refused(Some("InternalError")), Verdict::Pass);
    check(&refuse(), public(facts()), Verdict::Fail);
    check(&Expect::Accept(accept()), refused(None), Verdict::Fail);
    check(&Expect::PrivateKey(private_key()), refused(None), Verdict::Fail);
}

#[test]
fn a_breakdown_on_a_file_that_may_be_refused_breaks_the_rule_on_refusals() {
    let service = offers(Capability::Pairs);
    let command = offers(Capability::Codec);
    let error = || Outcome::ServerError("500".to_owned());
    let crash = || Outcome::Crash("signal 11".to_owned());
    for (offer, expect, outcome, expected) in [
        (&service, refuse(), error(), Some("api/error-form")),
        (&service, either(), error(), Some("api/error-form")),
        (&service, Expect::Accept(accept()), error(), None),
        (&command, either(), crash(), Some("import/malformed-refused")),
        (&command, refuse(), crash(), None),
        (&command, Expect::Accept(accept()), crash(), None),
    ] {
        let judgement = judge("import/openssh", &expect, outcome.clone(), offer);
        assert_eq!(judgement.breaks, expected, "{expect:?} {outcome:?}");
    }
}

#[test]
fn a_breakdown_is_never_a_refusal() {
    let expects = [refuse(), either(), Expect::Accept(accept()), Expect::PrivateKey(private_key())];
    for expect in expects {
        check(&expect, Outcome::Crash(String::new()), Verdict::Crash);
        check(&expect, Outcome::ServerError(String::new()), Verdict::Crash);
        check(&expect, Outcome::Timeout("no answer within 1 s".to_owned()), Verdict::Hang);
        check(&expect, Outcome::Malformed(String::new()), Verdict::Fail);
        check(&expect, Outcome::Unsupported, Verdict::Unsupported);
        check(&expect, Outcome::NotRun(String::new()), Verdict::Inconclusive);
    }
}

#[test]
fn each_failure_has_one_kind() {
    let kind =
        |expect: &Expect, outcome: Outcome| judge_by("import/openssh", expect, outcome).failure;
    let wrong = || public(PublicKeyFacts::default());
    for expect in [refuse(), either(), Expect::Accept(accept())] {
        assert_eq!(kind(&expect, Outcome::Crash(String::new())), Some(FailureKind::Crash));
        let error = Outcome::ServerError(String::new());
        assert_eq!(kind(&expect, error), Some(FailureKind::ServerError));
        let hang = Outcome::Timeout("no answer within 1 s".to_owned());
        assert_eq!(kind(&expect, hang), Some(FailureKind::Hang));
        let malformed = Outcome::Malformed(String::new());
        assert_eq!(kind(&expect, malformed), Some(FailureKind::MalformedResponse));
        assert_eq!(kind(&expect, Outcome::Unsupported), None);
        assert_eq!(kind(&expect, Outcome::NotRun(String::new())), None);
    }
    assert_eq!(kind(&refuse(), public(facts())), Some(FailureKind::Accepted));
    assert_eq!(kind(&refuse(), refused(Some("InternalError"))), Some(FailureKind::WrongErrorCode));
    assert_eq!(kind(&refuse(), refused(None)), None);
    assert_eq!(kind(&Expect::Accept(accept()), refused(None)), Some(FailureKind::Refused));
    assert_eq!(kind(&Expect::Accept(accept()), wrong()), Some(FailureKind::WrongValue));
    assert_eq!(kind(&Expect::Accept(accept()), public(facts())), None);
    assert_eq!(kind(&either(), wrong()), Some(FailureKind::WrongValue));
}

#[test]
fn only_the_fact_of_the_rule_is_judged_in_a_private_key() {
    let PrivateKeyValues { openssh, created, imported } = private_key();
    let nothing = PrivateKeyFacts::default;
    let wrong = || Some("00".to_owned());
    let openssh_alone = || PrivateKeyFacts { openssh: Some(openssh.clone()), ..nothing() };
    let created_alone = || PrivateKeyFacts { created: Some(created.clone()), ..nothing() };
    let (half, of_created) = ("public-key/from-private", "fingerprint/local-created");
    let of_imported = "fingerprint/local-imported";
    let with_comment = || Some(format!("{openssh} me@example.com"));
    for (rule, facts, expected) in [
        (half, openssh_alone(), Verdict::Pass),
        (half, PrivateKeyFacts { openssh: with_comment(), ..nothing() }, Verdict::Pass),
        (half, created_alone(), Verdict::Unsupported),
        (of_created, created_alone(), Verdict::Pass),
        (of_created, openssh_alone(), Verdict::Unsupported),
        (of_imported, PrivateKeyFacts { imported: Some(imported), ..nothing() }, Verdict::Pass),
        (of_imported, PrivateKeyFacts { imported: wrong(), ..openssh_alone() }, Verdict::Fail),
        (half, PrivateKeyFacts { imported: wrong(), ..openssh_alone() }, Verdict::Pass),
        (half, PrivateKeyFacts { openssh: wrong(), ..created_alone() }, Verdict::Fail),
        ("public-key/permissions", created_alone(), Verdict::Pass),
        (half, nothing(), Verdict::Fail),
    ] {
        let judgement = judge_by(rule, &Expect::PrivateKey(private_key()), private(facts.clone()));
        assert_eq!(judgement.verdict, expected, "{rule} {facts:?}");
    }
}

#[test]
fn other_answers_are_compared_exactly() {
    check(&Expect::Matches(true), Outcome::Success(Reply::Matches(true)), Verdict::Pass);
    check(&Expect::Matches(false), Outcome::Success(Reply::Matches(true)), Verdict::Fail);
    let plaintext = Expect::Plaintext("text".to_owned());
    check(&plaintext, Outcome::Success(Reply::Plaintext(b"text".to_vec())), Verdict::Pass);
    check(&plaintext, Outcome::Success(Reply::Plaintext(b"text\0".to_vec())), Verdict::Fail);
    let other = Expect::NotPlaintext("text".to_owned());
    check(&other, Outcome::Success(Reply::Plaintext(b"text".to_vec())), Verdict::Fail);
    check(&other, Outcome::Success(Reply::Plaintext(b"a$G~".to_vec())), Verdict::Pass);
    let name = "a.pem".to_owned();
    let file = Expect::KeyFile(KeyFile { name: name.clone(), mode: "0400".to_owned() });
    check(&file, Outcome::Success(Reply::Matches(true)), Verdict::Fail);
    let saved = |name: Option<&str>, mode| {
        let name = name.map(str::to_owned);
        Outcome::Success(Reply::KeyFile { name, mode })
    };
    let (of_name, of_mode) = ("create/pem-file-name", "create/pem-file-mode");
    for (rule, outcome, expected) in [
        (of_name, saved(Some("a.pem"), Some(Mode(0o600))), Verdict::Pass),
        (of_name, saved(Some("b.pem"), Some(Mode(0o400))), Verdict::Fail),
        (of_name, saved(None, Some(Mode(0o400))), Verdict::Unsupported),
        (of_mode, saved(Some("b.pem"), Some(Mode(0o400))), Verdict::Fail),
        (of_mode, saved(None, Some(Mode(0o400))), Verdict::Pass),
        (of_mode, saved(Some("a.pem"), Some(Mode(0o600))), Verdict::Fail),
        (of_mode, saved(Some("a.pem"), None), Verdict::Unsupported),
    ] {
        assert_eq!(judge_by(rule, &file, outcome.clone()).verdict, expected, "{rule} {outcome:?}");
    }
}

#[test]
fn an_answer_to_an_open_question_is_recorded() {
    let side = |expect: &Expect, outcome: &Outcome| {
        judge_by("import/openssh", expect, outcome.clone()).sides.pop().map(|taken| taken.side)
    };
    assert_eq!(side(&either(), &public(facts())), Some(Behaviour::Accepted));
    assert_eq!(side(&either(), &refused(None)), Some(Behaviour::Refused));
    assert_eq!(side(&either(), &Outcome::Crash(String::new())), None);
    assert_eq!(side(&refuse(), &refused(None)), None);
}

#[test]
fn a_correct_result_counts_only_with_an_accepted_twin() {
    for own in Verdict::ALL {
        let is_right = matches!(own, Verdict::Pass | Verdict::Slow);
        for (twins, expected) in [
            (vec![(Verdict::Pass, true)], own),
            (vec![(Verdict::Fail, true)], own),
            (vec![(Verdict::Fail, false), (Verdict::Pass, true)], own),
            (vec![(Verdict::Fail, false)], Verdict::Inconclusive),
            (vec![(Verdict::Crash, false), (Verdict::Unsupported, false)], Verdict::Inconclusive),
            (vec![(Verdict::Unsupported, false)], Verdict::Unsupported),
            (vec![(Verdict::NotRun, false)], Verdict::NotRun),
        ] {
            let expected = if is_right { expected } else { own };
            assert_eq!(settle(own, &twins), expected, "{own} {twins:?}");
        }
    }
}
