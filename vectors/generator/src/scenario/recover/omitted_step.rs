//! The procedure with one step omitted: what fails, and what stays unchanged.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    StepBuilder, allocate, associate, attach, call, connect, copy, detach, image, import, launch,
    list_instances, locked_out, look_at, look_at_volume, mount, start, stop,
};
use super::procedure::{
    DATA_DEVICE, MOUNT_POINT, ROOT_DEVICE, Stage, TARGET, after, before, ground, launched,
    not_recovered, prepared, recovered, volume_is, volume_is_at,
};
use keyproof::api::Attribute::{InstanceId, KeyName, PublicIp, State};
use keyproof::api::service::{Network, Operation};

pub(super) fn cases() -> Vec<Case> {
    vec![
        new_pair_left_out(),
        stop_left_out(),
        launch_left_out(),
        detach_left_out(),
        attach_left_out(),
        connect_left_out(),
        make_directory_left_out(),
        mount_left_out(),
        copy_left_out(),
        unmount_left_out(),
        detach_again_left_out(),
        attach_back_left_out(),
        start_left_out(),
        associate_left_out(),
    ]
}

/// Runs the procedure up to the omitted stage as setup steps, and then these steps.
fn without(
    stage: Stage,
    id: &str,
    rule: &str,
    comment: &str,
    steps: impl IntoIterator<Item = StepBuilder>,
) -> Case {
    let steps = ground().into_iter().chain(prepared(&before(stage))).chain(steps);
    scenario(&format!("scenario/recover-left-out/{id}"), &[rule], comment, steps)
}

fn new_pair_left_out() -> Case {
    let steps = [
        import("lost", "alice").expect(&[(KeyName, "lost")]).setup(),
        launch("original", Some("lost")).expect(&[(State, "running")]).setup(),
        stop("original").setup(),
        launch("temporary", Some("new")).refused(&[]),
        list_instances().expect_all(&[&[(InstanceId, "${original}"), (State, "stopped")]]),
    ];
    let rules = ["launch/unknown-pair-refused"];
    let comment = "Without the new key pair, the launch of the temporary instance is refused.";
    scenario("scenario/recover-left-out/new-pair", &rules, comment, steps)
}

fn launch_left_out() -> Case {
    let attach_to_nothing = Operation::AttachVolume {
        volume_id: "${root}".to_owned(),
        instance_id: "i-00000000".to_owned(),
        device: DATA_DEVICE.to_owned(),
    };
    let steps = [
        Stage::Detach.step().setup(),
        call("The root volume is attached to an instance that doesn't exist.", attach_to_nothing)
            .refused(&[]),
        volume_is("available"),
    ];
    let comment = "Without the temporary instance, the attachment of the volume is refused.";
    let rule = "recover/attach-secondary";
    without(Stage::LaunchTemporary, "launch-temporary", rule, comment, steps)
}

fn make_directory_left_out() -> Case {
    let steps = [
        mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[]),
        copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[]),
        Stage::MakeDirectory.step(),
        mount("temporary", DATA_DEVICE, MOUNT_POINT),
    ];
    let comment = "Without the directory, the volume can't be mounted.";
    let rule = "recover/attach-secondary";
    without(Stage::MakeDirectory, "make-directory", rule, comment, steps)
}

fn stop_left_out() -> Case {
    let steps = [
        detach("root").refused(&[]),
        volume_is_at("original"),
        look_at("original").expect(&[(State, "running")]),
    ];
    let steps = steps.into_iter().chain(not_recovered());
    let comment = "Without a stop of the original, its root volume can't be detached.";
    without(Stage::Stop, "stop", "recover/root-needs-stop", comment, steps)
}

fn detach_left_out() -> Case {
    let steps = [
        attach("root", "temporary", DATA_DEVICE).refused(&[]),
        volume_is_at("original"),
        start("original").expect(&[(State, "running")]).setup(),
    ];
    let steps = steps.into_iter().chain(not_recovered().map(StepBuilder::setup));
    let comment = "Without the detachment, the volume can't be attached to the temporary instance.";
    without(Stage::Detach, "detach", "recover/detach-to-available", comment, steps)
}

fn attach_left_out() -> Case {
    let ground = prepared(&[Stage::Connect, Stage::MakeDirectory]);
    let steps = [
        mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[]),
        volume_is("available"),
        Stage::Attach.step(),
        mount("temporary", DATA_DEVICE, MOUNT_POINT),
    ];
    let comment = "Without the attachment, the volume can't be mounted.";
    let steps = ground.into_iter().chain(steps);
    without(Stage::Attach, "attach", "recover/attach-secondary", comment, steps)
}

fn connect_left_out() -> Case {
    let steps = [
        mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[]),
        connect("temporary", "bob_private"),
        Stage::MakeDirectory.step().setup(),
        mount("temporary", DATA_DEVICE, MOUNT_POINT).setup(),
    ];
    let comment = "Without a connection to the temporary instance, no command runs there.";
    without(Stage::Connect, "connect", "launch/matching-key-connects", comment, steps)
}

fn mount_left_out() -> Case {
    let copy = [copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[])];
    let rest = prepared(&[Stage::DetachAgain, Stage::AttachBack, Stage::Start]);
    let steps = copy.into_iter().chain(rest).chain(not_recovered());
    let comment = "Without the mount, the copy fails because the target directory doesn't exist.";
    without(Stage::Mount, "mount", "recover/copy-authorized-keys", comment, steps)
}

fn copy_left_out() -> Case {
    let steps = prepared(&after(Stage::Copy)).into_iter().chain(not_recovered());
    let comment = "Without the copy, the instance starts and accepts only the old key.";
    without(Stage::Copy, "copy", "recover/copy-authorized-keys", comment, steps)
}

fn unmount_left_out() -> Case {
    let steps = [
        detach("root").description("The root volume is detached while it is mounted.").anything(),
        look_at_volume("root").expect(&[]).not_equal(State, "available"),
        attach("root", "original", ROOT_DEVICE).refused(&[]),
    ];
    let rest = prepared(&after(Stage::Copy));
    let comment = "Without the unmount, the detached volume doesn't become available.";
    let steps = steps.into_iter().chain(rest).chain(recovered());
    without(Stage::Unmount, "unmount", "recover/unmount-first", comment, steps)
}

fn detach_again_left_out() -> Case {
    let steps = [attach("root", "original", ROOT_DEVICE).refused(&[]), volume_is_at("temporary")];
    let comment = "Without the second detachment, the volume can't be attached to the original.";
    without(Stage::DetachAgain, "detach-again", "recover/detach-to-available", comment, steps)
}

fn attach_back_left_out() -> Case {
    let steps = [
        start("original").refused(&[]),
        look_at("original").expect(&[(State, "stopped")]),
        volume_is("available"),
        Stage::AttachBack.step(),
        Stage::Start.step(),
    ];
    let steps = steps.into_iter().chain(recovered());
    let comment = "Without its root volume, the original doesn't start.";
    without(Stage::AttachBack, "attach-back", "recover/reattach-as-sda1", comment, steps)
}

fn start_left_out() -> Case {
    let steps = [
        locked_out("original", "bob_private"),
        locked_out("original", "alice_private"),
        look_at("original").expect(&[(State, "stopped")]),
        Stage::Start.step(),
        connect("original", "bob_private"),
    ];
    let comment = "Without the start, no key connects to the original.";
    without(Stage::Start, "start", "recover/start-with-new-key", comment, steps)
}

fn associate_left_out() -> Case {
    let steps = launched(image(), Network::Classic).into_iter().chain([
        allocate(Network::Classic).setup(),
        associate("original").expect(&[(InstanceId, "${original}")]).setup(),
        look_at("original").expect(&[(PublicIp, "${address}")]).setup(),
        stop("original").setup(),
        look_at("original").expect(&[(State, "stopped")]).not_equal(PublicIp, "${address}"),
        start("original").setup(),
        look_at("original").expect(&[(State, "running")]).not_equal(PublicIp, "${address}"),
    ]);
    let comment = "Without a new association, the started original has no Elastic IP address.";
    scenario("scenario/recover-left-out/associate", &["recover/classic-address"], comment, steps)
}
