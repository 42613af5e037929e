//! Tests for the limits of instances and volumes in a region.

use super::*;
use crate::api::service::Image;
use crate::model::region::volume::MAX_VOLUMES;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;

/// Returns a region with the maximum number of instances, and their ids in launch order.
fn full(random: &mut ChaCha8Rng) -> (Region, Vec<String>) {
    let mut region = Region::new("us-east-1");
    let ids = (0..MAX_INSTANCES).map(|_| launch(&mut region, random).unwrap()).collect();
    (region, ids)
}

fn launch(region: &mut Region, random: &mut ChaCha8Rng) -> Result<String, Refusal> {
    launch_from(RootDeviceType::InstanceStore, region, random)
}

fn launch_from(
    root_device_type: RootDeviceType,
    region: &mut Region,
    random: &mut ChaCha8Rng,
) -> Result<String, Refusal> {
    let image = Image {
        id: "ami-1".to_owned(),
        platform: Platform::Linux,
        root_device_type,
        product_code: None,
    };
    let network = Network::Vpc;
    let launch = Launch { image, key_name: None, network, availability_zone: None };
    Ok(region.launch(&launch, random)?.first(Attribute::InstanceId).unwrap().to_owned())
}

#[test]
fn a_launch_in_a_full_region_forgets_the_instance_terminated_first() {
    let mut random = ChaCha8Rng::from_seed([0; 32]);
    let (mut region, ids) = full(&mut random);
    let refusal = launch(&mut region, &mut random).unwrap_err();
    assert_eq!(refusal.code, Some(ErrorCode::InstanceLimitExceeded));
    // A second termination of the same instance has no effect.
    for id in [&ids[7], &ids[3], &ids[7]] {
        region.terminate(id).unwrap();
    }
    for forgotten in [&ids[7], &ids[3]] {
        assert_eq!(region.instance(forgotten).unwrap().state, State::Terminated);
        launch(&mut region, &mut random).unwrap();
        assert!(region.instance(forgotten).is_err());
    }
    let refusal = launch(&mut region, &mut random).unwrap_err();
    assert_eq!(refusal.code, Some(ErrorCode::InstanceLimitExceeded));
    let kept = ids.iter().filter(|id| region.instance(id).is_ok()).count();
    assert_eq!(kept, MAX_INSTANCES - 2);
}

#[test]
fn a_region_limits_its_volumes() {
    let mut random = ChaCha8Rng::from_seed([0; 32]);
    let mut region = Region::new("us-east-1");
    let mut left = Vec::new();
    for _ in 0..MAX_VOLUMES {
        let id = launch_from(RootDeviceType::Ebs, &mut region, &mut random).unwrap();
        region.stop(&id).unwrap();
        let volume = region.volume_at(&id, ROOT_DEVICE).unwrap().clone();
        region.detach(&volume).unwrap();
        region.terminate(&id).unwrap();
        left.push(volume);
    }
    let instances = region.instances.len();
    let refusal = launch_from(RootDeviceType::Ebs, &mut region, &mut random).unwrap_err();
    assert_eq!(refusal.code, Some(ErrorCode::VolumeLimitExceeded));
    assert_eq!(region.instances.len(), instances, "a refused launch forgets no ended instance");
    launch(&mut region, &mut random).unwrap();
    region.delete_volume(&left[0]).unwrap();
    launch_from(RootDeviceType::Ebs, &mut region, &mut random).unwrap();
}

#[test]
fn attachments_stay_consistent_through_every_change() {
    let mut random = ChaCha8Rng::from_seed([0; 32]);
    let mut region = Region::new("us-east-1");
    let lost = launch_from(RootDeviceType::Ebs, &mut region, &mut random).unwrap();
    let helper = launch_from(RootDeviceType::Ebs, &mut region, &mut random).unwrap();
    let volume = region.volume_at(&lost, ROOT_DEVICE).unwrap().clone();
    region.stop(&lost).unwrap();
    region.detach(&volume).unwrap();
    assert_eq!(region.volume_at(&lost, ROOT_DEVICE), None);
    region.attach(&volume, &helper, "sdf").unwrap();
    assert_eq!(region.volume_at(&helper, "/dev/sdf"), Some(&volume));
    let root = region.volume_at(&helper, ROOT_DEVICE).unwrap().clone();
    region.terminate(&helper).unwrap();
    assert_eq!(region.volume_at(&helper, "/dev/sdf"), None);
    assert!(!region.volumes.contains_key(&root));
    assert!(region.volumes[&volume].attachment.is_none());
    region.attach(&volume, &lost, "/dev/sda1").unwrap();
    region.start(&lost, &mut random).unwrap();
}
