//! Runs the command `aws` against a server with a fixed seed. The snapshot `real_clients__aws` contains all
//! commands and their output.

use crate::account::{Account, command};
use crate::scenario;
use keyproof::api::service::{Call, Operation, Signature};
use keyproof::api::{Action, Attribute, Outcome, Reply};
use keyproof::encoding::base64;
use keyproof::implementation::{Implementation, Reference};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// Commands with options that only this client has. They run in a directory with a key file.
const COMMANDS: &str = "\
aws ec2 create-key-pair --key-name my-key-pair --query KeyMaterial --output text > my-key-pair.pem
aws ec2 import-key-pair --key-name text --public-key-material file://openssh
aws ec2 import-key-pair --key-name twice --public-key-material \"$(base64 -w0 openssh)\"
aws ec2 describe-key-pairs --query 'KeyPairs[].[KeyFingerprint,KeyName,KeyPairId,KeyType]' --output text
aws ec2 create-tags --resources key-d48bf1deacbfdc18f --tags 'Key=Team,Value=<a>'
aws ec2 describe-key-pairs --filters 'Name=tag:Team,Values=<*>' --include-public-key --query 'KeyPairs[].[PublicKey,Tags]'
aws ec2 describe-key-pairs --dry-run
aws ec2 describe-key-pairs --no-sign-request
aws ec2 run-instances --image-id ami-0a1d0e5f --key-name my-key-pair --query 'Instances[].[KeyName,State.Name]'
aws ec2 get-password-data --instance-id INSTANCE --query PasswordData --priv-launch-key my-key-pair.pem
aws ec2 delete-key-pair --key-name my-key-pair
aws ec2 terminate-instances --instance-ids INSTANCE --output text
";

pub(crate) fn the_commands(aws: &Path) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let home = directory.path();
    fs::write(home.join("openssh"), scenario::material("import/openssh/bits-2048")).unwrap();
    let [private_key, instance, password] = expected();
    let account = Account::open();
    let mut transcript = String::new();
    for line in COMMANDS.lines() {
        let mut shell = command(Path::new("/bin/sh"), home);
        let path = format!("{}:/usr/bin:/bin", aws.parent().unwrap().display());
        shell.env("PATH", path).env("AWS_ENDPOINT_URL_EC2", account.endpoint());
        shell.env("AWS_MAX_ATTEMPTS", "1").current_dir(home).stdin(Stdio::null());
        let output = shell.args(["-c", &line.replace("INSTANCE", &instance)]).output();
        let output = output.map_err(|error| error.to_string())?;
        let (stdout, stderr) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        let code = output.status.code().unwrap();
        writeln!(transcript, "$ {line}\n{stdout}{stderr}[{code}]\n").unwrap();
    }
    let kept = fs::read_to_string(home.join("my-key-pair.pem")).unwrap();
    assert_eq!(kept.trim_end(), private_key.trim_end());
    assert!(transcript.contains(&format!("\n{password:?}\n")), "{password}:\n{transcript}");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("real_clients__aws", transcript);
    });
    Ok(())
}

/// Returns the private key, the instance id and the password that the reference gives for the same commands.
fn expected() -> [String; 3] {
    let mut reference = Reference::default();
    let mut fact = |operation, field| {
        let (region, signature) = ("us-east-1".to_owned(), Signature::Valid);
        let call = Call { region, dry_run: false, signature, operation };
        let Outcome::Success(reply) = reference.call(&Action::Call(call)) else {
            panic!("refused")
        };
        reply.first(field).unwrap().to_owned()
    };
    let key_name = Some("my-key-pair".to_owned());
    let private_key =
        fact(Operation::CreateKeyPair { key_name: key_name.clone() }, Attribute::PrivateKey);
    let launch = scenario::launch("windows", key_name.as_deref());
    let instance_id = fact(launch, Attribute::InstanceId);
    let instance = instance_id.clone();
    let password = fact(Operation::GetPasswordData { instance_id }, Attribute::PasswordData);
    let ciphertext = base64::decode(password.as_bytes()).unwrap();
    let decrypt = Action::Decrypt { private_key: private_key.clone().into_bytes(), ciphertext };
    let Outcome::Success(Reply::Plaintext(password)) = reference.call(&decrypt) else {
        panic!("the password isn't encrypted to the launch key")
    };
    [private_key, instance, String::from_utf8(password).unwrap()]
}
