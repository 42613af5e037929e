//! The procedure of the document, step by step, in the order in which it is done.
//!
//! The original instance is that of alice, who has lost her private key; the temporary one is bob's.

use super::super::steps::{
    StepBuilder, attach, connect, copy, detach, image, import, launch_of, locked_out,
    look_at_volume, make_directory, mount, place, start, stop, unmount,
};
use keyproof::api::Attribute::{Device, InstanceId, KeyName, RootVolumeId, State};
use keyproof::api::service::{Image, Network};

/// Where the temporary instance has the original's volume.
pub(super) const DATA_DEVICE: &str = "/dev/sdf";

/// Where an instance expects its root volume.
pub(super) const ROOT_DEVICE: &str = "/dev/sda1";

/// Where the temporary instance sees the original's files.
pub(super) const MOUNT_POINT: &str = "/mnt/tempvol";

/// The original's `authorized_keys`, as the temporary instance sees it.
pub(super) const TARGET: &str = "/mnt/tempvol/home/ec2-user/.ssh/authorized_keys";

/// A step of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Stop,
    LaunchTemporary,
    Detach,
    Attach,
    Connect,
    MakeDirectory,
    Mount,
    Copy,
    Unmount,
    DetachAgain,
    AttachBack,
    Start,
}

impl Stage {
    /// All of them, in the document's order.
    pub(super) const ALL: [Self; 12] = [
        Self::Stop,
        Self::LaunchTemporary,
        Self::Detach,
        Self::Attach,
        Self::Connect,
        Self::MakeDirectory,
        Self::Mount,
        Self::Copy,
        Self::Unmount,
        Self::DetachAgain,
        Self::AttachBack,
        Self::Start,
    ];

    /// The step, and what comes of it.
    pub(super) fn told(self) -> StepBuilder {
        match self {
            Self::Stop => stop("original").expect(&[(State, "stopped")]),
            Self::LaunchTemporary => temporary(image()),
            Self::Detach | Self::DetachAgain => detach("root").expect(&[(State, "available")]),
            Self::Attach => attach("root", "temporary", DATA_DEVICE).expect(&[
                (State, "in-use"),
                (Device, DATA_DEVICE),
                (InstanceId, "${temporary}"),
            ]),
            Self::Connect => connect("temporary", "bob_private"),
            Self::MakeDirectory => make_directory("temporary", MOUNT_POINT).sudo(),
            Self::Mount => mount("temporary", DATA_DEVICE, MOUNT_POINT),
            Self::Copy => copy("temporary", ".ssh/authorized_keys", TARGET),
            Self::Unmount => unmount("temporary", DATA_DEVICE),
            Self::AttachBack => attach("root", "original", ROOT_DEVICE).expect(&[
                (State, "in-use"),
                (Device, ROOT_DEVICE),
                (InstanceId, "${original}"),
            ]),
            Self::Start => start("original").expect(&[(State, "running")]),
        }
    }
}

/// Both pairs, and the original instance, to which alice connects.
pub(super) fn ground() -> Vec<StepBuilder> {
    let mut steps = launched(image(), Network::Vpc);
    steps.push(connect("original", "alice_private").setup());
    steps
}

/// Both pairs, and an original of this image, in this network. Nobody connects to it.
pub(super) fn launched(image: Image, network: Network) -> Vec<StepBuilder> {
    vec![
        import("lost", "alice").expect(&[(KeyName, "lost")]).setup(),
        import("new", "bob").expect(&[(KeyName, "new")]).setup(),
        launch_of("original", Some("lost"), image, network)
            .save("root", RootVolumeId)
            .expect(&[(State, "running")])
            .setup(),
    ]
}

/// The temporary instance, of this image.
pub(super) fn temporary(image: Image) -> StepBuilder {
    launch_of("temporary", Some("new"), image, Network::Vpc).expect(&[(State, "running")])
}

/// These stages, each of which only prepares the ground.
pub(super) fn prepared(stages: &[Stage]) -> Vec<StepBuilder> {
    stages.iter().map(|stage| stage.told().setup()).collect()
}

/// The stages before this one.
pub(super) fn before(stage: Stage) -> Vec<Stage> {
    Stage::ALL.into_iter().take_while(|other| *other != stage).collect()
}

/// The stages after this one.
pub(super) fn after(stage: Stage) -> Vec<Stage> {
    Stage::ALL.into_iter().skip_while(|other| *other != stage).skip(1).collect()
}

/// Bob gets in, and alice no longer.
pub(super) fn recovered() -> [StepBuilder; 2] {
    [connect("original", "bob_private"), locked_out("original", "alice_private")]
}

/// The end of the procedure after something else was done in between. Rules on which the end builds are not judged
/// by it.
pub(super) fn ending(rule: &str) -> Vec<StepBuilder> {
    const BASIC: [&str; 4] = [
        "launch/matching-key-connects",
        "recover/detach-to-available",
        "recover/attach-secondary",
        "recover/copy-authorized-keys",
    ];
    let is_basic = BASIC.contains(&rule);
    recovered().into_iter().map(|told| if is_basic { told.setup() } else { told }).collect()
}

/// All is as it was: alice gets in, and bob doesn't.
pub(super) fn not_recovered() -> [StepBuilder; 2] {
    [connect("original", "alice_private"), locked_out("original", "bob_private")]
}

/// The volume is where it should be.
pub(super) fn volume_is(state: &str) -> StepBuilder {
    look_at_volume("root").expect(&[(State, state)])
}

/// The volume is attached to this instance.
pub(super) fn volume_is_at(instance: &str) -> StepBuilder {
    look_at_volume("root").expect(&[(State, "in-use"), (InstanceId, &place(instance))])
}
