//! Checks whether a service accepts the credentials, the region of the signature, and the time.

use crate::api::Refusal;
use crate::api::{ErrorCode, Reply};
use crate::doctor::Diagnosis;
use crate::implementation::endpoint::{Options, ProbeResponse, Second, probe};
use crate::query::Answer;

/// The difference between two clocks, in seconds, from which it is reported, and from which
/// signatures expire.
const NOTABLE: u64 = 60;
const EXPIRED: u64 = 300;

/// The regions to try if the given one is refused.
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "RegionOne"];

/// Compares its clock with the local one, if it sends a valid date.
pub(super) fn clock(date: Option<&str>, now: Second) -> Option<Diagnosis> {
    const SUBJECT: &str = "the clock";
    let there = Second::of_http(date?)?;
    let apart = there.0.abs_diff(now.0);
    let direction = if there > now { "ahead of" } else { "behind" };
    let found = format!("its clock is {apart} s {direction} the local clock");
    Some(match apart {
        0..NOTABLE => Diagnosis::fine(SUBJECT, "within one minute of the local clock"),
        NOTABLE..EXPIRED => Diagnosis::fine(SUBJECT, found),
        _ => Diagnosis::wrong(
            SUBJECT,
            found,
            "set the clock that is wrong: signatures expire after a few minutes",
        ),
    })
}

/// Checks whether it lists the key pairs of the account.
pub(super) fn account(options: &Options, heard: &ProbeResponse) -> Diagnosis {
    const SUBJECT: &str = "the account";
    let (code, message) = match &heard.answer {
        Ok(Answer::Refused(Refusal { code, message })) => (code.as_ref(), message),
        Ok(Answer::Success(reply)) => return Diagnosis::fine(SUBJECT, listed(options, reply)),
        Err(fault) => return Diagnosis::wrong(SUBJECT, fault.to_string(), "see above"),
    };
    let name = code.map_or("no code", ErrorCode::name);
    let found = format!("DescribeKeyPairs is refused with {name}: {message}");
    if code.is_some_and(ErrorCode::is_of_rate) {
        let fix = "it limits the rate of requests: wait, or raise the limit. A run makes some \
                    thousand requests, one at a time";
        return Diagnosis::wrong(SUBJECT, found, fix);
    }
    let is_expired = matches!(code, Some(ErrorCode::RequestExpired)) || is_of_time(message);
    if is_expired {
        return Diagnosis::wrong(
            SUBJECT,
            found,
            "it considers the signature too old or too new: set the clock here or there",
        );
    }
    if *name == *"UnauthorizedOperation" || name == "AccessDenied" {
        let fix = "give the access key the rights to DescribeKeyPairs, ImportKeyPair, \
                    CreateKeyPair and DeleteKeyPair, and to operations on instances and volumes";
        return Diagnosis::wrong(SUBJECT, found, fix);
    }
    if let Some(region) = other_region(options, message) {
        let own = &options.region;
        return Diagnosis::wrong(
            SUBJECT,
            format!("{found}; signed for {region} instead of {own}, it succeeds"),
            format!("give its region: --region {region}"),
        );
    }
    let fix = if is_of_credentials(name, heard.status) {
        "check --access-key and --secret-key (or KEYPROOF_ACCESS_KEY and KEYPROOF_SECRET_KEY): the \
         service must know the key and its secret; or, if it has only one region, give --region"
    } else {
        "a run starts with a list of key pairs: find out why it is refused"
    };
    Diagnosis::wrong(SUBJECT, found, fix)
}

fn listed(options: &Options, reply: &Reply) -> String {
    let count = reply.resources().len();
    format!("{count} key pairs in {}; a run changes none of them", options.region)
}

/// Returns a region that it accepts, other than the given one.
fn other_region(options: &Options, message: &str) -> Option<String> {
    // Some services name their region in the message.
    let mentioned = message.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let mentioned =
        mentioned.filter(|word| word.matches('-').count() >= 2 && word.len() <= 32).take(4);
    let tried = mentioned.chain(REGIONS).filter(|region| *region != options.region);
    let mut tried: Vec<&str> = tried.collect();
    tried.dedup();
    let is_answered = |region: &&str| {
        probe(options, region).is_ok_and(|heard| matches!(heard.answer, Ok(Answer::Success(_))))
    };
    tried.into_iter().find(is_answered).map(str::to_owned)
}

fn is_of_credentials(code: &str, status: u16) -> bool {
    const CODES: [&str; 8] = [
        "AuthFailure",
        "SignatureDoesNotMatch",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "MissingAuthenticationToken",
        "InvalidAccessKeyId",
        "InvalidSignatureException",
        "IncompleteSignature",
    ];
    CODES.contains(&code) || matches!(status, 401 | 403)
}

fn is_of_time(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["expired", "not yet current", "skewed"].iter().any(|word| message.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_large_clock_difference_needs_a_fix() {
        let now = Second(1_402_835_400);
        let found = |date: &str| clock(Some(date), now).map(|it| (it.found, it.fix.is_some()));
        let expected = ("within one minute of the local clock".to_owned(), false);
        assert_eq!(found("Sun, 15 Jun 2014 12:30:30 GMT"), Some(expected));
        let expected = ("its clock is 120 s behind the local clock".to_owned(), false);
        assert_eq!(found("Sun, 15 Jun 2014 12:28:00 GMT"), Some(expected));
        let expected = ("its clock is 3600 s ahead of the local clock".to_owned(), true);
        assert_eq!(found("Sun, 15 Jun 2014 13:30:00 GMT"), Some(expected));
        assert_eq!(found("now"), None);
        assert_eq!(clock(None, now), None);
    }
}
