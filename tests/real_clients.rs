//! Runs clients of EC2 against `keyproof serve`. Each runs the same scenario with key pairs, and its results must be
//! the reference's, or differ as the snapshot of the client says. boto3, the command `aws` and cloud-init do more.
//! Tests of OpenStack and moto run too.
//!
//! If a client is missing or has another version, its trials are ignored and give the reason. With
//! `KEYPROOF_REQUIRE_ORACLES=1` they fail, except those of a client that `.ci/run` doesn't install.

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
#[cfg(unix)]
#[path = "real_clients/expected.rs"]
mod expected;
#[cfg(unix)]
#[path = "real_clients/go.rs"]
mod go;
#[cfg(unix)]
#[path = "real_clients/programs.rs"]
mod programs;
#[cfg(unix)]
#[path = "real_clients/key_pairs.rs"]
mod key_pairs;
#[cfg(unix)]
#[path = "real_clients/suites.rs"]
mod suites;

fn main() {
    #[cfg(unix)]
    {
        let arguments = libtest_mimic::Arguments::from_args();
        libtest_mimic::run(&arguments, unix::trials()).exit();
    }
}

#[cfg(unix)]
mod unix {
    use super::programs::{self, Client, Program};
    use super::trial::trial;
    use super::{aws, boto3, cloud_init, key_pairs, scenario, suites, tool};
    use libtest_mimic::{Completion, Failed, Trial};
    use std::path::{Path, PathBuf};

    /// A check of a client, which gets the path of its program.
    type Check = fn(&Path) -> Result<(), String>;

    pub(super) fn trials() -> Vec<Trial> {
        let of_boto3 = || tool::program("python3", "boto3");
        let mut trials = vec![
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
        ];
        let clients = programs::clients().into_iter();
        trials.extend(clients.map(|client| script(client, "key_pairs", key_pairs::run)));
        let suites = programs::suites().into_iter();
        trials.extend(suites.map(|suite| script(suite, "the_tests", suites::run)));
        trials
    }

    /// A check of a client that a script runs.
    type ScriptCheck = fn(&Client, &Program) -> Result<(), String>;

    /// Returns a trial of a client that a script runs.
    fn script(client: Client, name: &str, check: ScriptCheck) -> Trial {
        let name = format!("{}/{name}", client.name);
        let found = client.clone();
        let run = move || check(&found, &found.find()?);
        if client.is_required {
            return trial("client", name, move || client.find().err(), run);
        }
        let runner = move || match client.find() {
            Ok(_) => run().map(|()| Completion::Completed).map_err(Failed::from),
            Err(why) => Ok(Completion::ignored_with(why)),
        };
        Trial::ignorable_test(name, runner).with_kind("client")
    }

    /// Returns a trial of a client. The client is searched for when the trial runs.
    fn client(name: &str, find: fn() -> Result<PathBuf, String>, check: Check) -> Trial {
        let run = move || check(&find()?);
        trial("client", name.to_owned(), move || find().err(), run)
    }
}
