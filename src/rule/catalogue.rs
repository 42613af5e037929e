//! The table of all rules, by area.

use super::Capability::{self, Auth, Codec, Instances, Login, Metadata, Pairs, Volumes};
use super::Source::{self, Api, Implied, Stated};
use super::{PROFILE, Rule};

// The headings of the document.
pub(super) const INTRODUCTION: &str = "Amazon EC2 Key Pairs";
pub(super) const KEY_PAIRS: &str = "Creating a Key Pair";
pub(super) const LAUNCHING: &str = "Launching and Connecting to Your Instance";
pub(super) const CREATING: &str = "Creating Your Key Pair Using Amazon EC2";
pub(super) const IMPORTING: &str = "Importing Your Own Key Pair to Amazon EC2";
pub(super) const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";
pub(super) const VERIFYING: &str = "Verifying Your Key Pair's Fingerprint";
pub(super) const DELETING: &str = "Deleting Your Key Pair";
pub(super) const RECOVERING: &str = "Connecting to Your Instance if You Lose Your Private Key";

// Most `api` rules cite this page.
pub(super) const ERROR_CODES: &str = "API reference 2014-06-15, Error Codes";

/// Creates a rule without a statement; `says` adds it.
const fn rule(
    id: &'static str,
    source: Source,
    capability: Capability,
    section: &'static str,
) -> Rule {
    Rule { id, statement: "", source, section, capability, profiles: &[PROFILE], note: None }
}

/// All rules, grouped by area.
// Formatted by hand: rustfmt would lay out similar rows in three different ways.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    // pair: properties of a key pair.
    rule("pair/asymmetric", Stated, Codec, "Amazon EC2 Key Pairs; RFC 8017 section 5.1")
        .says("What the public key encrypts, the private key of the same pair decrypts, and no \
               other private key does."),
    rule("pair/name-required", Stated, Pairs, KEY_PAIRS)
        .says("Every key pair has a name: creating or importing one fails if the name is absent or \
               empty."),
    rule("pair/name-identifies-key", Stated, Pairs, KEY_PAIRS)
        .says("The public key is stored under the name given, and is found again under that name."),
    rule("pair/name-unique-in-region", Api, Pairs,
        "API reference 2014-06-15, CreateKeyPair and ImportKeyPair")
        .says("A second pair of a name already taken in the region is refused, and the first pair \
               stays as it was."),
    rule("pair/public-key-only", Stated, Pairs, KEY_PAIRS)
        .says("The service keeps the public key alone, so that no answer after the one that \
               creates the pair holds private key material."),
    rule("pair/ssh2-rsa", Stated, Pairs, "Creating a Key Pair; RFC 4253 section 6.6")
        .says("A created key is an RSA key for SSH-2, of type `ssh-rsa`."),
    rule("pair/created-1024-bits", Stated, Pairs, KEY_PAIRS)
        .says("The modulus of a created key has 1024 bits.")
        .noted("The document contradicts itself: its text says 1024 bits, its example has 2048, \
                and so does the API reference of the same version. The reference implementation \
                makes 1024. Flag CreatedKeySize: an implementation may make 1024 or 2048, and any \
                other size fails."),
    rule("pair/limit-per-region", Stated, Pairs, KEY_PAIRS)
        .says("A region holds up to 5,000 key pairs: the 5,000th is taken, and the 5,001st is \
               refused.")
        .noted("The suite has one vector for it, which fills a region with 5,000 pairs."),
    rule("pair/limit-counts-both-kinds", Implied, Pairs, KEY_PAIRS)
        .says("Created and imported pairs count towards the same limit.")
        .noted("The limit is on key pairs, and an imported pair is one as much as a created pair \
                is. \
                The suite has one vector for it, which fills a region with 5,000 pairs."),
    rule("pair/limit-frees-on-delete", Implied, Pairs,
        "Creating a Key Pair; Deleting Your Key Pair")
        .says("A full region takes another pair once one of its pairs is deleted.")
        .noted("The limit is on the pairs that exist at one time, and a deleted pair no longer \
                does. \
                The suite has one vector for it, which fills a region with 5,000 pairs."),
    rule("pair/limit-is-regional", Implied, Pairs, KEY_PAIRS)
        .says("A full region does not keep another region from taking pairs.")
        .noted("The limit is given for each region. \
                The suite has one vector for it, which fills a region with 5,000 pairs."),
    rule("pair/region-hides", Stated, Pairs, CREATING)
        .says("A pair is not visible in any region but its own."),
    rule("pair/region-binds-launch", Stated, Instances, CREATING)
        .says("A pair cannot be used to launch an instance in any region but its own."),
    rule("pair/same-name-other-region", Implied, Pairs, CREATING)
        .says("Two regions can each hold a pair of the same name, and the two are unrelated.")
        .noted("A pair cannot be seen from another region, so its name cannot be taken there."),

    // create: creating a pair in EC2.
    rule("create/returns-private-key", Stated, Pairs,
        "Creating Your Key Pair Using Amazon EC2; API reference 2014-06-15, CreateKeyPair")
        .says("Creating a pair answers with its private key, as unencrypted PEM.")
        .noted("The document says `.pem` and no more. The API reference calls the content PKCS#8 \
                (RFC 5208 section 5, RFC 5958 section 2), while the service is seen to answer with \
                PKCS#1 (RFC 8017 appendix A.1.2). Both are unencrypted PEM, and the rule asks for \
                nothing narrower."),
    rule("create/private-key-only-once", Stated, Pairs, CREATING)
        .says("The answer to creating a pair is the only one that ever holds its private key."),
    rule("create/halves-match", Implied, Pairs,
        "Amazon EC2 Key Pairs; Creating Your Key Pair Using Amazon EC2")
        .says("The private key answered belongs to the public key stored.")
        .noted("The private key answered is the one to connect with, and the public key stored is \
                the one that instances let in."),
    rule("create/fresh-key", Implied, Pairs, KEY_PAIRS)
        .says("No two creations give the same key.")
        .noted("A private key opens what its own pair was used for; two pairs with one key would \
                each open what belongs to the other."),
    rule("create/pem-file-name", Stated, Codec, CREATING)
        .says("The private key is saved in a file named after the pair, with the extension \
               `.pem`."),
    rule("create/pem-file-mode", Stated, Codec, CREATING)
        .says("The private key file has mode 0400, so that its owner alone can read it."),

    // launch: launching instances with a pair.
    rule("launch/names-pair", Stated, Instances, LAUNCHING)
        .says("A launch names the pair to use, and the instance reports that name."),
    rule("launch/unknown-pair-refused", Implied, Instances,
        "Launching and Connecting to Your Instance; Deleting Your Key Pair")
        .says("A launch that names a pair absent from the region fails, and starts no instance.")
        .noted("A deleted pair cannot launch anything, and a deleted pair is one that the region \
                does not have. The document's warning of an instance that cannot be reached is \
                read as meant for launches that name no pair at all."),
    rule("launch/without-pair-locked-out", Stated, Login, LAUNCHING)
        .says("An instance launched without a pair runs, and no key connects to it."),
    rule("launch/authorized-keys-at-boot", Stated, Login, RETRIEVING)
        .says("After boot, the public key stands in `~/.ssh/authorized_keys` of the login user."),
    rule("launch/authorized-keys-entry", Stated, Login, RETRIEVING)
        .says("The entry in `authorized_keys` is one line: the public key, then the name of the \
               pair.")
        .noted("The document prints the entry over several lines. The breaks are the page's: in \
                the file, an entry is one line."),
    rule("launch/no-password", Stated, Login, INTRODUCTION)
        .says("A Linux or Unix instance has no password: only a key gets in."),
    rule("launch/matching-key-connects", Stated, Login, LAUNCHING)
        .says("The private key of the pair that the instance was launched with connects to it."),
    rule("launch/other-key-refused", Stated, Login, LAUNCHING)
        .says("A private key of any other pair does not connect to the instance."),
    rule("launch/windows-password", Stated, Instances, INTRODUCTION)
        .says("The administrator password of a Windows instance is given out encrypted to the \
               public key of the pair, and the private key recovers it."),

    // import: importing a pair created elsewhere.
    rule("import/openssh", Stated, Codec,
        "Importing Your Own Key Pair to Amazon EC2; RFC 4253 section 6.6")
        .says("A public key in the OpenSSH format, as a line of `authorized_keys`, is accepted.")
        .noted("Two things about the key that the document prints are left open. Flag \
                DocumentExample: it ends in the word EXAMPLE, which makes its modulus even, and no \
                RSA modulus is; an implementation may refuse it, or accept it with 2048 bits and \
                the fingerprint 25:98:2d:4f:da:f6:90:ad:67:f3:be:55:fa:40:92:12. And it is printed \
                over several lines, which an entry in the file is not; an implementation may \
                refuse the wrapped text, or read the one right key from it, but never another \
                key."),
    rule("import/base64-der", Stated, Codec,
        "Importing Your Own Key Pair to Amazon EC2; RFC 4648 section 4; RFC 5280 section 4.1.2.7; \
         RFC 3279 section 2.3.1")
        .says("A public key in DER, encoded in base64, is accepted.")
        .noted("The document does not say which structure the DER holds. The suite takes \
                SubjectPublicKeyInfo, which is what the document's command for computing a \
                fingerprint writes out."),
    rule("import/rfc4716", Stated, Codec,
        "Importing Your Own Key Pair to Amazon EC2; RFC 4716 section 3")
        .says("A public key in the SSH public key file format is accepted."),
    rule("import/format-equivalence", Implied, Codec, IMPORTING)
        .says("One key in each of the three formats is one and the same key: modulus, exponent, \
               size and fingerprint agree.")
        .noted("The formats are ways to write a public key, and none of the three adds to the key \
                or leaves out a part of it."),
    rule("import/other-formats-refused", Implied, Codec, IMPORTING)
        .says("Material in any other format, such as PuTTY's `.ppk`, a JWK, raw DER, a \
               certificate, prose or nothing at all, is refused.")
        .noted("The document lists the formats that are accepted, and the list is read as \
                complete."),
    rule("import/malformed-refused", Implied, Codec,
        "Importing Your Own Key Pair to Amazon EC2; RFC 4253 section 6.6; RFC 4716 section 3; RFC \
         5280 section 4.1.2.7")
        .says("A broken instance of an accepted format is refused with a clear error, whatever its \
               bytes.")
        .noted("What breaks the rules of a format is not in that format, and only material in an \
                accepted format is accepted."),
    rule("import/private-key-refused", Implied, Codec,
        "Creating a Key Pair; Importing Your Own Key Pair to Amazon EC2")
        .says("Private key material is refused.")
        .noted("The service keeps public keys alone, and none of the accepted formats is one for \
                private keys."),
    rule("import/no-dsa", Stated, Codec, IMPORTING)
        .says("A DSA key is refused, in each of the three formats."),
    rule("import/rsa-only", Stated, Codec, IMPORTING)
        .says("A key that is not plain RSA, such as ECDSA, Ed25519, a security key (`sk-`) or a \
               certificate, is refused, in each of the three formats."),
    rule("import/1024-bits", Stated, Codec, IMPORTING)
        .says("An RSA key with a modulus of 1024 bits is accepted, in each of the three formats."),
    rule("import/2048-bits", Stated, Codec, IMPORTING)
        .says("An RSA key with a modulus of 2048 bits is accepted, in each of the three formats."),
    rule("import/4096-bits", Stated, Codec, IMPORTING)
        .says("An RSA key with a modulus of 4096 bits is accepted, in each of the three formats."),
    rule("import/other-lengths-refused", Stated, Codec, IMPORTING)
        .says("An RSA key with a modulus of any length but 1024, 2048 and 4096 bits is refused, in \
               each of the three formats.")
        .noted("The length is counted to the bit: 1023, 1025 and 2047 are other lengths, as are \
                512, 1536, 3072, 8192 and 16384. The service of later years is seen to accept \
                several of them; the rule is the document's."),
    rule("import/extension-irrelevant", Stated, Codec, IMPORTING)
        .says("The name and the extension of the public key file have no bearing on the outcome."),
    rule("import/third-party-tools", Stated, Codec,
        "Importing Your Own Key Pair to Amazon EC2; Retrieving the Public Key for Your Key Pair")
        .says("Keys made by ssh-keygen, OpenSSL, PuTTYgen and the standard libraries of languages \
               such as Java, Ruby and Python are accepted."),
    rule("import/listed", Stated, Pairs, IMPORTING)
        .says("An imported pair appears in the list of its region, under the name given."),
    rule("import/region-bound", Stated, Pairs, IMPORTING)
        .says("An imported pair belongs to the region that it was imported into, and to no other."),
    rule("import/refusal-stores-nothing", Implied, Pairs, IMPORTING)
        .says("A refused import leaves the region as it was.")
        .noted("The document has an import checked by looking for the pair in the list, which is a \
                check only if a failed import leaves none there."),

    // public-key: retrieving the public key.
    rule("public-key/from-private", Stated, Codec,
        "Retrieving the Public Key for Your Key Pair; RFC 4253 section 6.6")
        .says("For a pair's private key, `ssh-keygen -y` gives the pair's public key as `ssh-rsa` \
               and its base64, with no name behind it.")
        .noted("A file that holds no usable RSA private key has no public key to give, so it must be \
                refused."),
    rule("public-key/permissions", Stated, Codec, RETRIEVING)
        .says("The command `ssh-keygen -y` fails as long as anyone but the owner may read the \
               private key file."),
    rule("public-key/puttygen", Stated, Codec, RETRIEVING)
        .says("PuTTYgen loads the private key from its `.pem` or `.ppk` file, and shows the same \
               public key.")
        .noted("A `.ppk` file that holds no usable RSA private key must be refused."),
    rule("public-key/metadata-path", Stated, Metadata, RETRIEVING)
        .says("On an instance, `/latest/meta-data/public-keys/0/openssh-key` answers with the \
               launch key, then the name of the pair.")
        .noted("The document prints the answer over several lines. The breaks are the page's: the \
                answer is one line."),
    rule("public-key/metadata-index", Api, Metadata,
        "User Guide 2014-06-15, Retrieving Instance Metadata")
        .says("On an instance, `/latest/meta-data/public-keys/` answers with `0=` and the name of \
               the pair, and `public-keys/0/` with `openssh-key`.")
        .noted("The document gives the whole path and not the way to it. Clients find the key \
                through the index: cloud-init, given another form of index, installs no key at \
                all."),
    rule("public-key/metadata-frozen", Stated, Metadata, RETRIEVING)
        .says("Replacing the key on an instance does not change the key that its metadata answers \
               with."),

    // fingerprint: verifying keys.
    rule("fingerprint/created-sha1", Stated, Pairs,
        "Verifying Your Key Pair's Fingerprint; API reference 2014-06-15, CreateKeyPair; RFC 5208 \
         section 5")
        .says("The fingerprint of a created pair is the SHA-1 digest of its private key as \
               unencrypted PKCS#8 DER, its 20 octets in lower-case hex with colons between.")
        .noted("The document names the hash alone. That its input is the private key in DER comes \
                from the API reference."),
    rule("fingerprint/imported-md5", Stated, Codec,
        "Verifying Your Key Pair's Fingerprint; RFC 5280 section 4.1.2.7; RFC 3279 section 2.3.1")
        .says("The fingerprint of an imported pair is the MD5 digest of its public key as \
               SubjectPublicKeyInfo DER, its 16 octets in lower-case hex with colons between.")
        .noted("The API reference speaks of RFC 4716 section 4, which hashes the SSH blob and \
                gives another value. The suite follows the document, whose OpenSSL command hashes \
                SubjectPublicKeyInfo."),
    rule("fingerprint/reimported-md5", Stated, Pairs, VERIFYING)
        .says("The public half of a created pair, when imported, gets a fingerprint of the MD5 \
               kind."),
    rule("fingerprint/displayed", Stated, Pairs, VERIFYING)
        .says("The list shows the fingerprint of each pair, the same that creating or importing it \
               answered with."),
    rule("fingerprint/local-created", Stated, Codec, VERIFYING)
        .says("The fingerprint of a created pair can be computed from its private key file alone, \
               as `ec2-fingerprint-key` does."),
    rule("fingerprint/local-imported", Stated, Codec, VERIFYING)
        .says("For an imported pair, `openssl rsa -in KEY -pubout -outform DER | openssl md5 -c` \
               on its private key gives the fingerprint."),
    rule("fingerprint/verifies", Stated, Codec, VERIFYING)
        .says("The fingerprint tells the private key that matches the stored public key from any \
               other."),

    // delete: deleting a pair.
    rule("delete/removes-public-key", Stated, Pairs, DELETING)
        .says("A deleted pair is gone from the list."),
    rule("delete/name-free-again", Implied, Pairs, DELETING)
        .says("The name of a deleted pair can be used again, for another key.")
        .noted("A name is refused only while a pair of the region has it, and deleting leaves no \
                such pair."),
    rule("delete/private-key-untouched", Stated, Login, DELETING)
        .says("Deleting a pair leaves the private key on the user's computer as good as before."),
    rule("delete/instances-untouched", Stated, Instances, DELETING)
        .says("Deleting a pair leaves its public key in place on the instances already launched \
               with it."),
    rule("delete/no-new-launch", Stated, Instances, DELETING)
        .says("A deleted pair cannot be used to launch another instance."),
    rule("delete/still-connects", Stated, Login, DELETING)
        .says("After a pair is deleted, its private key still connects to the instances launched \
               with it."),
    rule("delete/unknown-name", Api, Pairs, "API reference 2014-06-15, DeleteKeyPair")
        .says("Deleting a name that no pair has is answered as a success, and changes nothing."),

    // recover: regaining access after the private key is lost.
    rule("recover/no-copy", Stated, Pairs, LAUNCHING)
        .says("The service has no copy of a private key, and a lost one cannot be had from it."),
    rule("recover/root-device-types", Stated, Volumes, RECOVERING)
        .says("The root device type of an instance is `ebs` or `instance-store`.")
        .noted("The document's console writes the second with a space; the API writes it with a \
                hyphen."),
    rule("recover/ebs-only", Stated, Volumes,
        "Launching and Connecting to Your Instance; Connecting to Your Instance if You Lose Your \
         Private Key")
        .says("Access can be regained to an EBS-backed instance, and in no way to one backed by \
               instance store."),
    rule("recover/instance-store-cannot-stop", Stated, Volumes, RECOVERING)
        .says("An instance backed by instance store cannot be stopped, nor can one that is stopped \
               already."),
    rule("recover/root-needs-stop", Implied, Volumes, RECOVERING)
        .says("The root volume comes off an instance only while the instance is stopped.")
        .noted("The document says that the instance must be stopped before its root volume is \
                detached, which would be needless if the volume came off a running one."),
    rule("recover/detach-to-available", Stated, Volumes, RECOVERING)
        .says("A detached volume becomes `available`, and attaches elsewhere only then."),
    rule("recover/attach-secondary", Stated, Volumes, RECOVERING)
        .says("The detached root volume attaches to the temporary instance as a data volume, under \
               a device name of its own."),
    rule("recover/marketplace-refused", Stated, Volumes, RECOVERING)
        .says("A volume with an AWS Marketplace product code is refused as a secondary device."),
    rule("recover/copy-authorized-keys", Stated, Volumes, RECOVERING)
        .says("Copying the temporary instance's `authorized_keys` over the original's lets the new \
               key in and shuts the old one out.")
        .noted("The document speaks of the new key alone. That the old one is shut out follows \
                from its command, which replaces the file and adds nothing to it."),
    rule("recover/owner-and-mode", Stated, Volumes, RECOVERING)
        .says("The original's `authorized_keys` must keep its owner, group and mode: with others, \
               the login fails until they are restored.")
        .noted("The example shows owner 222, group 500 and mode `-rw-------`. It mounts the volume \
                at `/mnt/tempvol` and then lists `/mnt/home`; the suite reads both as the one \
                mount point."),
    rule("recover/unmount-first", Stated, Volumes, RECOVERING)
        .says("The volume is unmounted on the temporary instance before it is detached from it."),
    rule("recover/reattach-as-sda1", Stated, Volumes, RECOVERING)
        .says("With its root volume attached under any name but `/dev/sda1`, the original instance \
               does not start."),
    rule("recover/start-with-new-key", Stated, Volumes, RECOVERING)
        .says("With its root volume back at `/dev/sda1`, the original instance starts, and the new \
               private key connects to it."),
    rule("recover/classic-address", Stated, Volumes, RECOVERING)
        .says("On EC2-Classic, stopping an instance takes its Elastic IP address away, and the \
               address must be associated anew."),
    rule("recover/any-linux-image", Stated, Volumes, RECOVERING)
        .says("The temporary instance may run the image of the original instance or another one.")
        .noted("The document asks for the same image, and for one made from the stopped instance \
                where that image is unavailable. The suite reads this as advice: nothing in the \
                procedure depends on the image."),
    rule("recover/temporary-optional", Stated, Volumes, RECOVERING)
        .says("Terminating the temporary instance is optional, and makes no difference to the \
               original."),

    // api: responses of the API.
    rule("api/error-form", Api, Pairs, ERROR_CODES)
        .says("A refusal is a 4xx response with the documented XML error, which holds a code and a \
               message, and never a 5xx, an HTML page or an empty 200.")
        .noted("Codes and statuses are judged, message texts never: those have changed over the \
                years."),
    rule("api/missing-parameter", Api, Pairs, ERROR_CODES)
        .says("A required parameter that is absent or empty is refused with `MissingParameter`."),
    rule("api/material-is-base64", Api, Pairs,
        "API reference 2014-06-15, ImportKeyPair; RFC 4648 section 4")
        .says("The value of `PublicKeyMaterial` is the bytes of the public key file in base64, and \
               one that is not base64 is refused.")
        .noted("Whether the base64 may have line breaks is open: released clients send them."),
    rule("api/format-error-code", Api, Pairs, ERROR_CODES)
        .says("Key material that cannot be used is refused with `InvalidKey.Format` or \
               `InvalidKeyPair.Format`.")
        .noted("Both codes are documented; the service is seen to answer with the first."),
    rule("api/duplicate-code", Api, Pairs, ERROR_CODES)
        .says("A name already taken is refused with `InvalidKeyPair.Duplicate`, in creating and \
               importing alike, whichever of the two took it."),
    rule("api/limit-code", Api, Pairs, ERROR_CODES)
        .says("The 5,001st pair of a region is refused with `KeyPairLimitExceeded`.")
        .noted("The suite has one vector for it, which fills a region with 5,000 pairs."),
    rule("api/describe-unknown", Api, Pairs,
        "API reference 2014-06-15, DescribeKeyPairs; API reference 2014-06-15, Error Codes")
        .says("Describing names of which one or more are unknown is refused with \
               `InvalidKeyPair.NotFound`, and describes no pair."),
    rule("api/describe-filters", Api, Pairs, "API reference 2014-06-15, DescribeKeyPairs")
        .says("The filters `key-name` and `fingerprint` select pairs: values of one filter are \
               alternatives, and a pair must pass every filter and be among the names given.")
        .noted("In a value, `*` stands for any number of characters and `?` for one, and a backslash \
                before one of them or before a backslash takes that meaning away, as the editions of \
                2011-12-15 and 2013-02-01 say."),
    rule("api/dry-run", Api, Pairs, ERROR_CODES)
        .says("A request with `DryRun=true` is answered with `DryRunOperation` and status 412, and \
               changes nothing."),
    rule("api/escaping", Implied, Pairs, KEY_PAIRS)
        .says("A name with `<`, `&`, quotes or spaces in it comes back exactly as it was given.")
        .noted("A pair is known by the name given, and answers are XML: only a name that is \
                escaped there comes out as itself."),
    rule("api/signature", Api, Auth, "API reference 2014-06-15, Common Query Parameters")
        .says("A request that is unsigned, or signed with a wrong secret, is refused and does \
               nothing."),
];
