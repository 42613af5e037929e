//! Implementations that are built in beside the reference.
