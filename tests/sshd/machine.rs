//! Instances as directories of this machine: what people do there is done to real files.
//!
//! The service itself is the reference, which is told of everything as well, so that it knows what is mounted and
//! who is connected. What it says of logins and files counts for nothing here.

use crate::login::{Server, USER, path_of};
use keyproof::api::guest::{Deed, Mode, Visit};
use keyproof::api::service::{Call, Operation, Signature};
use keyproof::api::{Action, File, Instance, Outcome, Refusal, Reply};
use keyproof::implementation::{Description, Implementation, Reference};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The login user and its group, as the document's example numbers them.
const EXAMPLE: (u32, u32) = (222, 500);

/// Where directories belong to root up to the top, as they must for a server to trust what is in them.
const TRUSTED: &str = "/run";

/// The reference as the service, and directories as the instances' volumes.
pub(crate) struct Machine {
    reference: Reference,
    directory: tempfile::TempDir,
    server: Server,
    /// The number of the login user and of its group, here.
    user: (u32, u32),
    /// The directories of volumes, by instance and mount point.
    mounts: BTreeMap<(String, String), PathBuf>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let directory = tempfile::Builder::new().prefix("keyproof-").tempdir_in(TRUSTED).unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let server = Server::new(directory.path());
        let number = |option| {
            let output = Command::new("id").args([option, USER]).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
        };
        let user = (number("-u"), number("-g"));
        Self { reference: Reference::default(), directory, server, user, mounts: BTreeMap::new() }
    }

    /// The directory that is the root of an instance.
    fn root(&mut self, region: &str, id: &str) -> Option<PathBuf> {
        let instance = self.instance(region, id)?;
        let volume = instance.root_volume_id.unwrap_or_else(|| id.to_owned());
        (instance.state == "running").then(|| self.directory.path().join(volume))
    }

    fn instance(&mut self, region: &str, id: &str) -> Option<Instance> {
        let operation = Operation::DescribeInstances { instance_ids: vec![id.to_owned()] };
        let (region, signature) = (region.to_owned(), Signature::Valid);
        let call = Action::Call(Call { region, dry_run: false, signature, operation });
        match self.reference.call(&call) {
            Outcome::Done(Reply::Instances(mut instances)) => instances.pop(),
            _ => None,
        }
    }

    /// The files of a new instance: as the reference has them, with the launch key as metadata tells it.
    fn boot(&mut self, region: &str, instance: &Instance) {
        let id = instance.instance_id.clone();
        let root = self.directory.path().join(instance.root_volume_id.as_ref().unwrap_or(&id));
        for (path, mode, is_users) in [
            ("", 0o755, false),
            ("home", 0o755, false),
            ("home/ec2-user", 0o700, true),
            ("home/ec2-user/.ssh", 0o700, true),
            ("mnt", 0o755, false),
            ("root", 0o700, false),
        ] {
            fs::create_dir(root.join(path)).unwrap();
            self.keep(&root.join(path), mode, is_users);
        }
        let path = "/latest/meta-data/public-keys/0/openssh-key".to_owned();
        let (region, deed) = (region.to_owned(), Deed::ReadMetadata { path });
        let visit = Action::Visit(Visit { region, instance_id: id, sudo: false, deed });
        if let Outcome::Done(Reply::Text(entry)) = self.reference.call(&visit) {
            let file = root.join("home/ec2-user/.ssh/authorized_keys");
            fs::write(&file, entry).unwrap();
            self.keep(&file, 0o600, true);
        }
    }

    fn keep(&self, path: &Path, mode: u32, is_users: bool) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let (owner, group) = if is_users { self.user } else { (0, 0) };
        chown(path, Some(owner), Some(group)).unwrap();
    }

    fn visit(&mut self, visit: &Visit, of_reference: Outcome) -> Outcome {
        let Visit { region, instance_id, sudo, deed } = visit;
        let Some(root) = self.root(region, instance_id) else { return of_reference };
        match deed {
            Deed::ReadMetadata { .. } => of_reference,
            Deed::Connect { user, credential } => {
                match self.server.connect(&root, user, credential) {
                    Ok(()) => Outcome::Done(Reply::Connected { user: user.clone() }),
                    Err(said) => Outcome::Refused(Refusal::without_code(said)),
                }
            }
            Deed::Mount { device, directory } => {
                if of_reference == Outcome::Done(Reply::Done) {
                    let volume = self.volume_at(region, instance_id, device);
                    self.mounts.insert((instance_id.clone(), directory.clone()), volume);
                }
                of_reference
            }
            Deed::Unmount { device } => {
                if of_reference == Outcome::Done(Reply::Done) {
                    let volume = self.volume_at(region, instance_id, device);
                    self.mounts.retain(|_, mounted| *mounted != volume);
                }
                of_reference
            }
            deed => self.with_files(instance_id, &root, *sudo, deed),
        }
    }

    fn volume_at(&mut self, region: &str, instance_id: &str, device: &str) -> PathBuf {
        let operation = Operation::DescribeVolumes { volume_ids: Vec::new() };
        let (region, signature) = (region.to_owned(), Signature::Valid);
        let call = Action::Call(Call { region, dry_run: false, signature, operation });
        let Outcome::Done(Reply::Volumes(volumes)) = self.reference.call(&call) else {
            panic!("volumes are listed")
        };
        let at = volumes.iter().find(|volume| {
            volume.instance_id.as_deref() == Some(instance_id)
                && volume.device.as_deref() == Some(device)
        });
        self.directory.path().join(&at.expect("the reference has it there").volume_id)
    }

    fn with_files(&self, id: &str, root: &Path, sudo: bool, deed: &Deed) -> Outcome {
        let place = |path: &str| self.place(id, root, path);
        let (words, input) = match deed {
            Deed::MakeDirectory { path } => (vec!["mkdir".into(), place(path)], None),
            Deed::ReadFile { path } => (vec!["cat".into(), place(path)], None),
            Deed::CopyFile { from, to } => (vec!["cp".into(), place(from), place(to)], None),
            Deed::WriteFile { path, text } => {
                (vec!["dd".into(), "status=none".into(), of(&place(path))], Some(text))
            }
            Deed::ChangeOwner { path, owner, group } => {
                let here = |number, example, here| if number == example { here } else { number };
                let owner = here(*owner, EXAMPLE.0, self.user.0);
                let group = here(*group, EXAMPLE.1, self.user.1);
                (vec!["chown".into(), format!("{owner}:{group}").into(), place(path)], None)
            }
            Deed::ChangeMode { path, mode } => {
                (vec!["chmod".into(), mode.to_string().into(), place(path)], None)
            }
            Deed::ListDirectory { path } => return self.list(&place(path)),
            other => panic!("{} is not done with files", other.name()),
        };
        self.run(sudo, &words, input.map(String::as_str), matches!(deed, Deed::ReadFile { .. }))
    }

    /// Where a path of an instance leads here.
    fn place(&self, id: &str, root: &Path, path: &str) -> PathBuf {
        let absolute = Path::new("/home/ec2-user").join(path);
        for ((instance, directory), volume) in &self.mounts {
            if let Ok(below) = absolute.strip_prefix(directory)
                && instance == id
            {
                return volume.join(below);
            }
        }
        root.join(absolute.strip_prefix("/").unwrap())
    }

    /// Runs a command as root or as the login user.
    fn run(&self, sudo: bool, words: &[PathBuf], input: Option<&str>, is_text: bool) -> Outcome {
        let mut command = Command::new(path_of("setpriv").unwrap());
        let (owner, group) = if sudo { (0, 0) } else { self.user };
        command.arg(format!("--reuid={owner}")).arg(format!("--regid={group}"));
        command.arg("--clear-groups").args(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that can't write to its file doesn't read what it was to hold.
        let _ = child.stdin.take().unwrap().write_all(input.unwrap_or_default().as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        match (output.status.success(), is_text) {
            (false, _) => Outcome::Refused(Refusal::without_code(text(&output.stderr))),
            (true, true) => Outcome::Done(Reply::Text(text(&output.stdout))),
            (true, false) => Outcome::Done(Reply::Done),
        }
    }

    fn list(&self, directory: &Path) -> Outcome {
        let file = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            let metadata = entry.metadata().unwrap();
            let example = |number, here, example| if number == here { example } else { number };
            File {
                name: entry.file_name().into_string().unwrap(),
                owner: example(metadata.uid(), self.user.0, EXAMPLE.0),
                group: example(metadata.gid(), self.user.1, EXAMPLE.1),
                mode: Mode(metadata.mode() & 0o7777),
            }
        };
        Outcome::Done(Reply::Files(fs::read_dir(directory).unwrap().map(file).collect()))
    }
}

/// The operand of `dd` that names its output.
fn of(path: &Path) -> PathBuf {
    format!("of={}", path.display()).into()
}

impl Implementation for Machine {
    fn description(&self) -> Description {
        Description { name: "sshd".to_owned(), ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let of_reference = self.reference.call(action);
        match (action, &of_reference) {
            (
                Action::Call(Call { region, operation: Operation::RunInstances(_), .. }),
                Outcome::Done(Reply::Instances(instances)),
            ) => {
                let (region, instances) = (region.clone(), instances.clone());
                instances.iter().for_each(|instance| self.boot(&region, instance));
                of_reference
            }
            (Action::Visit(visit), _) => self.visit(visit, of_reference),
            _ => of_reference,
        }
    }
}
