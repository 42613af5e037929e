//! Says, when the program is compiled for a system that it doesn't run on, what does build there.
//!
//! The program runs commands in process groups, waits for pipes and catches signals, as Unix has them.

compile_error!(
    "the program keyproof (feature \"cli\", on by default) needs a Unix system, such as Linux or macOS; the library \
     builds here without it: default-features = false"
);
