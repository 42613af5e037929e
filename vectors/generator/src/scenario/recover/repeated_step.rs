//! One step done twice: harmless, or refused without harm.

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
            "A stopped instance is not stopped again: refused, or left as it is.",
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
            "A second temporary instance does no harm.",
            [launch("second", Some("new")).expect(&[(State, "running")])],
        ),
        again(
            "detach",
            Detach,
            "recover/detach-to-available",
            "What is detached can't be detached again, and stays available.",
            [detach("root").refused(&[]), volume_is("available")],
        ),
        again(
            "attach",
            Attach,
            "recover/detach-to-available",
            "What is attached can't be attached again, under another name either.",
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
            "A second connection is as good as the first.",
            [connect("temporary", "bob_private")],
        ),
        again(
            "make-directory",
            Stage::MakeDirectory,
            "recover/attach-secondary",
            "A directory that is there can't be made again, and does as well.",
            [make_directory("temporary", MOUNT_POINT).sudo().refused(&[])],
        ),
        again(
            "mount",
            Mount,
            "recover/attach-secondary",
            "What is mounted can't be mounted again at the same place.",
            [mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[])],
        ),
        again(
            "copy",
            Copy,
            "recover/copy-authorized-keys",
            "A second copy is the same as the first.",
            [copy("temporary", ".ssh/authorized_keys", TARGET)],
        ),
        again(
            "unmount",
            Unmount,
            "recover/unmount-first",
            "What is unmounted can't be unmounted again.",
            [unmount("temporary", DATA_DEVICE).refused(&[])],
        ),
        again(
            "detach-again",
            DetachAgain,
            "recover/detach-to-available",
            "Detached from the temporary instance, it can't be detached again.",
            [detach("root").refused(&[]), volume_is("available")],
        ),
        again(
            "attach-back",
            AttachBack,
            "recover/reattach-as-sda1",
            "Back at the root, the volume can't be attached once more.",
            [attach("root", "original", ROOT_DEVICE).refused(&[]), volume_is_at("original")],
        ),
        again(
            "start",
            Start,
            "recover/start-with-new-key",
            "A running instance is not started again: refused, or left as it is.",
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

/// The procedure, with more done after one stage.
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
        .chain([stage.told().setup()])
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
    let comment = "Terminating the temporary instance twice is nothing to the original.";
    scenario("scenario/recover-twice/terminate", &["recover/temporary-optional"], comment, steps)
}

/// The whole procedure a second time, to the same end.
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
        .chain(round.iter().map(|stage| stage.told()))
        .chain(recovered());
    let comment = "The whole procedure done twice comes to the same end.";
    scenario("scenario/recover-twice/everything", &["recover/start-with-new-key"], comment, steps)
}
