//! Clients that were made for EC2 before `keyproof serve`: boto3, the command `aws`, and cloud-init's reader of
//! metadata. What they make of its answers is what the reference answers within this process.
//!
//! Their versions are in `tests/clients/requirements.txt`. Where one is missing, or of another version, its
//! trials are ignored and say why; with `KEYPROOF_REQUIRE_ORACLES=1` they fail.

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
#[path = "real_clients/story.rs"]
mod story;
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
    use super::{aws, boto3, cloud_init, story, tool};
    use libtest_mimic::Trial;
    use std::path::{Path, PathBuf};

    /// What is checked of a client, given the program that it is.
    type Check = fn(&Path) -> Result<(), String>;

    pub(super) fn trials() -> Vec<Trial> {
        let of_boto3 = || tool::program("python3", "boto3");
        vec![
            client("boto3/the_suite_passes", of_boto3, boto3::the_suite_passes),
            client("boto3/a_story_goes_as_in_this_process", of_boto3, story::goes_as_told),
            client("boto3/strangers_are_turned_away", of_boto3, boto3::strangers_are_turned_away),
            client("aws/the_commands", || tool::program("aws", "awscli"), aws::the_commands),
            client("cloud-init/the_launch_key", cloud_init::python, cloud_init::the_launch_key),
        ]
    }

    /// A trial of a client, which is looked for when its turn comes.
    fn client(name: &str, find: fn() -> Result<PathBuf, String>, check: Check) -> Trial {
        let run = move || check(&find()?);
        trial("client", name.to_owned(), move || find().err(), run)
    }
}
