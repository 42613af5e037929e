//! `keyproof sweep`: deletes the resources that a killed run left at an endpoint.

use super::target::{Account, seconds};
use super::{Ending, Failure, leftovers, output};
use crate::implementation::endpoint::url::Url;
use crate::implementation::endpoint::{Resource, Run, Sweeper};
use crate::term::{COMMAND, counted, painted, printable};
use clap::Args;
use std::time::Duration;

/// Delete the resources that a killed run left behind at an endpoint
///
/// Finds key pairs with the name of a run, keyproof-XXXXXXXX-…, and instances that were launched
/// with one, and deletes them. No other resource is changed.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// The URL of the service
    #[arg(long, value_name = "URL", value_parser = Url::parse)]
    endpoint: Url,
    #[command(flatten)]
    account: Account,
    /// Only the resources of this run: the eight hexadecimal digits in their names
    #[arg(long, value_name = "RUN")]
    run: Option<Run>,
    /// Only list what would be deleted
    #[arg(long)]
    dry_run: bool,
    /// The time limit for one response
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "10")]
    timeout: Duration,
}

const HELP: &str = "\
Elastic IP addresses have no names. One that a killed run left behind looks like any other, and is
not deleted.

Exit codes:
  0  nothing is left
  1  something is left, or would be deleted
  2  not all resources at the endpoint could be listed

Examples:
  keyproof sweep --endpoint http://127.0.0.1:5000 --dry-run
  keyproof sweep --endpoint http://127.0.0.1:5000 --other-region us-west-2 --run 0123abcd";

/// Finds the resources, deletes or lists them, and reports.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    let endpoint = options.account.options(&options.endpoint, options.timeout)?;
    let mut sweeper = Sweeper::new(endpoint);
    let (mut resources, mut unseen) = (Vec::new(), None);
    for region in options.account.regions() {
        let url = &options.endpoint;
        let not_swept = |reason: String| {
            let what = "its resources can't be listed";
            Failure::new(format!("--endpoint {url}, region {region}: {what}: {reason}"))
                .hint(format!("to see what to fix: keyproof doctor --endpoint {url}"))
        };
        let found = sweeper.find(region, options.run).map_err(not_swept)?;
        resources.extend(found.resources);
        unseen = unseen.or(found.unseen.map(not_swept));
    }
    if resources.is_empty() {
        // Report "nothing" only if everything could be listed.
        unseen.map_or(Ok(()), Err)?;
        output::print("Nothing is left behind.\n")?;
        return Ok(Ending::AsExpected);
    }
    let ending = if options.dry_run {
        let sweep = format!("{}{}", options.sweep(), options.of_run());
        let listed = listed(&resources, "would delete");
        output::print(&format!("{listed}\nTo delete them: {}\n", painted(COMMAND, sweep)))?;
        Ending::Nonconformance
    } else {
        delete(options, &mut sweeper, resources)?
    };
    // Checked last, so that the resources that were found are already deleted.
    unseen.map_or(Ok(ending), Err)
}

/// Deletes the resources that were found, and reports.
fn delete(
    options: &Options,
    sweeper: &mut Sweeper,
    mut resources: Vec<Resource>,
) -> Result<Ending, Failure> {
    let not_deleted = sweeper.delete(&resources);
    resources.retain(|resource| !not_deleted.iter().any(|left| left.resource == *resource));
    output::print(&format!("{}{}\n", listed(&resources, "deleted"), {
        format!("{} deleted, {} left", counted(resources.len(), "resource"), not_deleted.len())
    }))?;
    let sweep = format!("{}{}", options.sweep(), options.of_run());
    match leftovers::message(&not_deleted, &sweep) {
        None => Ok(Ending::AsExpected),
        Some(text) => {
            output::complain(&text);
            Ok(Ending::Nonconformance)
        }
    }
}

impl Options {
    fn sweep(&self) -> String {
        self.account.sweep(&self.endpoint)
    }

    fn of_run(&self) -> String {
        self.run.map_or(String::new(), |run| format!(" --run {run}"))
    }
}

fn listed(resources: &[Resource], what: &str) -> String {
    resources
        .iter()
        .map(|resource| format!("{what} {}\n", printable(&resource.to_string())))
        .collect()
}
