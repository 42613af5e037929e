//! Tests of key pairs that OpenStack and moto have. The snapshot of each says which tests pass, and why one fails:
//! OpenStack's are made to pass with Amazon's EC2; moto's expect also what came after 2014, and error codes of moto.

use crate::account::Account;
use crate::programs::{Client, Program};

/// Runs the tests against an empty account.
pub(crate) fn run(suite: &Client, program: &Program) -> Result<(), String> {
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    // The scripts run the tests when there is a line of input.
    let output = program.run(&Account::open(), home.path(), "run\n")?;
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("real_clients__{}", suite.name), output);
    });
    Ok(())
}
