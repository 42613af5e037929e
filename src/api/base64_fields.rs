//! The JSON form of fields with bytes: strict base64. There is a module for each field, so that an error names the
//! field.

use crate::encoding::base64;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&base64::encode(bytes))
}

fn deserialize<'de, D: Deserializer<'de>>(
    name: &str,
    deserializer: D,
) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    base64::decode(text.as_bytes())
        .map_err(|error| D::Error::custom(format_args!("{name}: {error}")))
}

macro_rules! fields {
    ($($name:ident)*) => {$(
        pub(super) mod $name {
            pub(in crate::api) use super::serialize;

            pub(in crate::api) fn deserialize<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Vec<u8>, D::Error> {
                super::deserialize(stringify!($name), deserializer)
            }
        }
    )*};
}

fields!(material_base64 private_key_base64 ciphertext_base64);
