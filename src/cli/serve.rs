//! `keyproof serve`: runs the reference as a service.

mod value;

use super::{Ending, Failure, output, secret};
use crate::model::Seed;
use crate::server::images::IMAGES;
use crate::server::{ACCESS_KEY, Access, Options as ServerOptions, Running, SECRET_KEY, Server};
use crate::term::quoted;
use clap::Args;
use std::ffi::{OsStr, OsString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::mpsc;

/// Offer the reference as an EC2 endpoint that programs can be tested against
///
/// Answers the Query API (version 2014-06-15, and what later ones have in common with it) at one address, and
/// instance metadata at another. It keeps every rule of EC2 key pairs, checks signatures, makes keys and instances in
/// no time, and forgets everything when it ends.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// Answer the Query API at this address; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = value::address)]
    listen: SocketAddr,
    /// Answer instance metadata at this address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = value::address)]
    metadata: SocketAddr,
    /// Take requests that are signed with this access key
    #[arg(long, value_name = "KEY", default_value = ACCESS_KEY, value_parser = value::access_key)]
    access_key: String,
    /// The secret of the access key, better given as KEYPROOF_SECRET_KEY; without either, one that is published and
    /// printed
    #[arg(long, value_name = "SECRET")]
    secret_key: Option<OsString>,
    /// Take requests whatever their signature is, and without one
    #[arg(long, conflicts_with_all = ["access_key", "secret_key"])]
    no_auth: bool,
    /// The region of unsigned requests; a signed one names its own
    #[arg(long, value_name = "REGION", default_value = "us-east-1", value_parser = value::region)]
    region: String,
    /// Make the same keys and ids as every server with this number does, instead of fresh ones
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

const HELP: &str = "\
What it prints, one line each: a label, a blank, and
  endpoint    the URL of the Query API
  metadata    the URL of the metadata service
  access-key  the key to sign with, unless --no-auth is given
  secret-key  its secret, unless you gave it, by --secret-key or KEYPROOF_SECRET_KEY: then
              nothing shows it
  image       the id of an image, and what it is
  run         a command that puts this server to the test
  aws         a command that lists its key pairs
Once they are there, it answers. An interrupt or a request to terminate ends it, after the
requests that are under way and within 5 seconds; a second one ends it at once.

Requests are POST / with a form, or GET / with a query string, signed with AWS Signature
Version 4 for the service ec2, at most 15 minutes ago; the region is that of the signature, and
each region has things of its own. Images:
  ami-1a2b3c4d  linux           Linux
  ami-5e6f7a8b  other-linux     another Linux
  ami-0a1d0e5f  windows         Windows
  ami-1c57a4ce  instance-store  Linux, root device in an instance store
  ami-3a4be7c0  marketplace     Linux, product code a1b2c3d4e5f6g7h8i9j0k1l2m
  ami-c1a551c0  classic         Linux, launched into EC2-Classic

Metadata is at /INSTANCE/latest/meta-data/, and while one instance runs and no other also at
/latest/meta-data/, with the versions of 2014 beside latest.

Each address has up to 256 connections at once; the next one waits. Meanwhile a connection
whose client has said nothing for a second may be closed, the longest silent first. A body
may have 1 MiB, headers and idle connections have 20 seconds. What is no HTTP, or has too long a head, gets a
bare 400, 414 or 431, without a document, and its connection is closed.

At a loopback address it answers programs of this machine only: a request whose Host is
neither an address nor localhost, or that a page of another site sends, is refused.

Tags are passed over where a thing is made, and no answer tells them. Up to 64 regions have
something in them; a region has up to 5000 key pairs, 5000 volumes and 1000 instances. There
is no clock: everything was made at 2014-06-15T00:00:00Z.

Exit codes:
  0    ended as it was asked to
  2    could not start
  130  interrupted again before it had ended

Examples:
  keyproof serve
  keyproof serve --listen 127.0.0.1:8000 --metadata 127.0.0.1:8001 --seed 1
  keyproof serve --no-auth
  keyproof serve --listen 0.0.0.0:8000   for other machines too";

/// The exit code after a second interrupt, as in shells.
const INTERRUPTED_TWICE: i32 = 130;

/// Serves until an interrupt.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    let (sender, interrupts) = mpsc::channel();
    let mut is_ending = false;
    let end = move || {
        if is_ending {
            output::complain("interrupted again: requests under way are not answered");
            std::process::exit(INTERRUPTED_TWICE);
        }
        is_ending = true;
        // Sending fails if the server could not start.
        let _ = sender.send(());
    };
    ctrlc::set_handler(end).map_err(|error| Failure::Signals(std::io::Error::other(error)))?;
    for warning in options.warnings() {
        output::complain(&warning);
    }
    let secret = options.secret();
    let served = ServerOptions {
        listen: options.listen,
        metadata: options.metadata,
        access: options.access(secret.as_deref())?,
        region: options.region.clone(),
        seed: options.seed()?,
        ..ServerOptions::default()
    };
    let running = Server::start(served).map_err(Failure::NotServed)?;
    output::print(&options.greeting(&running, secret.is_some()))?;
    // Waits for the handler, which owns the sender and lives as long as the program.
    let _ = interrupts.recv();
    running.stop();
    Ok(Ending::AsExpected)
}

impl Options {
    /// Returns the secret that the user gave, if any.
    fn secret(&self) -> Option<OsString> {
        let given = self.secret_key.clone().or_else(|| std::env::var_os(secret::VARIABLE));
        given.filter(|_| !self.no_auth)
    }

    fn access(&self, secret: Option<&OsStr>) -> Result<Access, Failure> {
        if self.no_auth {
            return Ok(Access::Anyone);
        }
        let secret_key = secret.map(secret::secret_key).transpose()?.unwrap_or(SECRET_KEY);
        let access_key = self.access_key.clone();
        Ok(Access::Key { access_key, secret_key: secret_key.to_owned() })
    }

    fn seed(&self) -> Result<Seed, Failure> {
        let mut seed = Seed::default();
        match self.seed {
            Some(number) => {
                for (octet, of_number) in seed.iter_mut().zip(number.to_le_bytes()) {
                    *octet = of_number;
                }
            }
            None => getrandom::fill(&mut seed).map_err(|error| Failure::NotServed(error.into()))?,
        }
        Ok(seed)
    }

    /// Returns a warning for each address that other machines can connect to.
    fn warnings(&self) -> Vec<String> {
        let who_may_ask = if self.no_auth {
            "; with --no-auth, whoever connects may do everything"
        } else if self.secret().is_none() {
            "; the secret key is the one in the help, which everybody knows: give another \
             with --access-key and --secret-key"
        } else {
            ""
        };
        let at = [(self.listen, who_may_ask), (self.metadata, "; metadata needs no signature")];
        let others = at.into_iter().filter(|(address, _)| !address.ip().is_loopback());
        let warning = |(address, who): (SocketAddr, &str)| {
            let by =
                if address.ip().is_unspecified() { ", by this machine's own address" } else { "" };
            format!("{address}: not loopback: other machines can connect{by}{who}")
        };
        others.map(warning).collect()
    }

    /// Returns the lines to print when the server is ready. A secret that the user gave is not shown.
    fn greeting(&self, running: &Running, is_secret: bool) -> String {
        let endpoint = format!("http://{}", reachable(running.endpoint()));
        let metadata = format!("http://{}", reachable(running.metadata()));
        let access_key = quoted(&self.access_key);
        let secret_key = if is_secret { secret::in_shell() } else { quoted(SECRET_KEY) };
        let mut lines = vec![format!("endpoint {endpoint}"), format!("metadata {metadata}")];
        let (mut keys, mut aws) = (String::new(), "aws --no-sign-request".to_owned());
        if !self.no_auth {
            lines.push(format!("access-key {}", self.access_key));
            lines.extend((!is_secret).then(|| format!("secret-key {SECRET_KEY}")));
            keys = format!(" --access-key {access_key} --secret-key {secret_key}");
            aws = format!("AWS_ACCESS_KEY_ID={access_key} AWS_SECRET_ACCESS_KEY={secret_key} aws");
        }
        let images = IMAGES.iter();
        lines.extend(images.map(|image| format!("image {} {}", image.id, image.about)));
        let region = quoted(&self.region);
        let other = if self.region == "us-west-2" { "us-east-1" } else { "us-west-2" };
        let asked_for = IMAGES.iter().filter(|image| image.kind != "classic");
        let images: String =
            asked_for.map(|image| format!(" --image {}={}", image.kind, image.id)).collect();
        lines.push(format!(
            "run keyproof run --endpoint {endpoint} --metadata '{metadata}/{{instance}}'{keys} \
             --region {region} --other-region {other}{images}"
        ));
        lines.push(format!(
            "aws {aws} ec2 describe-key-pairs --endpoint-url {endpoint} --region {region}"
        ));
        lines.join("\n") + "\n"
    }
}

/// Returns the address at which this machine reaches the listener: loopback if it listens on all addresses.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
