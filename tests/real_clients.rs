//! Runs clients of EC2 against `keyproof serve`: boto3, the command `aws`, and cloud-init's metadata reader. Their
//! results must be the reference's.
//!
//! `tests/clients/requirements.txt` has their versions. If a client is missing or has another version, its trials
//! are ignored and give the reason, or fail with `KEYPROOF_REQUIRE_ORACLES=1`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[cfg(unix)]
#[path = "third_party/trial.rs"]
mod trial;
#[cfg(unix)]
#[path = "real_clients/tool.rs"]
mod tool;
#[cfg(unix)]
#[path = "real_clients/account.rs"]
mod account;
#[cfg(unix)]
#[path = "real_clients/boto3.rs"]
mod boto3;
#[cfg(unix)]
#[path = "real_clients/scenario.rs"]
mod scenario;
#[cfg(unix)]
#[path = "real_clients/aws.rs"]
mod aws;
#[cfg(unix)]
#[path = "real_clients/cloud_init.rs"]
mod cloud_init;

fn main() {
    #[cfg(unix)]
    {
        let arguments = libtest_mimic::Arguments::from_args();
        libtest_mimic::run(&arguments, unix::trials()).exit();
    }
}

#[cfg(unix)]
mod unix {
    use super::trial::trial;
    use super::{aws, boto3, cloud_init, scenario, tool};
    use libtest_mimic::Trial;
    use std::path::{Path, PathBuf};

    /// A check of a client, which gets the path of its program.
    type Check = fn(&Path) -> Result<(), String>;

    pub(super) fn trials() -> Vec<Trial> {
        let of_boto3 = || tool::program("python3", "boto3");
        vec![
            client("boto3/the_suite_passes", of_boto3, boto3::the_suite_passes),
            client(
                "boto3/a_scenario_gives_the_answers_of_the_reference",
                of_boto3,
                scenario::gives_the_answers_of_the_reference,
            ),
            client(
                "boto3/unauthorized_clients_are_refused",
                of_boto3,
                boto3::unauthorized_clients_are_refused,
            ),
            client("aws/the_commands", || tool::program("aws", "awscli"), aws::the_commands),
            client("cloud-init/the_launch_key", cloud_init::python, cloud_init::the_launch_key),
        ]
    }

    /// Returns a trial of a client. The client is searched for when the trial runs.
    fn client(name: &str, find: fn() -> Result<PathBuf, String>, check: Check) -> Trial {
        let run = move || check(&find()?);
        trial("client", name.to_owned(), move || find().err(), run)
    }
}
