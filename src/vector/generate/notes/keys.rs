//! Flags of keys: their lengths, exponents and algorithms.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[Flag {
    name: "UnsupportedLength",
    what: "An RSA key of a length other than 1024, 2048 and 4096 bits.",
    effect: "The key works here and is refused by the service that keeps the rule, or the other way \
             round; a check of whole octets lets 2041 to 2047 bits pass as 2048.",
    seen: "OpenSSL, PuTTYgen, ssh-key, cryptography, paramiko, AsyncSSH, sshpk, Java and Node read \
           keys of other lengths; ssh-keygen too, from 1024 to 16384 bits. The real service took 512 \
           to 8192 bits in 2026, against its own documentation.",
}];
