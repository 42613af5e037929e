//! An implementation behind a command that is run once for each public key file.
