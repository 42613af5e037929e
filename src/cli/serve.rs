//! `keyproof serve`: runs the reference as a service.

mod value;

use super::{Ending, Failure, interrupt, output, secret};
use crate::model::Seed;
use crate::server::images::{IMAGES, Images, Listed};
use crate::server::{ACCESS_KEY, Access, Options as ServerOptions, Running, SECRET_KEY, Server};
use crate::term::quoted;
use clap::Args;
use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::mpsc;

/// Run the reference as an EC2 endpoint to test programs against
///
/// Serves the Query API (version 2014-06-15, and what those from 2013-10-15 to 2016-11-15 have in
/// common with it) at one address, and instance metadata at another. It follows every rule of EC2 key pairs, checks
/// signatures, creates keys and instances at once, and keeps no data when it ends.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// Serve the Query API at this address; port 0 means any free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = value::address)]
    listen: SocketAddr,
    /// Serve instance metadata at this address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = value::address)]
    metadata: SocketAddr,
    /// Accept requests that are signed with this access key
    #[arg(long, value_name = "KEY", default_value = ACCESS_KEY, value_parser = value::access_key)]
    access_key: String,
    /// The secret key, better set as KEYPROOF_SECRET_KEY; without either, a published one, which is
    /// printed
    #[arg(long, value_name = "SECRET")]
    secret_key: Option<OsString>,
    /// Accept Signature Version 2 too, which names no region: its requests are for that of --region
    #[arg(long)]
    signature_v2: bool,
    /// Accept requests with any signature, and without one
    #[arg(long, conflicts_with_all = ["access_key", "secret_key", "signature_v2"])]
    no_auth: bool,
    /// An image to launch in addition to those below: its id and its kind (may be repeated)
    #[arg(long, value_name = "ID=KIND")]
    image: Vec<Listed>,
    /// The region of requests that name none; a signature of Version 4 names one
    #[arg(long, value_name = "REGION", default_value = "us-east-1", value_parser = value::region)]
    region: String,
    /// Create the same keys and ids as every server with this number, instead of random ones
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

const HELP: &str = "\
Output, one line each: a label, a space, and
  endpoint    the URL of the Query API
  metadata    the URL of the metadata service
  access-key  the key to sign with, unless --no-auth is given
  secret-key  its secret; not printed if you set it with --secret-key or KEYPROOF_SECRET_KEY,
              or with --no-auth
  image       the id of an image, and what it is
  run         a command that tests this server
  aws         a command that lists its key pairs
The server is ready when they are printed. An interrupt or a termination signal ends it, after
the requests in progress and within 5 seconds; a second signal ends it at once.

Requests are POST / with a form, or GET / with a query string, signed with AWS Signature
Version 4 for the service ec2, at most 15 minutes ago. The region is that of the signature, and
each region has its own resources. With --signature-v2, requests may have Signature Version 2
instead, with HmacSHA256 or HmacSHA1, and a Timestamp or Expires. Any session token is accepted
with the access key. Images:
  ami-1a2b3c4d  linux           Linux
  ami-5e6f7a8b  other-linux     another Linux
  ami-0a1d0e5f  windows         Windows
  ami-1c57a4ce  instance-store  Linux, root device in an instance store
  ami-3a4be7c0  marketplace     Linux, product code a1b2c3d4e5f6g7h8i9j0k1l2m
  ami-c1a551c0  classic         Linux, launched into EC2-Classic
and those of --image, each of one of these kinds.

Metadata is at /INSTANCE/latest/meta-data/. While exactly one instance runs, it is also at
/latest/meta-data/. The versions of 2014 are served as well as latest.

Each address has up to 256 connections at once; the next one waits. Meanwhile, a connection
whose client has sent nothing for a second may be closed, the longest idle first. A body may
have 1 MiB; headers and idle connections have 20 seconds. A request that isn't HTTP, or has too
long a head, gets status 400, 414 or 431 without a document, and its connection is closed.

At a loopback address, it answers only programs on this machine: a request whose Host is
neither an address nor localhost, or that a page of another site sends, is refused.

It answers what programs ask before a launch, with the same descriptions each time:
  DescribeRegions            the 8 regions of 2014 and that of the request, or those named; the
                             endpoint of each is this server
  DescribeAvailabilityZones  zones a, b and c of the region, or those named
  DescribeImages             the images above, owned by amazon or aws-marketplace and by the
                             caller's account, 123456789012
There are no networks, security groups or other resources: their actions are InvalidAction.

Requests of version 2016-11-15 can also use ids, tags and public keys of key pairs: KeyPairId,
IncludePublicKey, TagSpecification, CreateTags, DeleteTags, DescribeTags. Keys of other types
than rsa and of other formats than pem are refused. Tags of other new resources are ignored,
and no response contains them. A launch with a known ClientToken launches nothing. Instances,
volumes, images and tags have filters, MaxResults and NextToken. Times are those of this machine.

Up to 64 regions can have resources; a region has up to 5000 key pairs, 5000 volumes and 1000
instances. A key pair has up to 50 tags, and all together have up to 50000.

Exit codes:
  0    ended on request
  2    could not start
  130  interrupted again before the end

Examples:
  keyproof serve
  keyproof serve --listen 127.0.0.1:8000 --metadata 127.0.0.1:8001 --seed 1
  keyproof serve --no-auth
  keyproof serve --signature-v2 --image ami-12c6146b=windows
  keyproof serve --listen 0.0.0.0:8000   for other machines too";

/// The exit code after a second interrupt, as in shells.
const INTERRUPTED_TWICE: i32 = 130;

/// Serves until an interrupt.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    let (sender, interrupts) = mpsc::channel();
    let mut is_ending = false;
    let end = move |_| {
        if is_ending {
            output::complain("interrupted again: requests in progress are not answered");
            std::process::exit(INTERRUPTED_TWICE);
        }
        is_ending = true;
        // Sending fails if the server could not start.
        let _ = sender.send(());
    };
    interrupt::watch(end)?;
    for warning in options.warnings() {
        output::complain(&warning);
    }
    let secret = options.secret();
    let served = ServerOptions {
        listen: options.listen,
        metadata: options.metadata,
        access: options.access(secret.as_deref())?,
        signature_v2: options.signature_v2,
        region: options.region.clone(),
        images: options.images()?,
        seed: options.seed()?,
        ..ServerOptions::default()
    };
    let running = Server::start(served).map_err(|error| not_served(&error))?;
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

    fn images(&self) -> Result<Images, Failure> {
        Images::with(&self.image).map_err(|id| {
            let hint = "give each image one kind, and another id than those of the help";
            Failure::new(format!("the image {id} would have two kinds")).hint(hint)
        })
    }

    fn seed(&self) -> Result<Seed, Failure> {
        let mut seed = Seed::default();
        match self.seed {
            Some(number) => {
                for (octet, of_number) in seed.iter_mut().zip(number.to_le_bytes()) {
                    *octet = of_number;
                }
            }
            None => getrandom::fill(&mut seed).map_err(|error| not_served(&error))?,
        }
        Ok(seed)
    }

    /// Returns a warning for each address that other machines can connect to.
    fn warnings(&self) -> Vec<String> {
        let who_may_ask = if self.no_auth {
            "; with --no-auth, every client may do everything"
        } else if self.secret().is_none() {
            "; the secret key is the published default: set another with --access-key and \
             --secret-key"
        } else {
            ""
        };
        let at = [(self.listen, who_may_ask), (self.metadata, "; metadata needs no signature")];
        let others = at.into_iter().filter(|(address, _)| !address.ip().is_loopback());
        let warning = |(address, who): (SocketAddr, &str)| {
            let by =
                if address.ip().is_unspecified() { ", at this machine's own address" } else { "" };
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
        let images = IMAGES.iter().chain(&self.image);
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

fn not_served(reason: &dyn Display) -> Failure {
    Failure::new(format!("the server cannot start: {reason}")).hint(
        "--listen and --metadata need an address and a port, such as 127.0.0.1:8000; port 0 means \
         any free port",
    )
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
