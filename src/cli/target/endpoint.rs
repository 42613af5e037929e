//! `--endpoint`: a live service, and what has to be known of it.

use crate::cli::{Failure, secret};
use crate::implementation::endpoint::url::Url;
use crate::implementation::endpoint::{
    ConnectError, Connection, Credentials, Images, MetadataUrl, NamedImage, Options,
};
use crate::term::quoted;
use clap::Args;
use std::ffi::OsString;
use std::sync::OnceLock;
use std::time::Duration;

/// The key and the secret of who has none: emulators take any.
const NOBODY: &str = "test";

/// The error codes of a service for wrong credentials.
const OF_CREDENTIALS: [&str; 4] =
    ["AuthFailure", "SignatureDoesNotMatch", "InvalidClientTokenId", "InvalidAccessKeyId"];

/// The region of who names none.
const REGION: &str = "us-east-1";

/// A live service.
#[derive(Debug, Args)]
pub(in crate::cli) struct EndpointTarget {
    /// Test a live service behind the EC2 Query API, over HTTP
    ///
    /// Each created resource has keyproof-, a number of the run and a number of the vector in its
    /// name, and is deleted at the end. No other resource is changed. keyproof sweep deletes what a
    /// killed run left behind.
    #[arg(long, value_name = "URL", value_parser = Url::parse, group = "command", conflicts_with = "builtin")]
    endpoint: Option<Url>,
    /// The URL of instance metadata; {instance} in it is replaced by an instance's id
    ///
    /// Without {instance}, all instances share the URL. This works if a vector has only one.
    #[arg(long, value_name = "URL", requires = "endpoint")]
    metadata: Option<MetadataUrl>,
    /// An image that the endpoint can launch: ID, or KIND=ID (may be repeated)
    ///
    /// KIND is the kind of instance: linux, other-linux, windows, instance-store or marketplace. The
    /// defaults of the first two are ami-1a2b3c4d and ami-5e6f7a8b. Vectors that need a kind without
    /// an image are unsupported.
    #[arg(long, value_name = "[KIND=]ID", requires = "endpoint")]
    image: Vec<NamedImage>,
    #[command(flatten)]
    account: Account,
    /// The endpoint, once there is a connection.
    #[arg(skip)]
    connection: OnceLock<Connection>,
}

/// Whose account it is, and where.
#[derive(Debug, Args)]
pub(in crate::cli) struct Account {
    /// The region that requests are signed for [default: us-east-1]
    #[arg(long, value_name = "NAME", requires = "endpoint", value_parser = region)]
    region: Option<String>,
    /// A second region, for vectors that need two
    #[arg(long, value_name = "NAME", requires = "endpoint", value_parser = region)]
    other_region: Option<String>,
    /// The access key that signs requests; "test" if none is given
    #[arg(long, value_name = "KEY", env = "KEYPROOF_ACCESS_KEY", hide_env_values = true)]
    access_key: Option<OsString>,
    /// The secret key, better set as KEYPROOF_SECRET_KEY; "test" if none is given
    #[arg(long, value_name = "SECRET", env = secret::VARIABLE, hide_env_values = true)]
    secret_key: Option<OsString>,
    /// Allow an endpoint of Amazon, where everything costs money
    #[arg(long, requires = "endpoint")]
    really_aws: bool,
}

impl EndpointTarget {
    /// Where it is, if a live service is meant.
    pub(in crate::cli) const fn url(&self) -> Option<&Url> {
        self.endpoint.as_ref()
    }

    /// What has to be known of it.
    pub(in crate::cli) fn options(&self, url: &Url, time: Duration) -> Result<Options, Failure> {
        let images = match self.account.really_aws {
            true => Images::only(&self.image),
            false => Images::new(&self.image),
        };
        let options = self.account.options(url, time)?;
        Ok(Options { metadata: self.metadata.clone(), images, ..options })
    }

    /// Makes sure that it is a service that can be asked.
    pub(in crate::cli) fn greet(&self, url: &Url, time: Duration) -> Result<(), Failure> {
        let connection = Connection::new(self.options(url, time)?);
        let connection = connection.map_err(|reason| {
            let failure = Failure::new(format!("--endpoint {url}: {reason}"));
            let failure = match reason {
                ConnectError::Refused { code, .. } if OF_CREDENTIALS.contains(&code.as_str()) => {
                    failure.hint(
                        "see --access-key (KEYPROOF_ACCESS_KEY) and --secret-key \
                         (KEYPROOF_SECRET_KEY)",
                    )
                }
                _ => failure,
            };
            failure.hint(format!("to see what to fix: keyproof doctor{}", self.arguments(url)))
        })?;
        self.connection.get_or_init(|| connection);
        Ok(())
    }

    /// The endpoint, once there is a connection.
    pub(in crate::cli) fn connection(&self) -> Option<&Connection> {
        self.connection.get()
    }

    /// The arguments that name it again, without the secret.
    pub(in crate::cli) fn arguments(&self, url: &Url) -> String {
        let mut text = format!(" --endpoint {}", quoted(&url.to_string()));
        if let Some(metadata) = &self.metadata {
            text.push_str(&format!(" --metadata {}", quoted(&metadata.to_string())));
        }
        for image in &self.image {
            text.push_str(&format!(" --image {}", quoted(&image.to_string())));
        }
        text.push_str(&self.account.arguments());
        text
    }

    /// The command that deletes what a run has left behind.
    pub(in crate::cli) fn sweep(&self) -> Option<String> {
        Some(self.account.sweep(self.endpoint.as_ref()?))
    }

    /// A command that has a public key file imported from standard input.
    pub(in crate::cli) fn reader(&self, url: &Url) -> String {
        let url = quoted(&url.to_string());
        let region = quoted(self.account.region());
        // The name is another each second, so that what is
        // taken once more isn't refused for its name; and it is that of a run, so that a sweep finds it.
        let access_key = self.account.access_key().ok().flatten().unwrap_or(NOBODY);
        let access_key = quoted(access_key);
        let secret_key = self.account.secret_in_shell().unwrap_or(NOBODY.to_owned());
        format!(
            "AWS_ACCESS_KEY_ID={access_key} AWS_SECRET_ACCESS_KEY={secret_key} aws ec2 import-key-pair --endpoint-url {url} --region {region} --key-name \"keyproof-00000000-0-$(date +%s)\" --public-key-material fileb:///dev/stdin"
        )
    }
}

impl Account {
    /// What has to be known of an endpoint to ask it anything at all.
    pub(in crate::cli) fn options(&self, url: &Url, time: Duration) -> Result<Options, Failure> {
        if url.is_amazon() && !self.really_aws {
            return Err(Failure::new(format!(
                "--endpoint {url} is an endpoint of Amazon: a run creates real resources, and \
                 instances cost money"
            ))
            .hint(
                "to confirm, add --really-aws; add --skip-expensive too, because some vectors \
                 fill the region to its limit of 5,000 key pairs; add --image only if instances \
                 may be launched",
            ));
        }
        if self.other_region.as_deref() == Some(self.region()) {
            return Err(Failure::new(
                "--other-region: this is already the region under test; leave the option out, or \
                 name another",
            ));
        }
        Ok(Options {
            url: url.clone(),
            metadata: None,
            region: self.region().to_owned(),
            other_region: self.other_region.clone(),
            credentials: Credentials {
                access_key: self.access_key()?.unwrap_or(NOBODY).to_owned(),
                secret_key: self.secret_key()?.unwrap_or(NOBODY).to_owned(),
            },
            images: Images::only(&[]),
            time,
        })
    }

    fn access_key(&self) -> Result<Option<&str>, Failure> {
        self.access_key.as_deref().map(secret::access_key).transpose()
    }

    fn secret_key(&self) -> Result<Option<&str>, Failure> {
        self.secret_key.as_deref().map(secret::secret_key).transpose()
    }

    /// The secret as a shell finds it, if there is one: a command that is shown must not hold it.
    fn secret_in_shell(&self) -> Option<String> {
        self.secret_key.is_some().then(secret::in_shell)
    }

    fn region(&self) -> &str {
        self.region.as_deref().unwrap_or(REGION)
    }

    /// The command that deletes what runs have left behind.
    pub(in crate::cli) fn sweep(&self, url: &Url) -> String {
        format!("keyproof sweep --endpoint {}{}", quoted(&url.to_string()), self.arguments())
    }

    /// The regions, each of which may have something of a run in it.
    pub(in crate::cli) fn regions(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.region()).chain(self.other_region.as_deref())
    }

    /// The arguments that name it again. The secret has to come from where it is safe.
    pub(in crate::cli) fn arguments(&self) -> String {
        let mut text = String::new();
        let options = [
            ("--region", self.region.as_deref()),
            ("--other-region", self.other_region.as_deref()),
            ("--access-key", self.access_key().ok().flatten()),
        ];
        for (option, value) in options {
            if let Some(value) = value {
                text.push_str(&format!(" {option} {}", quoted(value)));
            }
        }
        if let Some(secret_key) = self.secret_in_shell() {
            text.push_str(&format!(" --secret-key {secret_key}"));
        }
        if self.really_aws {
            text.push_str(" --really-aws");
        }
        text
    }
}

/// A region, as it stands in a signature.
fn region(text: &str) -> Result<String, String> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if text.is_empty() || text.len() > 64 || !text.bytes().all(is_of_name) {
        let form = "a region is 1 to 64 letters, digits, hyphens or underscores, such as us-east-1";
        return Err(form.to_owned());
    }
    Ok(text.to_owned())
}
