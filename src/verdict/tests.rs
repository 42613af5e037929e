//! Verdicts on outcomes that matter, one by one.

use super::*;
use crate::api::ErrorCode;
use crate::vector::file::KeyFile;

const MD5: &str = "1b:22:77:80:c4:ac:65:9d:d1:73:1b:cd:6f:ea:78:d0";

fn accept() -> Accept {
    Accept {
        bits: 2048,
        exponent: Some(65_537),
        modulus_sha256: "ab".repeat(32),
        fingerprint: MD5.to_owned(),
    }
}

fn facts() -> PublicKeyFacts {
    let Accept { bits, exponent, modulus_sha256, fingerprint } = accept();
    let modulus_sha256 = Some(modulus_sha256);
    PublicKeyFacts { bits: Some(bits), exponent, modulus_sha256, fingerprint }
}

fn private_key() -> PrivateKey {
    PrivateKey {
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
    Outcome::Done(Reply::PublicKey(facts))
}

fn private(facts: PrivateKeyFacts) -> Outcome {
    Outcome::Done(Reply::PrivateKey(facts))
}

fn refused(code: Option<&str>) -> Outcome {
    let code = code.map(ErrorCode::of_name);
    Outcome::Refused(Refusal { code, message: "no".to_owned() })
}

#[track_caller]
fn check(expect: &Expect, outcome: Outcome, expected: Verdict) {
    let judgement = judge(expect, outcome.clone());
    assert_eq!(judgement.verdict, expected, "{expect:?} {outcome:?}");
}

#[test]
fn an_acceptance_is_of_exactly_this_key() {
    for expect in [Expect::Accept(accept()), either()] {
        check(&expect, public(facts()), Verdict::Pass);
        let fingerprint = MD5.to_owned();
        check(&expect, public(PublicKeyFacts { fingerprint, ..Default::default() }), {
            Verdict::Pass
        });
        for wrong in [
            PublicKeyFacts { bits: Some(2047), ..facts() },
            PublicKeyFacts { exponent: Some(3), ..facts() },
            PublicKeyFacts { modulus_sha256: Some("cd".repeat(32)), ..facts() },
            PublicKeyFacts { fingerprint: MD5.to_uppercase(), ..facts() },
            PublicKeyFacts { fingerprint: String::new(), ..facts() },
            PublicKeyFacts::default(),
        ] {
            check(&expect, public(wrong), Verdict::Fail);
        }
    }
}

#[test]
fn an_exponent_that_a_vector_leaves_out_is_not_judged() {
    let expect = Expect::Accept(Accept { exponent: None, ..accept() });
    check(&expect, public(facts()), Verdict::Pass);
}

#[test]
fn a_refusal_has_a_right_code_or_none() {
    check(&refuse(), refused(None), Verdict::Pass);
    check(&refuse(), refused(Some("InvalidKey.Format")), Verdict::Pass);
    check(&refuse(), refused(Some("InvalidKeyPair.Format")), Verdict::Pass);
    check(&refuse(), refused(Some("InvalidParameterValue")), Verdict::Fail);
    check(&refuse(), refused(Some("InternalError")), Verdict::Fail);
    check(&Expect::Refuse(Vec::new()), refused(Some("InternalError")), Verdict::Pass);
    check(&refuse(), public(facts()), Verdict::Fail);
    check(&Expect::Accept(accept()), refused(None), Verdict::Fail);
    check(&Expect::PrivateKey(private_key()), refused(None), Verdict::Fail);
}

#[test]
fn a_breakdown_is_never_a_refusal() {
    let expects = [refuse(), either(), Expect::Accept(accept()), Expect::PrivateKey(private_key())];
    for expect in expects {
        check(&expect, Outcome::Crash(String::new()), Verdict::Crash);
        check(&expect, Outcome::ServerError(String::new()), Verdict::Crash);
        check(&expect, Outcome::Hang("no answer within 1 s".to_owned()), Verdict::Hang);
        check(&expect, Outcome::Garbled(String::new()), Verdict::Fail);
        check(&expect, Outcome::Unsupported, Verdict::Unsupported);
        check(&expect, Outcome::NotAsked(String::new()), Verdict::Inconclusive);
    }
}

#[test]
fn a_failure_is_of_one_kind() {
    let kind = |expect: &Expect, outcome: Outcome| judge(expect, outcome).failure;
    let wrong = || public(PublicKeyFacts::default());
    for expect in [refuse(), either(), Expect::Accept(accept())] {
        assert_eq!(kind(&expect, Outcome::Crash(String::new())), Some(FailureKind::Crash));
        let error = Outcome::ServerError(String::new());
        assert_eq!(kind(&expect, error), Some(FailureKind::ServerError));
        let hang = Outcome::Hang("no answer within 1 s".to_owned());
        assert_eq!(kind(&expect, hang), Some(FailureKind::Hang));
        let garbled = Outcome::Garbled(String::new());
        assert_eq!(kind(&expect, garbled), Some(FailureKind::Garbled));
        assert_eq!(kind(&expect, Outcome::Unsupported), None);
        assert_eq!(kind(&expect, Outcome::NotAsked(String::new())), None);
    }
    assert_eq!(kind(&refuse(), public(facts())), Some(FailureKind::Accepted));
    assert_eq!(kind(&refuse(), refused(Some("InternalError"))), Some(FailureKind::OtherCode));
    assert_eq!(kind(&refuse(), refused(None)), None);
    assert_eq!(kind(&Expect::Accept(accept()), refused(None)), Some(FailureKind::Refused));
    assert_eq!(kind(&Expect::Accept(accept()), wrong()), Some(FailureKind::OtherAnswer));
    assert_eq!(kind(&Expect::Accept(accept()), public(facts())), None);
    assert_eq!(kind(&either(), wrong()), Some(FailureKind::OtherAnswer));
}

#[test]
fn a_private_key_needs_one_fact_and_no_wrong_one() {
    let expect = Expect::PrivateKey(private_key());
    let PrivateKey { openssh, created, imported } = private_key();
    let all = PrivateKeyFacts {
        openssh: Some(openssh),
        created: Some(created),
        imported: Some(imported),
    };
    check(&expect, private(all.clone()), Verdict::Pass);
    check(&expect, private(PrivateKeyFacts { created: None, ..all.clone() }), Verdict::Pass);
    let wrong = Some("00".to_owned());
    check(&expect, private(PrivateKeyFacts { created: wrong, ..all }), Verdict::Fail);
    check(&expect, private(PrivateKeyFacts::default()), Verdict::Fail);
}

#[test]
fn other_answers_are_compared_as_they_are() {
    check(&Expect::Matches(true), Outcome::Done(Reply::Matches(true)), Verdict::Pass);
    check(&Expect::Matches(false), Outcome::Done(Reply::Matches(true)), Verdict::Fail);
    let plaintext = Expect::Plaintext("text".to_owned());
    check(&plaintext, Outcome::Done(Reply::Plaintext(b"text".to_vec())), Verdict::Pass);
    check(&plaintext, Outcome::Done(Reply::Plaintext(b"text\0".to_vec())), Verdict::Fail);
    let other = Expect::NotPlaintext("text".to_owned());
    check(&other, Outcome::Done(Reply::Plaintext(b"text".to_vec())), Verdict::Fail);
    check(&other, Outcome::Done(Reply::Plaintext(b"a$G~".to_vec())), Verdict::Pass);
    let name = "a.pem".to_owned();
    let file = Expect::KeyFile(KeyFile { name: name.clone(), mode: "0400".to_owned() });
    let saved = |mode| Outcome::Done(Reply::KeyFile { name: name.clone(), mode });
    check(&file, saved(0o400), Verdict::Pass);
    check(&file, saved(0o600), Verdict::Fail);
    check(&file, Outcome::Done(Reply::Matches(true)), Verdict::Fail);
}

#[test]
fn a_side_is_taken_by_answering_an_open_question() {
    let side = |expect: &Expect, outcome: &Outcome| {
        judge(expect, outcome.clone()).sides.pop().map(|taken| taken.side)
    };
    assert_eq!(side(&either(), &public(facts())), Some(Side::Accepted));
    assert_eq!(side(&either(), &refused(None)), Some(Side::Refused));
    assert_eq!(side(&either(), &Outcome::Crash(String::new())), None);
    assert_eq!(side(&refuse(), &refused(None)), None);
}

#[test]
fn what_is_right_counts_only_with_its_twin() {
    for own in Verdict::ALL {
        for twin in Verdict::ALL {
            let expected = match (own, twin) {
                (Verdict::Pass | Verdict::Slow, Verdict::Pass | Verdict::Slow) => own,
                (Verdict::Pass | Verdict::Slow, Verdict::Unsupported) => Verdict::Unsupported,
                (Verdict::Pass | Verdict::Slow, Verdict::NotRun) => Verdict::NotRun,
                (Verdict::Pass | Verdict::Slow, _) => Verdict::Inconclusive,
                (own, _) => own,
            };
            assert_eq!(settle(own, twin), expected, "{own} {twin}");
        }
    }
}
