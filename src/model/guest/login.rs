//! SSH logins, as `sshd` decides with `StrictModes` (sshd_config(5)) and without passwords.

use super::authorized_keys::has_key;
use super::file_system::{Node, READ};
use super::path::directories_above;
use super::tree::Tree;
use super::{Account, ROOT, USER};
use crate::api::guest::Credential;
use crate::key::RsaPublicKey;
use crate::key::private;

/// The write permissions of the group and of others.
const OTHERS_WRITE: u32 = 0o022;

/// Checks a login (rules launch/matching-key-connects, launch/other-key-refused, launch/no-password,
/// delete/private-key-untouched).
///
/// # Errors
/// Returns the reason, as a server would log it, if the login is refused.
pub(in crate::model) fn admits(
    tree: &Tree<'_>,
    user: &str,
    credential: &Credential,
) -> Result<(), String> {
    let account = [USER, ROOT].into_iter().find(|account| account.name == user);
    let account = account.ok_or_else(|| format!("there is no user {user:?}"))?;
    let key = public_half(credential)?;
    let text = trusted_file(tree, &account)?;
    if has_key(text, &key) {
        return Ok(());
    }
    Err(format!("the key is not among the authorized keys of {user}"))
}

fn public_half(credential: &Credential) -> Result<RsaPublicKey, String> {
    match credential {
        Credential::Nothing => Err("no key was presented".to_owned()),
        Credential::Password(_) => Err("passwords are not taken".to_owned()),
        Credential::PrivateKey(file) => {
            let (_, key) = private::read(file.as_bytes()).map_err(|error| error.to_string())?;
            Ok(key.public().clone())
        }
    }
}

/// Returns the user's `authorized_keys`, if only the user and root can write it (rule
/// recover/owner-and-mode).
fn trusted_file<'a>(tree: &'a Tree<'_>, account: &Account) -> Result<&'a str, String> {
    let path = format!("{}/.ssh/authorized_keys", account.home);
    // The server opens the file with the user's permissions.
    let node = tree.reach(&path, account)?;
    let text = node.text.as_deref().ok_or_else(|| format!("{path} is a directory"))?;
    if !node.permits(account, READ) {
        return Err(format!("permission denied for {path}"));
    }
    // `StrictModes` checks the file and its directories up to the home directory.
    let up_to_home = directories_above(&path).take_while(|above| above.starts_with(account.home));
    for path in std::iter::once(path.as_str()).chain(up_to_home) {
        let node = tree.node(path).ok_or_else(|| format!("there is no {path}"))?;
        if !is_well_kept(node, account) {
            return Err(format!("bad ownership or modes of {path}"));
        }
    }
    Ok(text)
}

fn is_well_kept(node: &Node, account: &Account) -> bool {
    [account.owner, ROOT.owner].contains(&node.owner) && node.mode & OTHERS_WRITE == 0
}
