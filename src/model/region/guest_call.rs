//! Actions at an instance, on its mounted file systems.

use super::Region;
use super::instance::Instance;
use super::volume::{ROOT_DEVICE, device_name};
use crate::api::guest::{GuestAction, GuestCall};
use crate::api::service::Platform;
use crate::api::{Attribute, Refusal, Reply};
use crate::model::guest::{Guest, ROOT, Tree, USER, admits};
use crate::model::metadata::{self, Identity};

impl Region {
    /// Performs an action at an instance.
    pub(in crate::model) fn guest_call(&mut self, call: &GuestCall) -> Result<Reply, Refusal> {
        let GuestCall { instance_id: id, guest_action, .. } = call;
        let instance = self.instance(id)?;
        if !instance.is_running() {
            return Err(Refusal::without_code(format!("{id} does not run")));
        }
        if let GuestAction::ReadMetadata { path } = guest_action {
            return read_metadata(id, instance, path);
        }
        if instance.launch.image.platform != Platform::Linux {
            return Err(Refusal::without_code(format!("{id} is not reached by SSH")));
        }
        let done = match guest_action {
            GuestAction::Connect { user, credential } => admits(&self.tree(id), user, credential)
                .map(|()| {
                    self.guest(id).connected = true;
                    Reply::resource([(Attribute::User, Some(user.clone()))])
                }),
            _ if !instance.guest.connected => Err("nobody is connected".to_owned()),
            GuestAction::Mount { device, directory } => self.mount(call, device, directory),
            GuestAction::Unmount { device } => self.unmount(call, device),
            _ => self.tree(id).perform(guest_action, if call.sudo { &ROOT } else { &USER }),
        };
        done.map_err(|why| Refusal::without_code(format!("{id}: {why}")))
    }

    /// Mounts an attached volume (rule recover/attach-secondary).
    fn mount(&mut self, call: &GuestCall, device: &str, directory: &str) -> Result<Reply, String> {
        let id = &call.instance_id;
        if !call.sudo {
            return Err("only root mounts".to_owned());
        }
        let device = device_name(device).map_err(|refusal| refusal.message)?;
        let Some(volume) = self.volume_at(id, &device).cloned() else {
            return Err(format!("there is no device {device}"));
        };
        let directory = self.tree(id).directory(directory)?;
        let guest = self.guest(id);
        if device == ROOT_DEVICE || guest.has_mounted(&volume) {
            return Err(format!("{device} is mounted already"));
        }
        if directory == "/" || guest.mounts.contains_key(&directory) {
            return Err(format!("something is mounted at {directory}"));
        }
        guest.mounts.insert(directory, volume);
        Ok(Reply::Done)
    }

    /// Unmounts a volume (rule recover/unmount-first).
    fn unmount(&mut self, call: &GuestCall, device: &str) -> Result<Reply, String> {
        let id = &call.instance_id;
        if !call.sudo {
            return Err("only root unmounts".to_owned());
        }
        let device = device_name(device).map_err(|refusal| refusal.message)?;
        let volume = self.volume_at(id, &device).cloned();
        let guest = self.guest(id);
        let mounts = guest.mounts.len();
        guest.mounts.retain(|_, mounted| Some(&*mounted) != volume.as_ref());
        if guest.mounts.len() == mounts {
            return Err(format!("{device} is not mounted"));
        }
        Ok(Reply::Done)
    }

    /// Returns the files of an instance: the root file system and the volumes at their mount points.
    fn tree(&mut self, id: &str) -> Tree<'_> {
        let root = self.volume_at(id, ROOT_DEVICE).cloned();
        let Self { instances, volumes, .. } = self;
        let guest = &mut instances.get_mut(id).expect("it was found before").guest;
        let (mounts, store) = (&guest.mounts, guest.store.as_mut());
        let mount_point = |volume: &String| {
            let mounted = mounts.iter().find(|(_, mounted)| *mounted == volume);
            let mounted = mounted.map(|(directory, _)| directory.as_str());
            mounted.or_else(|| (root.as_ref() == Some(volume)).then_some("/"))
        };
        let on_volumes = volumes
            .iter_mut()
            .filter_map(|(id, volume)| Some((mount_point(id)?.to_owned(), &mut volume.files)));
        let in_store = store.map(|files| ("/".to_owned(), files));
        Tree::new(on_volumes.chain(in_store))
    }

    fn guest(&mut self, id: &str) -> &mut Guest {
        &mut self.instances.get_mut(id).expect("it was found before").guest
    }
}

fn read_metadata(id: &str, instance: &Instance, path: &str) -> Result<Reply, Refusal> {
    let image_id = &instance.launch.image.id;
    let identity = Identity { instance_id: id, image_id, key: instance.key.as_ref() };
    let missing = || Refusal::without_code(format!("404: there is no {path:?} here"));
    metadata::read(&identity, path).map(Reply::text).ok_or_else(missing)
}
