//! Requests of the Query API with an independent signer.

use hmac::{Hmac, KeyInit, Mac};
use keyproof::encoding::base64;
use keyproof::query::form;
use keyproof::server::{ACCESS_KEY, SECRET_KEY};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// The signer of requests, with its region and clock.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) region: &'static str,
    pub(crate) service: &'static str,
    /// The number of seconds that the clock is ahead.
    pub(crate) ahead: i64,
}

impl Default for Signer {
    fn default() -> Self {
        Self {
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SECRET_KEY.to_owned(),
            region: "us-east-1",
            service: "ec2",
            ahead: 0,
        }
    }
}

/// Returns parameters as a form of the document's version. The parameters that every request has come first.
pub(crate) fn form(action: &str, parameters: &[(&str, &str)]) -> String {
    form_of("2014-06-15", action, parameters)
}

/// Returns parameters as a form of this version.
pub(crate) fn form_of(version: &str, action: &str, parameters: &[(&str, &str)]) -> String {
    let always = [("Action", action), ("Version", version)];
    let all = always.iter().chain(parameters);
    let all: Vec<_> = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    form::encode(&all)
}

impl Signer {
    /// Returns a signer for this region.
    pub(crate) fn of(region: &'static str) -> Self {
        Self { region, ..Self::default() }
    }

    /// Returns a signed `POST /` with this form.
    pub(crate) fn post(&self, form: &str) -> Vec<u8> {
        let time = self.time();
        let scope = self.scope(&time);
        let headers = format!("host:localhost\nx-amz-date:{time}\n");
        let signed = "host;x-amz-date";
        let canonical = format!("POST\n/\n\n{headers}\n{signed}\n{}", hash(form));
        let (signature, access_key) = (self.sign(&time, &canonical), &self.access_key);
        format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Date: {time}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential={access_key}/{scope}, \
             SignedHeaders={signed}, Signature={signature}\r\n\
             Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n{form}",
            form.len()
        )
        .into_bytes()
    }

    /// Returns `GET /` with this form in a signed query string that expires after this many seconds.
    pub(crate) fn get(&self, form: &str, expires: u64) -> Vec<u8> {
        let time = self.time();
        let credential = format!("{}/{}", self.access_key, self.scope(&time)).replace('/', "%2F");
        let query = format!(
            "{form}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}\
             &X-Amz-Date={time}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host"
        );
        let mut pairs: Vec<(&str, &str)> =
            query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
        pairs.sort_unstable();
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sorted = pairs.join("&");
        let canonical = format!("GET\n/\n{sorted}\nhost:localhost\n\nhost\n{}", hash(""));
        let signature = self.sign(&time, &canonical);
        format!("GET /?{query}&X-Amz-Signature={signature} HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .into_bytes()
    }

    /// Returns `POST /` with this form and a signature of Version 2.
    pub(crate) fn post_version_2(&self, form: &str) -> Vec<u8> {
        let form = self.version_2("POST", form);
        format!(
            "POST / HTTP/1.1\r\nHost: LocalHost:8000\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            form.len()
        )
        .into_bytes()
    }

    /// Returns `GET /` with this form and a signature of Version 2.
    pub(crate) fn get_version_2(&self, form: &str) -> Vec<u8> {
        let query = self.version_2("GET", form);
        format!("GET /?{query} HTTP/1.1\r\nHost: LocalHost:8000\r\n\r\n").into_bytes()
    }

    /// Adds a signature of Version 2 to a form.
    fn version_2(&self, method: &str, form: &str) -> String {
        let time = self.time();
        let (date, of_day) = time.split_once('T').unwrap();
        let (year, rest) = date.split_at(4);
        let (month, day) = rest.split_at(2);
        let (hour, minute) = (&of_day[..2], &of_day[2..4]);
        let form = format!(
            "{form}&AWSAccessKeyId={}&SignatureVersion=2&SignatureMethod=HmacSHA256\
             &Timestamp={year}-{month}-{day}T{hour}%3A{minute}%3A00Z",
            self.access_key
        );
        let mut pairs: Vec<(&str, &str)> =
            form.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
        pairs.sort_unstable();
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let text = format!("{method}\nlocalhost:8000\n/\n{}", pairs.join("&"));
        let signature = base64::encode(&authenticated(self.secret_key.as_bytes(), &text));
        let signature = [("Signature".to_owned(), signature)];
        format!("{form}&{}", form::encode(&signature))
    }

    fn scope(&self, time: &str) -> String {
        let (date, _) = time.split_once('T').unwrap();
        format!("{date}/{}/{}/aws4_request", self.region, self.service)
    }

    fn sign(&self, time: &str, canonical: &str) -> String {
        let scope = self.scope(time);
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hash(canonical));
        let secret = format!("AWS4{}", self.secret_key).into_bytes();
        let key = scope.split('/').fold(secret, |key, part| authenticated(&key, part));
        hexadecimal(&authenticated(&key, &text))
    }

    /// Returns the time of the signature: the current minute, such as `20150830T123600Z`.
    pub(crate) fn time(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let seconds = (now / 60 * 60).checked_add_signed(self.ahead).unwrap();
        let (mut days, of_day) = (seconds / 86_400, seconds % 86_400);
        let mut year = 1970;
        let length = |year: u64| 365 + u64::from(year.is_multiple_of(4));
        while days >= length(year) {
            days -= length(year);
            year += 1;
        }
        let february = 28 + u64::from(year.is_multiple_of(4));
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        let (hour, minute) = (of_day / 3_600, of_day / 60 % 60);
        format!("{year}{month:02}{:02}T{hour:02}{minute:02}00Z", days + 1)
    }
}

fn authenticated(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hash(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").unwrap();
        text
    })
}
