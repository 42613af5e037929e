//! Root devices and their volumes, as the API shows them: nobody connects to an instance here.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    StepBuilder, attach, detach, image, import, launch, launch_of, list_instances, look_at, start,
    stop, store_image,
};
use super::procedure::{Stage, launched, prepared, volume_is, volume_is_at};
use keyproof::api::Attribute::{InstanceId, KeyName, RootDeviceType as Root, RootVolumeId, State};
use keyproof::api::service::Network;

pub(super) fn cases() -> Vec<Case> {
    [types(), store_cannot_stop(), ebs_only(), root_needs_stop(), starts()].concat()
}

fn case(rule: &str, id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    scenario(&format!("scenario/volume/{id}"), &[rule], comment, steps)
}

/// An original with its root on a volume, and what happens to it.
fn original(steps: impl IntoIterator<Item = StepBuilder>) -> Vec<StepBuilder> {
    launched(image(), Network::Vpc).into_iter().chain(steps).collect()
}

/// An instance of alice's with its root on its host, and what happens to it.
fn store(steps: impl IntoIterator<Item = StepBuilder>) -> Vec<StepBuilder> {
    let ground = [
        import("lost", "alice").expect(&[(KeyName, "lost")]).setup(),
        launch_of("original", Some("lost"), store_image(), Network::Vpc)
            .expect(&[(State, "running")])
            .setup(),
    ];
    ground.into_iter().chain(steps).collect()
}

fn types() -> Vec<Case> {
    let rule = "recover/root-device-types";
    let both = [
        import("web", "alice").setup(),
        launch("volume", Some("web")).expect(&[(Root, "ebs")]),
        launch_of("store", Some("web"), store_image(), Network::Vpc)
            .expect(&[(Root, "instance-store")]),
        look_at("volume").expect(&[(Root, "ebs")]),
        look_at("store").expect(&[(Root, "instance-store")]).absent(&[RootVolumeId]),
    ];
    let stopped = original([
        stop("original").setup(),
        look_at("original").expect(&[(State, "stopped"), (Root, "ebs"), (RootVolumeId, "${root}")]),
        start("original").setup(),
        look_at("original").expect(&[(State, "running"), (Root, "ebs"), (RootVolumeId, "${root}")]),
    ]);
    let listed =
        store([list_instances()
            .expect_all(&[&[(InstanceId, "${original}"), (Root, "instance-store")]])]);
    let ebs_listed =
        original([list_instances().expect_all(&[&[(InstanceId, "${original}"), (Root, "ebs")]])]);
    vec![
        case(
            rule,
            "root-device-types",
            "The two kinds of root devices, as instances report them.",
            both,
        ),
        case(
            rule,
            "root-device-type-over-a-restart",
            "The kind stays the same over a stop and a start.",
            stopped,
        ),
        case(
            rule,
            "root-device-type-in-a-list",
            "A list shows an instance store as it is.",
            listed,
        ),
        case(rule, "ebs-in-a-list", "A list shows a volume as it is.", ebs_listed),
    ]
}

fn store_cannot_stop() -> Vec<Case> {
    let rule = "recover/instance-store-cannot-stop";
    let once =
        store([stop("original").refused(&[]), look_at("original").expect(&[(State, "running")])]);
    let beside = store([
        launch("other", Some("lost")).expect(&[(State, "running")]).setup(),
        stop("other").expect(&[(State, "stopped")]).setup(),
        stop("original").refused(&[]),
        stop("original").description("The instance original is stopped once more.").refused(&[]),
        look_at("original").expect(&[(State, "running")]),
        look_at("other").expect(&[(State, "stopped")]),
    ]);
    let again = original([
        stop("original").expect(&[(State, "stopped")]).setup(),
        stop("original").open("RepeatedStateChange", &[(State, "stopped")]),
        look_at("original").expect(&[(State, "stopped")]),
    ]);
    vec![
        case(
            rule,
            "instance-store-cannot-stop",
            "An instance with its root in an instance store can't be stopped, and goes on.",
            once,
        ),
        case(
            rule,
            "instance-store-beside-a-stopped-instance",
            "It can't be stopped a second time either, nor beside an instance that can.",
            beside,
        ),
        case(
            rule,
            "stopped-instance-not-stopped-again",
            "A stopped instance is not stopped again: refused, or left as it is.",
            again,
        )
        .flag("RepeatedStateChange"),
    ]
}

fn ebs_only() -> Vec<Case> {
    let rule = "recover/ebs-only";
    let no_way = store([
        look_at("original").expect(&[(Root, "instance-store")]).absent(&[RootVolumeId]),
        stop("original").refused(&[]),
        look_at("original").expect(&[(State, "running")]).absent(&[RootVolumeId]),
    ]);
    let stops = original([
        stop("original").expect(&[(State, "stopped")]),
        look_at("original").expect(&[(State, "stopped")]),
        start("original").expect(&[(State, "running")]),
        volume_is_at("original"),
    ]);
    vec![
        case(
            rule,
            "instance-store-has-no-way-back",
            "There is no volume to take off and no way to stop.",
            no_way,
        ),
        case(
            rule,
            "ebs-stops-and-starts",
            "An instance with its root on a volume stops, and starts with it.",
            stops,
        ),
    ]
}

fn root_needs_stop() -> Vec<Case> {
    let rule = "recover/root-needs-stop";
    let running = original([
        detach("root").refused(&[]),
        volume_is_at("original"),
        stop("original").setup(),
        detach("root").expect(&[(State, "available")]),
    ]);
    let restarted = original([
        stop("original").setup(),
        start("original").setup(),
        detach("root").refused(&[]),
        volume_is_at("original"),
        look_at("original").expect(&[(State, "running"), (RootVolumeId, "${root}")]),
    ]);
    let beside = original([
        Stage::LaunchTemporary.told().setup(),
        stop("temporary").expect(&[(State, "stopped")]).setup(),
        detach("root").refused(&[]),
        volume_is_at("original"),
    ]);
    vec![
        case(
            rule,
            "root-of-a-running-instance",
            "The root volume stays on while the instance runs, and comes off when it's stopped.",
            running,
        ),
        case(
            rule,
            "root-of-a-restarted-instance",
            "It stays on after a stop and a start.",
            restarted,
        ),
        case(
            rule,
            "root-beside-a-stopped-instance",
            "Another instance that is stopped makes no difference.",
            beside,
        ),
    ]
}

/// Whether an instance starts, by where its root volume is.
fn starts() -> Vec<Case> {
    let off = prepared(&[Stage::Stop, Stage::Detach]);
    let refused =
        || [start("original").refused(&[]), look_at("original").expect(&[(State, "stopped")])];
    let nowhere = original(off.clone().into_iter().chain(refused()));
    let elsewhere = |device: &str| {
        let attached = attach("root", "original", device).setup();
        original(off.clone().into_iter().chain([attached]).chain(refused()))
    };
    let back = || {
        [
            Stage::AttachBack.told(),
            Stage::Start.told(),
            look_at("original").expect(&[(State, "running"), (RootVolumeId, "${root}")]),
        ]
    };
    let right_away = original(off.clone().into_iter().chain(back()));
    let around = [Stage::Stop, Stage::LaunchTemporary, Stage::Detach, Stage::Attach];
    let around = prepared(&around).into_iter().chain(prepared(&[Stage::DetachAgain]));
    let around = original(around.chain([volume_is("available")]).chain(back()));
    let (name, new_key) = ("recover/reattach-as-sda1", "recover/start-with-new-key");
    vec![
        case(
            name,
            "no-start-without-its-root",
            "Without its root volume, an instance does not start.",
            nowhere,
        ),
        case(
            name,
            "no-start-with-its-root-as-sdf",
            "With its root volume as /dev/sdf, it does not start.",
            elsewhere("/dev/sdf"),
        ),
        case(
            name,
            "no-start-with-its-root-as-sdg",
            "Nor with its root volume as /dev/sdg.",
            elsewhere("/dev/sdg"),
        ),
        case(
            new_key,
            "starts-with-its-root-back",
            "With its root volume back, an instance starts.",
            right_away,
        ),
        case(
            new_key,
            "starts-after-its-root-was-elsewhere",
            "It starts when its root volume comes back from another instance.",
            around,
        ),
    ]
}
