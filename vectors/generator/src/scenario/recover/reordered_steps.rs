//! The procedure with two steps in another order: what fails, and whether the procedure can continue.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    StepBuilder, allocate, associate, attach, copy, detach, image, locked_out, look_at,
    look_at_volume, make_directory, mount, start, stop,
};
use super::procedure::{
    DATA_DEVICE, MOUNT_POINT, ROOT_DEVICE, Stage, TARGET, after, before, ending, ground, launched,
    not_recovered, prepared, volume_is, volume_is_at,
};
use keyproof::api::Attribute::{Device, InstanceId, PublicIp, State};
use keyproof::api::service::Network;

pub(super) fn cases() -> Vec<Case> {
    vec![
        launch_before_stop(),
        detach_before_launch(),
        connect_before_attach(),
        make_directory_before_connect(),
        mount_before_make_directory(),
        associate_before_start(),
        detach_before_stop(),
        attach_before_detach(),
        mount_before_attach(),
        copy_before_mount(),
        unmount_before_copy(),
        detach_before_unmount(),
        attach_back_before_detach(),
        start_before_attach_back(),
        attach_back_before_copy(),
        attach_back_elsewhere(),
    ]
}

/// Runs the procedure with two steps exchanged, where both orders are allowed. Only these two steps and the
/// final checks are tested; the other steps are setup steps.
fn either_way(id: &str, rule: &str, comment: &str, first: Stage, second: Stage) -> Case {
    let order = Stage::ALL.map(|stage| match stage {
        stage if stage == first => second,
        stage if stage == second => first,
        stage => stage,
    });
    let steps = order.map(|stage| {
        let step = stage.step();
        if stage == first || stage == second { step } else { step.setup() }
    });
    let steps = ground().into_iter().chain(steps).chain(ending(rule));
    scenario(&format!("scenario/recover-order/{id}"), &[rule], comment, steps)
}

fn launch_before_stop() -> Case {
    let comment = "The temporary instance may be launched before the original is stopped.";
    let rule = "recover/start-with-new-key";
    either_way("launch-before-stop", rule, comment, Stage::Stop, Stage::LaunchTemporary)
}

fn detach_before_launch() -> Case {
    let comment = "The volume may be detached before the temporary instance is launched.";
    let rule = "recover/detach-to-available";
    either_way("detach-before-launch", rule, comment, Stage::LaunchTemporary, Stage::Detach)
}

fn connect_before_attach() -> Case {
    let comment = "The volume may be attached after the connection to the temporary instance.";
    let rule = "recover/attach-secondary";
    either_way("connect-before-attach", rule, comment, Stage::Attach, Stage::Connect)
}

fn make_directory_before_connect() -> Case {
    let steps = [make_directory("temporary", MOUNT_POINT).sudo().refused(&[])];
    let comment =
        "Before the connection to the temporary instance, no directory can be made there.";
    let rule = "launch/matching-key-connects";
    early(Stage::Connect, "make-directory-before-connect", rule, comment, steps)
}

fn mount_before_make_directory() -> Case {
    let steps = [mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[])];
    let comment = "A mount before the directory exists is refused, and the procedure can continue.";
    let rule = "recover/attach-secondary";
    early(Stage::MakeDirectory, "mount-before-make-directory", rule, comment, steps)
}

/// On EC2-Classic, a stopped instance has no address.
fn associate_before_start() -> Case {
    let steps = launched(image(), Network::Classic).into_iter().chain([
        allocate(Network::Classic).setup(),
        associate("original").expect(&[(InstanceId, "${original}")]).setup(),
        stop("original").setup(),
        associate("original")
            .description("The Elastic IP address is associated with original, which is stopped.")
            .anything(),
        look_at("original").expect(&[(State, "stopped")]),
        start("original").setup(),
        associate("original").expect(&[(PublicIp, "${address}"), (InstanceId, "${original}")]),
        look_at("original").expect(&[(State, "running"), (PublicIp, "${address}")]),
    ]);
    let comment =
        "An association before the start, whatever its result, doesn't prevent a later one.";
    let id = "scenario/recover-order/associate-before-start";
    scenario(id, &["recover/classic-address"], comment, steps)
}

/// Runs the procedure up to a stage, then these steps too early, and then the rest of the procedure.
fn early(
    stage: Stage,
    id: &str,
    rule: &str,
    comment: &str,
    steps: impl IntoIterator<Item = StepBuilder>,
) -> Case {
    let mut rest = vec![stage];
    rest.extend(after(stage));
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(stage)))
        .chain(steps)
        .chain(prepared(&rest))
        .chain(ending(rule));
    scenario(&format!("scenario/recover-order/{id}"), &[rule], comment, steps)
}

fn detach_before_stop() -> Case {
    let steps = [detach("root").refused(&[]), volume_is_at("original")];
    let comment = "A detachment before the stop is refused, and one after the stop succeeds.";
    early(Stage::Stop, "detach-before-stop", "recover/root-needs-stop", comment, steps)
}

fn attach_before_detach() -> Case {
    let steps = [attach("root", "temporary", DATA_DEVICE).refused(&[]), volume_is_at("original")];
    let comment = "An attachment before the detachment is refused, and the procedure can continue.";
    early(Stage::Detach, "attach-before-detach", "recover/detach-to-available", comment, steps)
}

fn mount_before_attach() -> Case {
    let steps = [
        Stage::Connect.step().setup(),
        mount("temporary", DATA_DEVICE, "/mnt").refused(&[]),
        volume_is("available"),
    ];
    let comment = "A mount before the attachment is refused, because the device doesn't exist yet.";
    early(Stage::Attach, "mount-before-attach", "recover/attach-secondary", comment, steps)
}

fn copy_before_mount() -> Case {
    let steps = [copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[])];
    let comment = "A copy before the mount is refused, as the target directory doesn't exist yet.";
    early(Stage::Mount, "copy-before-mount", "recover/copy-authorized-keys", comment, steps)
}

fn unmount_before_copy() -> Case {
    let steps = [
        Stage::Unmount.step().setup(),
        copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[]),
        mount("temporary", DATA_DEVICE, MOUNT_POINT),
    ];
    let comment = "A copy after the unmount is refused until the volume is mounted again.";
    early(Stage::Copy, "unmount-before-copy", "recover/copy-authorized-keys", comment, steps)
}

fn detach_before_unmount() -> Case {
    let steps = [
        detach("root").description("The root volume is detached while it is mounted.").anything(),
        look_at_volume("root").expect(&[]).not_equal(State, "available"),
    ];
    let comment = "A volume that is detached before the unmount doesn't become available.";
    early(Stage::Unmount, "detach-before-unmount", "recover/unmount-first", comment, steps)
}

fn attach_back_before_detach() -> Case {
    let steps = [attach("root", "original", ROOT_DEVICE).refused(&[]), volume_is_at("temporary")];
    let comment = "An attachment to the original is refused before the second detachment.";
    let rule = "recover/detach-to-available";
    early(Stage::DetachAgain, "attach-back-before-detach-again", rule, comment, steps)
}

fn start_before_attach_back() -> Case {
    let steps = [start("original").refused(&[]), look_at("original").expect(&[(State, "stopped")])];
    let comment = "A start without the root volume is refused, and the procedure can continue.";
    let rule = "recover/reattach-as-sda1";
    early(Stage::AttachBack, "start-before-attach-back", rule, comment, steps)
}

/// Attaches the volume to the original before the copy. The instance starts with the old key.
fn attach_back_before_copy() -> Case {
    let back = [Stage::Unmount, Stage::DetachAgain, Stage::AttachBack, Stage::Start];
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(Stage::Copy)))
        .chain(prepared(&back))
        .chain(not_recovered());
    let rules = ["recover/copy-authorized-keys"];
    let comment = "If the volume is attached again before the copy, only the old key connects.";
    scenario("scenario/recover-order/attach-back-before-copy", &rules, comment, steps)
}

/// Attaches the volume to the original under a wrong device name. The instance starts only after
/// this is corrected.
fn attach_back_elsewhere() -> Case {
    let steps = [
        attach("root", "original", DATA_DEVICE).expect(&[(Device, DATA_DEVICE)]).setup(),
        start("original").refused(&[]),
        look_at("original").expect(&[(State, "stopped")]),
        locked_out("original", "bob_private"),
        detach("root").expect(&[(State, "available")]),
    ];
    let comment = "The original starts only from a root volume at /dev/sda1, not at /dev/sdf.";
    early(Stage::AttachBack, "attach-back-as-sdf", "recover/reattach-as-sda1", comment, steps)
}
