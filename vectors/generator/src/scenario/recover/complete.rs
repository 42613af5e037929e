//! The complete procedure, and the variations that the document allows.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    StepBuilder, allocate, associate, attach, change_owner, connect, copy, create, detach, image,
    import, launch, launch_of, list_directory, locked_out, look_at, marketplace_image, metadata,
    mount, other_image, read, start, stop, store_image, terminate, write,
};
use super::procedure::{
    DATA_DEVICE, MOUNT_POINT, Stage, TARGET, after, before, ground, launched, prepared, recovered,
    temporary, volume_is_at,
};
use keyproof::api::Attribute::{
    Group, InstanceId, KeyName, Line, Mode, Name, Owner, PrivateKey, PublicIp, RootVolumeId, State,
};
use keyproof::api::service::Network;

/// The path of the directory of the original's `authorized_keys` on the temporary instance.
const TARGET_FOLDER: &str = "/mnt/tempvol/home/ec2-user/.ssh";

pub(super) fn cases() -> Vec<Case> {
    vec![
        whole(),
        nothing_else_changed(),
        by_sudo(),
        owner_lost(),
        owner_not_restored(),
        appended(),
        another_image(),
        attached_as_sdf(),
        instance_store(),
        ebs_keeps_its_files(),
        marketplace(),
        temporary_ended(),
        temporary_kept(),
        classic_address(),
        with_a_created_pair(),
    ]
}

fn of(stages: &[Stage]) -> Vec<StepBuilder> {
    stages.iter().map(|stage| stage.step()).collect()
}

/// The complete procedure. Every step is tested; only the preparation consists of setup steps.
fn whole() -> Case {
    let steps = ground().into_iter().chain(of(&Stage::ALL)).chain(recovered());
    let rules = ["recover/start-with-new-key"];
    let comment = "After all steps of the document in its order, only the new key connects.";
    scenario("scenario/recover/whole-procedure", &rules, comment, steps)
}

fn nothing_else_changed() -> Case {
    let steps = ground().into_iter().chain(prepared(&Stage::ALL)).chain(recovered()).chain([
        look_at("original").expect(&[(State, "running"), (KeyName, "lost")]),
        look_at("temporary").expect(&[(State, "running"), (KeyName, "new")]),
        volume_is_at("original"),
        metadata("original", "public-keys/0/openssh-key").expect(&[(Line, "${alice_line} lost")]),
        read("original", ".ssh/authorized_keys").expect(&[(Line, "${bob_line} new")]),
    ]);
    let rules = ["recover/start-with-new-key"];
    let comment =
        "The recovery puts the new key in authorized_keys; API and metadata are unchanged.";
    scenario("scenario/recover/nothing-else-changed", &rules, comment, steps)
}

/// The original's `authorized_keys` belongs to root, so that only root can overwrite it.
fn by_sudo() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(Stage::Copy)))
        .chain([
            change_owner("temporary", TARGET, 0, 0).setup(),
            copy("temporary", ".ssh/authorized_keys", TARGET).refused(&[]),
            copy("temporary", ".ssh/authorized_keys", TARGET).sudo(),
            list_directory("temporary", TARGET_FOLDER).expect(&[(Owner, "0"), (Group, "0")]),
            change_owner("temporary", TARGET, 222, 500),
            list_directory("temporary", TARGET_FOLDER).expect(&[
                (Name, "authorized_keys"),
                (Owner, "222"),
                (Group, "500"),
                (Mode, "0600"),
            ]),
        ])
        .chain(prepared(&after(Stage::Copy)))
        .chain(recovered());
    let comment =
        "If only root can copy the file, the new key connects after owner and group are restored.";
    scenario("scenario/recover/copied-by-root", &["recover/owner-and-mode"], comment, steps)
}

fn owner_lost() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(Stage::Unmount)))
        .chain([change_owner("temporary", TARGET, 0, 0)])
        .chain(prepared(&after(Stage::Copy)))
        .chain([locked_out("original", "bob_private"), locked_out("original", "alice_private")]);
    let comment = "If authorized_keys has another owner, neither key connects.";
    scenario("scenario/recover/owner-lost", &["recover/owner-and-mode"], comment, steps)
}

/// The login fails, and a second run of the procedure corrects the owner.
fn owner_not_restored() -> Case {
    let round = [Stage::Stop, Stage::Detach, Stage::Attach, Stage::Mount];
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(Stage::Unmount)))
        .chain([change_owner("temporary", TARGET, 1000, 1000).setup()])
        .chain(prepared(&after(Stage::Copy)))
        .chain([locked_out("original", "bob_private")])
        .chain(prepared(&round))
        .chain([change_owner("temporary", TARGET, 222, 500)])
        .chain(prepared(&after(Stage::Copy)))
        .chain(recovered());
    let comment = "The login fails until the owner and group of authorized_keys are restored.";
    scenario("scenario/recover/owner-restored-later", &["recover/owner-and-mode"], comment, steps)
}

fn appended() -> Case {
    let both = "${alice_line} lost\n${bob_line} new\n";
    let steps = ground()
        .into_iter()
        .chain(prepared(&before(Stage::Copy)))
        .chain([write("temporary", TARGET, both)])
        .chain(prepared(&after(Stage::Copy)))
        .chain([connect("original", "bob_private"), connect("original", "alice_private")]);
    let comment = "If a line is added to authorized_keys and none is removed, both keys connect.";
    scenario("scenario/recover/line-added", &["recover/start-with-new-key"], comment, steps)
}

fn another_image() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&[Stage::Stop]))
        .chain([temporary(other_image())])
        .chain(of(&after(Stage::LaunchTemporary)))
        .chain(recovered());
    let comment = "The temporary instance is launched from another image than the original.";
    scenario("scenario/recover/another-image", &["recover/any-linux-image"], comment, steps)
}

/// The document uses `/dev/sdf` in its commands and `sdf` as a device name for a volume. Both mean
/// the same device.
fn attached_as_sdf() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&[Stage::Stop, Stage::LaunchTemporary, Stage::Detach]))
        .chain([
            attach("root", "temporary", "sdf")
                .expect(&[(State, "in-use"), (InstanceId, "${temporary}")]),
            Stage::Connect.step().setup(),
            Stage::MakeDirectory.step().setup(),
            mount("temporary", DATA_DEVICE, MOUNT_POINT),
            list_directory("temporary", TARGET_FOLDER).expect(&[(Name, "authorized_keys")]),
        ]);
    let comment = "A volume that is attached as sdf can be mounted as /dev/sdf.";
    scenario("scenario/recover/attached-as-sdf", &["recover/attach-secondary"], comment, steps)
}

fn instance_store() -> Case {
    let steps = [
        import("lost", "alice").setup(),
        launch_of("original", Some("lost"), store_image(), Network::Vpc).setup(),
        connect("original", "alice_private").setup(),
        stop("original").refused(&[]),
        locked_out("original", "bob_private"),
        connect("original", "alice_private"),
    ];
    let id = "scenario/recover/instance-store-keeps-its-key";
    let comment = "An instance-store instance can't be stopped, so it accepts only its launch key.";
    scenario(id, &["recover/ebs-only"], comment, steps)
}

fn ebs_keeps_its_files() -> Case {
    let steps = ground().into_iter().chain([
        stop("original").setup(),
        locked_out("original", "alice_private").setup(),
        start("original").setup(),
        connect("original", "alice_private"),
    ]);
    let id = "scenario/recover/ebs-keeps-its-files";
    let comment = "An instance with an EBS root device keeps its files over a stop and a start.";
    scenario(id, &["recover/ebs-only"], comment, steps)
}

fn marketplace() -> Case {
    let mut steps = launched(marketplace_image(), Network::Vpc);
    steps.push(connect("original", "alice_private").setup());
    let steps = steps.into_iter().chain([
        stop("original").setup(),
        detach("root").setup(),
        Stage::AttachBack.step(),
        Stage::Start.step(),
        connect("original", "alice_private"),
    ]);
    let id = "scenario/recover/marketplace-back-at-its-root";
    let comment =
        "A root volume with a product code keeps its files when it is attached as root again.";
    scenario(id, &["recover/marketplace-refused"], comment, steps)
}

fn temporary_ended() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&Stage::ALL))
        .chain([
            terminate("temporary").expect(&[(State, "terminated")]),
            look_at("original").expect(&[(State, "running")]),
            volume_is_at("original"),
        ])
        .chain(recovered());
    let comment = "Termination of the temporary instance doesn't affect the original.";
    scenario(
        "scenario/recover/temporary-terminated",
        &["recover/temporary-optional"],
        comment,
        steps,
    )
}

fn temporary_kept() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&Stage::ALL))
        .chain([look_at("temporary").expect(&[(State, "running")])])
        .chain(recovered())
        .chain([connect("temporary", "bob_private")]);
    let comment = "The temporary instance is kept and still runs after the recovery.";
    scenario("scenario/recover/temporary-kept", &["recover/temporary-optional"], comment, steps)
}

fn classic_address() -> Case {
    let steps = launched(image(), Network::Classic).into_iter().chain([
        allocate(Network::Classic).setup(),
        associate("original").setup(),
        look_at("original").expect(&[(PublicIp, "${address}")]).setup(),
        stop("original").setup(),
        start("original").expect(&[(State, "running")]).setup(),
        look_at("original").expect(&[(State, "running")]).not_equal(PublicIp, "${address}"),
        associate("original").expect(&[(PublicIp, "${address}"), (InstanceId, "${original}")]),
        look_at("original").expect(&[(PublicIp, "${address}")]),
    ]);
    let comment =
        "On EC2-Classic, a stop disassociates the address, which can be associated again.";
    scenario("scenario/recover/classic-address", &["recover/classic-address"], comment, steps)
}

fn with_a_created_pair() -> Case {
    let steps = [
        import("lost", "alice").setup(),
        create("new").save("key", PrivateKey).setup(),
        launch("original", Some("lost")).save("root", RootVolumeId).setup(),
        Stage::Stop.step().setup(),
        launch("temporary", Some("new")).setup(),
        Stage::Detach.step().setup(),
        Stage::Attach.step().setup(),
        connect("temporary", "key").setup(),
    ];
    let rest = prepared(&after(Stage::Connect));
    let got_in = [connect("original", "key"), locked_out("original", "alice_private")];
    let steps = steps.into_iter().chain(rest).chain(got_in);
    let comment = "The new key pair is created by the service instead of imported.";
    scenario(
        "scenario/recover/with-a-created-pair",
        &["recover/start-with-new-key"],
        comment,
        steps,
    )
}
