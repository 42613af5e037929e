//! Two steps in the wrong order: what fails then, and how it goes on.

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

/// Two steps that may as well change places: the procedure with these two judged, and what its rule says of the end.
fn either_way(id: &str, rule: &str, comment: &str, first: Stage, second: Stage) -> Case {
    let order = Stage::ALL.map(|stage| match stage {
        stage if stage == first => second,
        stage if stage == second => first,
        stage => stage,
    });
    let steps = order.map(|stage| {
        let told = stage.told();
        if stage == first || stage == second { told } else { told.setup() }
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
    let comment = "The volume may be attached while somebody is connected.";
    let rule = "recover/attach-secondary";
    either_way("connect-before-attach", rule, comment, Stage::Attach, Stage::Connect)
}

fn make_directory_before_connect() -> Case {
    let steps = [make_directory("temporary", MOUNT_POINT).sudo().refused(&[])];
    let comment = "Nobody makes a directory before connecting.";
    let rule = "launch/matching-key-connects";
    early(Stage::Connect, "make-directory-before-connect", rule, comment, steps)
}

fn mount_before_make_directory() -> Case {
    let steps = [mount("temporary", DATA_DEVICE, MOUNT_POINT).refused(&[])];
    let comment = "Mounted before there is a directory for it: refused, and afterwards it goes on.";
    let rule = "recover/attach-secondary";
    early(Stage::MakeDirectory, "mount-before-make-directory", rule, comment, steps)
}

/// On EC2-Classic, an instance that doesn't run has no address.
fn associate_before_start() -> Case {
    let steps = launched(image(), Network::Classic).into_iter().chain([
        allocate(Network::Classic).setup(),
        associate("original").expect(&[(InstanceId, "${original}")]).setup(),
        stop("original").setup(),
        associate("original")
            .description("The address is associated with original, which is stopped.")
            .anything(),
        look_at("original").expect(&[(State, "stopped")]),
        start("original").setup(),
        associate("original").expect(&[(PublicIp, "${address}"), (InstanceId, "${original}")]),
        look_at("original").expect(&[(State, "running"), (PublicIp, "${address}")]),
    ]);
    let comment = "Whatever comes of associating it too early, afterwards the address can be had.";
    let id = "scenario/recover-order/associate-before-start";
    scenario(id, &["recover/classic-address"], comment, steps)
}

/// The procedure up to a stage, something done too early, and the rest of the procedure.
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
    let comment = "Detached before the stop: refused, and after the stop it goes on.";
    early(Stage::Stop, "detach-before-stop", "recover/root-needs-stop", comment, steps)
}

fn attach_before_detach() -> Case {
    let steps = [attach("root", "temporary", DATA_DEVICE).refused(&[]), volume_is_at("original")];
    let comment = "Attached before it is detached: refused, and afterwards it goes on.";
    early(Stage::Detach, "attach-before-detach", "recover/detach-to-available", comment, steps)
}

fn mount_before_attach() -> Case {
    let steps = [
        Stage::Connect.told().setup(),
        mount("temporary", DATA_DEVICE, "/mnt").refused(&[]),
        volume_is("available"),
    ];
    let comment = "Mounted before it is attached: there is nothing to mount yet.";
    early(Stage::Attach, "mount-before-attach", "recover/attach-secondary", comment, steps)
}

fn copy_before_mount() -> Case {
    let steps = [copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[])];
    let comment = "Copied before the mount: there is no file to copy over yet.";
    early(Stage::Mount, "copy-before-mount", "recover/copy-authorized-keys", comment, steps)
}

fn unmount_before_copy() -> Case {
    let steps = [
        Stage::Unmount.told().setup(),
        copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[]),
        mount("temporary", DATA_DEVICE, MOUNT_POINT),
    ];
    let comment =
        "Unmounted before the copy: the file is no longer there, until it is mounted again.";
    early(Stage::Copy, "unmount-before-copy", "recover/copy-authorized-keys", comment, steps)
}

fn detach_before_unmount() -> Case {
    let steps = [
        detach("root").description("The root volume is detached, mounted as it is.").anything(),
        look_at_volume("root").expect(&[]).not_equal(State, "available"),
    ];
    let comment = "Detached before it is unmounted, the volume does not become available.";
    early(Stage::Unmount, "detach-before-unmount", "recover/unmount-first", comment, steps)
}

fn attach_back_before_detach() -> Case {
    let steps = [attach("root", "original", ROOT_DEVICE).refused(&[]), volume_is_at("temporary")];
    let comment = "Put back before it is detached from the temporary instance: refused.";
    let rule = "recover/detach-to-available";
    early(Stage::DetachAgain, "attach-back-before-detach-again", rule, comment, steps)
}

fn start_before_attach_back() -> Case {
    let steps = [start("original").refused(&[]), look_at("original").expect(&[(State, "stopped")])];
    let comment = "Started before the root volume is back: refused, and afterwards it goes on.";
    let rule = "recover/reattach-as-sda1";
    early(Stage::AttachBack, "start-before-attach-back", rule, comment, steps)
}

/// Back at the original before anything was copied: the instance starts, and all is as it was.
fn attach_back_before_copy() -> Case {
    let back = [Stage::Unmount, Stage::DetachAgain, Stage::AttachBack, Stage::Start];
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(Stage::Copy)))
        .chain(prepared(&back))
        .chain(not_recovered());
    let rules = ["recover/copy-authorized-keys"];
    let comment = "Put back before the copy, the volume still lets the old key in, and no other.";
    scenario("scenario/recover-order/attach-back-before-copy", &rules, comment, steps)
}

/// Back at the original under another name: it doesn't start until the name is right.
fn attach_back_elsewhere() -> Case {
    let steps = [
        attach("root", "original", DATA_DEVICE).expect(&[(Device, DATA_DEVICE)]).setup(),
        start("original").refused(&[]),
        look_at("original").expect(&[(State, "stopped")]),
        locked_out("original", "bob_private"),
        detach("root").expect(&[(State, "available")]),
    ];
    let comment = "Under any name but /dev/sda1, the root volume starts nothing.";
    early(Stage::AttachBack, "attach-back-as-sdf", "recover/reattach-as-sda1", comment, steps)
}
