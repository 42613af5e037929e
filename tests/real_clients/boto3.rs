//! boto3 as an implementation under test: `tests/clients/boto3-client.py` is its adapter, and it sends requests to
//! a server.

use crate::account::Account;
use keyproof::api::service::{Call, Operation, Signature};
use keyproof::api::{Action, Outcome};
use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::implementation::adapter::Connection;
use keyproof::server::{ACCESS_KEY, SECRET_KEY};
use keyproof::vector;
use keyproof::verdict::Verdict;
use std::fmt::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

/// Long enough for any answer on a busy machine.
const AMPLE: Duration = Duration::from_secs(120);

/// A lower bound of the vectors that an endpoint supports. It leaves room for removed vectors.
const MINIMUM_PASSED: usize = 1_200;

/// Starts boto3's adapter with these credentials and a clock that is this many seconds ahead.
pub(crate) fn start(
    python: &Path,
    account: &Account,
    [access_key, secret_key]: [&str; 2],
    ahead: i64,
) -> Result<Connection, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/boto3-client.py");
    let (python, endpoint) = (python.display(), account.endpoint());
    let command = format!(
        "AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null \
         NO_PROXY='*' exec '{python}' '{script}' {endpoint} '{access_key}' '{secret_key}' {ahead}"
    );
    Connection::new(command, AMPLE).map_err(|fault| fault.to_string())
}

/// Checks that boto3 passes every vector that it supports.
pub(crate) fn the_suite_passes(python: &Path) -> Result<(), String> {
    let account = Account::open();
    let connection = start(python, &account, [ACCESS_KEY, SECRET_KEY], 0)?;
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(connection.adapter()) };
    let one = NonZeroUsize::MIN;
    let results = harness::run(&suite, &|vector| !vector.is_expensive(), &make, one, &|| ());
    let (mut passed, mut faults) = (0, String::new());
    for result in results {
        let (id, judgement) = (&result.vector.id, result.judgement);
        match judgement.verdict {
            Verdict::Pass => passed += 1,
            Verdict::Unsupported => {}
            verdict => writeln!(faults, "{verdict} {id}: {}", judgement.got).unwrap(),
        }
    }
    assert!(passed > MINIMUM_PASSED, "{passed} passed");
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Checks that wrong credentials and a wrong clock are refused.
pub(crate) fn unauthorized_clients_are_refused(python: &Path) -> Result<(), String> {
    let account = Account::open();
    let right = [ACCESS_KEY, SECRET_KEY];
    let cases = [
        (["AKIANOBODYKNOWSTHIS1", SECRET_KEY], 0, Some("AuthFailure")),
        ([ACCESS_KEY, "another/secret"], 0, Some("AuthFailure")),
        (right, 3_600, Some("RequestExpired")),
        (right, -3_600, Some("RequestExpired")),
        (right, 300, None),
    ];
    for (key, ahead, code) in cases {
        let mut boto3 = start(python, &account, key, ahead)?.adapter();
        let outcome = boto3.call(&Action::Call(Call {
            region: "us-east-1".to_owned(),
            dry_run: false,
            signature: Signature::Valid,
            operation: Operation::DescribeKeyPairs { key_names: vec![], filters: vec![] },
        }));
        let refused = match &outcome {
            Outcome::Refused(refusal) => refusal.code.as_ref().map(|code| code.name()),
            Outcome::Success(_) => None,
            other => return Err(format!("{other:?}")),
        };
        assert_eq!(refused, code, "{key:?}, {ahead} s ahead: {outcome:?}");
    }
    Ok(())
}
