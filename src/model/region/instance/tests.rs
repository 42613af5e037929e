//! What a region does when it is full of instances.

use super::*;
use crate::api::service::Image;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;

/// A region that has as many instances as it may, and their ids in the order of their launches.
fn full(random: &mut ChaCha8Rng) -> (Region, Vec<String>) {
    let mut region = Region::new("us-east-1");
    let ids = (0..MAX_INSTANCES).map(|_| launch(&mut region, random).unwrap()).collect();
    (region, ids)
}

fn launch(region: &mut Region, random: &mut ChaCha8Rng) -> Result<String, Refusal> {
    let image = Image {
        id: "ami-1".to_owned(),
        platform: Platform::Linux,
        root_device_type: RootDeviceType::InstanceStore,
        product_code: None,
    };
    let network = Network::Vpc;
    let launch = Launch { image, key_name: None, network, availability_zone: None };
    match region.launch(&launch, random)? {
        Reply::Instances(instances) => Ok(instances[0].instance_id.clone()),
        reply => panic!("a launch is answered with the instance: {reply:?}"),
    }
}

#[test]
fn a_launch_in_a_full_region_forgets_what_ended_first() {
    let mut random = ChaCha8Rng::from_seed([0; 32]);
    let (mut region, ids) = full(&mut random);
    let refusal = launch(&mut region, &mut random).unwrap_err();
    assert_eq!(refusal.code, Some(ErrorCode::InstanceLimitExceeded));
    // Ended twice is ended once.
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
