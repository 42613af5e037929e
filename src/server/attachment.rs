//! The attachment of a volume that a request to detach it names.

use crate::api::{Attribute, Attributes, ErrorCode, Refusal};

/// The instance, the device name, or both, as far as the request names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) instance_id: Option<&'a str>,
    pub(super) device: Option<&'a str>,
}

impl Place<'_> {
    /// Checks that a volume is not attached elsewhere. A volume that is not attached passes.
    pub(super) fn check(&self, volume: &Attributes) -> Result<(), Refusal> {
        let [volume_id, instance_id, device] =
            [Attribute::VolumeId, Attribute::InstanceId, Attribute::Device].map(|it| it.of(volume));
        let (Some(instance_id), Some(device)) = (instance_id, device) else { return Ok(()) };
        let is_there = self.instance_id.is_none_or(|requested| requested == instance_id)
            && self.device.is_none_or(|requested| short(requested) == short(device));
        if is_there {
            return Ok(());
        }
        let volume_id = volume_id.unwrap_or_default();
        let message =
            format!("{volume_id} is attached to {instance_id} as {device}, and not there");
        Err(Refusal::new(ErrorCode::of_name("InvalidAttachment.NotFound"), message))
    }
}

/// Returns the name of a device without `/dev/`, which may be omitted.
fn short(device: &str) -> &str {
    device.strip_prefix("/dev/").unwrap_or(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(instance_id: Option<&str>, device: Option<&str>, expected: Option<&str>) {
        let volume = Attributes::from([
            (Attribute::VolumeId, "vol-1".to_owned()),
            (Attribute::InstanceId, "i-1".to_owned()),
            (Attribute::Device, "/dev/sdf".to_owned()),
        ]);
        let found = Place { instance_id, device }.check(&volume).map_err(|refusal| refusal.code);
        let expected = expected.map_or(Ok(()), |code| Err(Some(ErrorCode::of_name(code))));
        assert_eq!(found, expected, "{instance_id:?} {device:?}");
        let nowhere = Attributes::from([(Attribute::VolumeId, "vol-1".to_owned())]);
        assert_eq!(Place { instance_id, device }.check(&nowhere), Ok(()));
    }

    #[test]
    fn a_detachment_must_name_the_right_attachment() {
        check(None, None, None);
        check(Some("i-1"), None, None);
        check(None, Some("/dev/sdf"), None);
        check(Some("i-1"), Some("sdf"), None);
        let wrong = Some("InvalidAttachment.NotFound");
        check(Some("i-2"), Some("/dev/sdf"), wrong);
        check(Some("i-1"), Some("/dev/sdg"), wrong);
        check(None, Some(""), wrong);
    }
}
