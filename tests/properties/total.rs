//! Properties of every reader for any bytes: it returns, and the offset of an error is within the input.

use keyproof::api::Action;
use keyproof::api::guest::Mode;
use keyproof::format::{self, Format, Parsed, Part};
use keyproof::key::private;
use keyproof::model::Model;
use proptest::prelude::*;

/// Passes these bytes to every reader of files.
pub(crate) fn check(file: &[u8]) -> Result<(), TestCaseError> {
    // Any result is valid. The check is that the calls return.
    let _ = format::detect(file);
    check_place(file, format::parse(file).map(|_| ()))?;
    check_place(file, format::import(file).map(|_| ()))?;
    for format in Format::ALL {
        check_place(file, format::read_as(format, file).map(|_| ()))?;
    }
    if let Err(error) = private::read(file) {
        prop_assert!(error.offset <= file.len(), "{error:?} in {} bytes", file.len());
    }
    check_model(file);
    check_extraction(file)
}

/// Checks that a key that is read is also found by the search for keys in other forms.
fn check_extraction(file: &[u8]) -> Result<(), TestCaseError> {
    #[cfg(feature = "cli")]
    {
        let extraction = keyproof::extract::extract(file);
        if let Ok(Parsed { key, .. }) = format::parse(file) {
            let key = keyproof::extract::PublicKey::Rsa(key);
            prop_assert!(extraction.keys.iter().any(|found| found.public == key), "it isn't found");
        }
    }
    let _ = file;
    Ok(())
}

/// Checks that an accepted file gives a valid key that survives writing and reading.
pub(crate) fn check_sound(file: &[u8]) -> Result<(), TestCaseError> {
    let Ok(Parsed { key, .. }) = format::parse(file) else { return Ok(()) };
    prop_assert!(key.exponent().last().is_some_and(|last| last % 2 == 1) && key.exponent() != [1]);
    prop_assert!(key.exponent().len() <= key.modulus().len() && key.modulus().first() != Some(&0));
    for format in Format::ALL {
        let written = format::write(format, &key, "");
        let again = format::parse(written.as_bytes());
        prop_assert_eq!(again, Ok(Parsed { format, key: key.clone() }));
    }
    Ok(())
}

fn check_place(file: &[u8], read: Result<(), format::FormatError>) -> Result<(), TestCaseError> {
    let Err(error) = read else { return Ok(()) };
    let length = match error.part {
        Part::File => file.len(),
        // Four characters encode three bytes.
        Part::Blob => file.len() / 4 * 3,
    };
    prop_assert!(error.offset <= length, "{error:?} in {} bytes", file.len());
    prop_assert!(keyproof::rule::find(error.rule()).is_some(), "{error:?} enforces no rule");
    Ok(())
}

fn check_model(file: &[u8]) {
    let mut model = Model::default();
    let (file, text) = (file.to_vec(), String::from_utf8_lossy(file).into_owned());
    let actions = [
        Action::InspectPublicKey { material: file.clone() },
        Action::InspectPrivateKey { material: file.clone(), mode: Mode(0o400) },
        Action::VerifyFingerprint { private_key: file.clone(), fingerprint: text.clone() },
        Action::Decrypt { private_key: file.clone(), ciphertext: file },
        Action::NameKeyFile { key_name: text },
    ];
    for action in actions {
        let _ = model.apply(&action);
    }
}
