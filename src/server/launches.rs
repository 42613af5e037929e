//! What the server records about launches beside the model: the hardware, which answers repeat, and the
//! token. A repeated launch with the same token launches nothing (API reference, "Ensuring Idempotency").

use crate::api::service::Launch;
use crate::api::{ErrorCode, Refusal};
use crate::query::Launched;
use std::collections::{BTreeMap, VecDeque};

/// The most launches that are kept per region. It is also the most instances of the model. The oldest launch
/// is removed first, as the model removes the oldest ended instance.
const MOST: usize = 1_000;

/// The launches of every region.
#[derive(Debug, Default)]
pub(super) struct Launches {
    regions: BTreeMap<String, OfRegion>,
}

#[derive(Debug, Default)]
struct OfRegion {
    by_id: BTreeMap<String, (Launch, Launched)>,
    by_token: BTreeMap<String, String>,
    /// The ids, oldest first.
    order: VecDeque<String>,
}

impl Launches {
    /// Returns the instance of an earlier launch with the same token. Refuses if the parameters differ.
    pub(super) fn repeated(
        &self,
        region: &str,
        launch: &Launch,
        launched: &Launched,
    ) -> Result<Option<String>, Refusal> {
        let Some(known) = self.regions.get(region) else { return Ok(None) };
        let token = launched.client_token.as_ref();
        let Some(id) = token.and_then(|token| known.by_token.get(token)) else { return Ok(None) };
        match known.by_id.get(id) {
            None => Ok(None),
            Some((first, of_first))
                if first == launch && of_first.instance_type == launched.instance_type =>
            {
                Ok(Some(id.clone()))
            }
            Some(_) => {
                let message = "the ClientToken was used in a launch with other parameters";
                let code = ErrorCode::Other("IdempotentParameterMismatch".to_owned());
                Err(Refusal::new(code, message))
            }
        }
    }

    /// Records a launch.
    pub(super) fn add(&mut self, region: &str, id: &str, launch: &Launch, launched: &Launched) {
        let known = self.regions.entry(region.to_owned()).or_default();
        if known.order.len() >= MOST {
            known.forget_oldest();
        }
        known.order.push_back(id.to_owned());
        known.by_id.insert(id.to_owned(), (launch.clone(), launched.clone()));
        if let Some(token) = &launched.client_token {
            known.by_token.insert(token.clone(), id.to_owned());
        }
    }

    /// Returns how an instance was launched, if that is recorded.
    pub(super) fn of(&self, region: &str, id: &str) -> Option<&Launched> {
        self.regions.get(region)?.by_id.get(id).map(|(_, launched)| launched)
    }
}

impl OfRegion {
    fn forget_oldest(&mut self) {
        let Some(id) = self.order.pop_front() else { return };
        let token = self.by_id.remove(&id).and_then(|(_, launched)| launched.client_token);
        if let Some(token) = token
            && self.by_token.get(&token) == Some(&id)
        {
            self.by_token.remove(&token);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::images::Images;

    fn launch(image: &str) -> Launch {
        let offer = Images::default().offer(image).unwrap();
        Launch {
            image: offer.image,
            key_name: None,
            network: offer.network,
            availability_zone: None,
        }
    }

    fn with_token(token: &str) -> Launched {
        Launched { client_token: Some(token.to_owned()), ..Launched::default() }
    }

    #[test]
    fn a_token_finds_only_its_launch() {
        let mut launches = Launches::default();
        let (linux, windows) = (launch("ami-1a2b3c4d"), launch("ami-0a1d0e5f"));
        launches.add("us-east-1", "i-1", &linux, &with_token("a"));
        let found = |region, launch, token| launches.repeated(region, launch, &with_token(token));
        assert_eq!(found("us-east-1", &linux, "a"), Ok(Some("i-1".to_owned())));
        assert_eq!(found("us-east-1", &linux, "b"), Ok(None));
        assert_eq!(found("us-west-2", &linux, "a"), Ok(None));
        let mismatch = found("us-east-1", &windows, "a").unwrap_err().code.unwrap();
        assert_eq!(mismatch.name(), "IdempotentParameterMismatch");
        assert_eq!(launches.repeated("us-east-1", &linux, &Launched::default()), Ok(None));
    }

    #[test]
    fn limits_the_remembered_launches() {
        let mut launches = Launches::default();
        let linux = launch("ami-1a2b3c4d");
        for number in 0..=MOST {
            launches.add("us-east-1", &format!("i-{number}"), &linux, &with_token("same"));
        }
        assert_eq!(launches.of("us-east-1", "i-0"), None);
        assert!(launches.of("us-east-1", "i-1").is_some());
        let last = launches.repeated("us-east-1", &linux, &with_token("same"));
        assert_eq!(last, Ok(Some(format!("i-{MOST}"))));
    }
}
