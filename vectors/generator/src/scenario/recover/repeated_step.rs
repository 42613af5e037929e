//! The procedure with one step repeated: the second time has no effect or is refused.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    StepBuilder, attach, connect, copy, detach, launch, look_at, make_directory, mount, start,
    stop, terminate, unmount,
};
use super::procedure::{
    DATA_DEVICE, MOUNT_POINT, ROOT_DEVICE, Stage, TARGET, after, before, ending, ground, prepared,
    recovered, volume_is, volume_is_at,
};
use keyproof::api::Attribute::State;

pub(super) fn cases() -> Vec<Case> {
    use Stage::{Attach, AttachBack, Copy, Detach, DetachAgain, Mount, Start, Stop, Unmount};
    vec![
        again(
            "stop",
            Stop,
            "recover/instance-store-cannot-stop",
            "A stop of a stopped instance is refused or leaves it stopped.",
            [
                stop("original").open("RepeatedStateChange", &[(State, "stopped")]),
                look_at("original").expect(&[(State, "stopped")]),
            ],
        )
        .flag("RepeatedStateChange"),
        again(
            "launch-temporary",
            Stage::LaunchTemporary,
            "recover/any-linux-image",
            "A second temporary instance doesn't affect the recovery.",
            [launch("second", Some("new")).expect(&[(State, "running")])],
        ),
        again(
            "detach",
            Detach,
            "recover/detach-to-available",
            "A detached volume can't be detached again and stays available.",
            [detach("root").refused(&[]), volume_is("available")],
        ),
        again(
            "attach",
            Attach,
            "recover/detach-to-available",
            "An attached volume can't be attached again under the same or another device name.",
            [
                attach("root", "temporary", DATA_DEVICE).refused(&[]),
                attach("root", "temporary", "/dev/sdg").refused(&[]),
                volume_is_at("temporary"),
            ],
        ),
        again(
            "connect",
            Stage::Connect,
            "launch/matching-key-connects",
            "A second connection to the temporary instance succeeds like the first.",
            [connect("temporary", "bob_private")],
        ),
        again(
            "make-directory",
            Stage::MakeDirectory,
            "recover/attach-secondary",
            "A directory that exists can't be created again but can still be used.",
            [make_directory("temporary", MOUNT_POINT).sudo().refused(&[])],
        ),
        again(
            "mount",
            Mount,
            "recover/attach-secondary",
            "A mounted volume can't be mounted again at the same directory.",
            [mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[])],
        ),
        again(
            "copy",
            Copy,
            "recover/copy-authorized-keys",
            "A second copy of authorized_keys has the same result as the first.",
            [copy("temporary", ".ssh/authorized_keys", TARGET)],
        ),
        again(
            "unmount",
            Unmount,
            "recover/unmount-first",
            "An unmounted volume can't be unmounted again.",
            [unmount("temporary", DATA_DEVICE).refused(&[])],
        ),
        again(
            "detach-again",
            DetachAgain,
            "recover/detach-to-available",
            "A volume that is detached from the temporary instance can't be detached again.",
            [detach("root").refused(&[]), volume_is("available")],
        ),
        again(
            "attach-back",
            AttachBack,
            "recover/reattach-as-sda1",
            "A volume that is attached as root device again can't be attached once more.",
            [attach("root", "original", ROOT_DEVICE).refused(&[]), volume_is_at("original")],
        ),
        again(
            "start",
            Start,
            "recover/start-with-new-key",
            "A start of a running instance is refused or leaves it running.",
            [
                start("original").open("RepeatedStateChange", &[(State, "running")]),
                look_at("original").expect(&[(State, "running")]),
            ],
        )
        .flag("RepeatedStateChange"),
        terminated(),
        whole(),
    ]
}

/// Runs the procedure with additional steps after one stage.
fn again(
    id: &str,
    stage: Stage,
    rule: &str,
    comment: &str,
    steps: impl IntoIterator<Item = StepBuilder>,
) -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(stage)))
        .chain([stage.step().setup()])
        .chain(steps)
        .chain(prepared(&after(stage)))
        .chain(ending(rule));
    scenario(&format!("scenario/recover-twice/{id}"), &[rule], comment, steps)
}

fn terminated() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&Stage::ALL))
        .chain([
            terminate("temporary").expect(&[(State, "terminated")]),
            terminate("temporary").anything(),
        ])
        .chain(recovered());
    let comment = "A second termination of the temporary instance doesn't affect the original.";
    scenario("scenario/recover-twice/terminate", &["recover/temporary-optional"], comment, steps)
}

/// Runs the complete procedure twice. The second time needs no launch, connection or new directory.
fn whole() -> Case {
    let round = [
        Stage::Stop,
        Stage::Detach,
        Stage::Attach,
        Stage::Mount,
        Stage::Copy,
        Stage::Unmount,
        Stage::DetachAgain,
        Stage::AttachBack,
        Stage::Start,
    ];
    let steps = ground()
        .into_iter()
        .chain(prepared(&Stage::ALL))
        .chain(round.iter().map(|stage| stage.step()))
        .chain(recovered());
    let comment = "The complete procedure can be repeated with the same result.";
    scenario("scenario/recover-twice/everything", &["recover/start-with-new-key"], comment, steps)
}
