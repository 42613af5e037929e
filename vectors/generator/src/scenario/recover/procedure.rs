//! The recovery procedure of the document, step by step and in its order.
//!
//! Alice has lost the private key of the original instance. Bob's key is that of the temporary instance.

use super::super::steps::{
    StepBuilder, attach, connect, copy, detach, image, import, launch_of, locked_out,
    look_at_volume, make_directory, mount, place, start, stop, unmount,
};
use keyproof::api::Attribute::{Device, InstanceId, KeyName, RootVolumeId, State};
use keyproof::api::service::{Image, Network};

/// The device name of the original's volume on the temporary instance.
pub(super) const DATA_DEVICE: &str = "/dev/sdf";

/// The device name of a root volume.
pub(super) const ROOT_DEVICE: &str = "/dev/sda1";

/// The directory of the temporary instance at which the original's volume is mounted.
pub(super) const MOUNT_POINT: &str = "/mnt/tempvol";

/// The path of the original's `authorized_keys` on the temporary instance.
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
    /// All stages in the document's order.
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

    /// Returns the step with its expected result.
    pub(super) fn step(self) -> StepBuilder {
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

/// Imports both key pairs, launches the original instance, and connects to it with alice's key.
pub(super) fn ground() -> Vec<StepBuilder> {
    let mut steps = launched(image(), Network::Vpc);
    steps.push(connect("original", "alice_private").setup());
    steps
}

/// Imports both key pairs and launches an original of this image in this network, without a connection to it.
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

/// Launches the temporary instance from this image.
pub(super) fn temporary(image: Image) -> StepBuilder {
    launch_of("temporary", Some("new"), image, Network::Vpc).expect(&[(State, "running")])
}

/// Returns these stages as setup steps.
pub(super) fn prepared(stages: &[Stage]) -> Vec<StepBuilder> {
    stages.iter().map(|stage| stage.step().setup()).collect()
}

/// Returns the stages before this one.
pub(super) fn before(stage: Stage) -> Vec<Stage> {
    Stage::ALL.into_iter().take_while(|other| *other != stage).collect()
}

/// Returns the stages after this one.
pub(super) fn after(stage: Stage) -> Vec<Stage> {
    Stage::ALL.into_iter().skip_while(|other| *other != stage).skip(1).collect()
}

/// Checks that bob's key connects to the original and that alice's no longer does.
pub(super) fn recovered() -> [StepBuilder; 2] {
    [connect("original", "bob_private"), locked_out("original", "alice_private")]
}

/// The final checks of a procedure with additional steps. If these checks depend on the rule, they are
/// setup steps, because they cannot test it.
pub(super) fn ending(rule: &str) -> Vec<StepBuilder> {
    const BASIC: [&str; 4] = [
        "launch/matching-key-connects",
        "recover/detach-to-available",
        "recover/attach-secondary",
        "recover/copy-authorized-keys",
    ];
    let is_basic = BASIC.contains(&rule);
    recovered().into_iter().map(|step| if is_basic { step.setup() } else { step }).collect()
}

/// Checks that nothing has changed: alice's key connects to the original and bob's doesn't.
pub(super) fn not_recovered() -> [StepBuilder; 2] {
    [connect("original", "alice_private"), locked_out("original", "bob_private")]
}

/// Checks the state of the root volume.
pub(super) fn volume_is(state: &str) -> StepBuilder {
    look_at_volume("root").expect(&[(State, state)])
}

/// Checks that the root volume is attached to this instance.
pub(super) fn volume_is_at(instance: &str) -> StepBuilder {
    look_at_volume("root").expect(&[(State, "in-use"), (InstanceId, &place(instance))])
}
