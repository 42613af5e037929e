//! Stops the build of the program on a system that is not Unix, and names the part that builds there.
//!
//! The program needs the process groups, pipe polling and signals of Unix.

compile_error!(
    "the program keyproof (feature \"cli\", on by default) needs a Unix system, such as Linux or macOS; the library \
     builds here without it: default-features = false"
);
