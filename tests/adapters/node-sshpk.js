// Node's sshpk, put to the test by: keyproof run --exec 'node tests/adapters/node-sshpk.js'
// (with NODE_PATH=/usr/share/nodejs for the package of Debian)
//
// What version 1.17 does otherwise than EC2's document says, and is the library's own fault:
// - A private key that was read from OpenSSH's or PuTTY's form is written with 0 for d mod p-1 and d mod q-1, as
//   openssl rsa -check says, so that its fingerprint is wrong (fingerprint/local-created/openssh-1024): addRSAMissing
//   in utils.js calls jsbn's subtract with a number, which takes a BigInteger.
// - Zeros for modulus or exponent are read, and can't be written: assert.ok(len) in asn1's writer fails out of
//   fingerprint(), and ends this adapter (import/openssh/modulus-zero, exponent-zero).
// - Numbers that no key has are taken (import/openssh/exponent-even, exponent-one), signs are passed over
//   (modulus-negated), and zeros that numbers don't need in front (modulus-with-two-leading-zeros).
// - What stands behind the numbers is passed over (import/openssh/trailing-byte-after-modulus, second-key); of a line
//   that is broken or damaged another key is read (character-lost-inside, space-for-plus, no-break-space-inside).
// - Base64 is read by Node, which skips what is none, and asks for no padding (import/rfc4716/punctuation-inside,
//   padding-missing). RFC 4716's lines can begin and end with any number of dashes (three-dashes), headers can't go on
//   in the next line (continued-once), and lines behind the end are passed over (openssh-line-after).
// - Private keys: numbers that don't belong together, octets behind, a wrong authentication code
//   (private-key/pkcs1-prime-of-another-key, pkcs8-octet-behind, ppk-2-code-wrong).
// Outside of what the library promises: it takes keys of any length (import/openssh/bits-3072), and reads no version 3 of
// PuTTY's files (private-key/ppk-3-2048), and no base64 DER, which its greeting says: "formats". It finds the format out
// by itself, and for a public key it takes private ones and PEM as well (import/other/pkcs1-pem-private-key).
'use strict';

const { createHash } = require('node:crypto');
const readline = require('node:readline');
const sshpk = require('sshpk');
const { version } = require('sshpk/package.json');

// What a parser makes of a file, and the facts that are used of it. Nothing but the errors that the library is
// documented to throw is a refusal: what else is thrown ends the adapter, and counts as a crash.
function inspect(parser, base64, facts) {
  let key;
  try {
    key = parser(Buffer.from(base64, 'base64'), 'auto');
  } catch (error) {
    if (error instanceof sshpk.KeyParseError || error instanceof sshpk.KeyEncryptedError) {
      return { error: { message: error.message } };
    }
    throw error;
  }
  if (key.type !== 'rsa') return { error: { message: `a key of type ${key.type}, not RSA` } };
  return { ok: facts(key) };
}

function colons(digest) {
  return digest.toString('hex').match(/../g).join(':');
}

function publicFacts(key) {
  return { fingerprint: colons(key.hash('md5', 'spki')), bits: key.size };
}

function privateFacts(key) {
  const [, body] = key.toString('pkcs8').split(/-----[A-Z ]+-----/);
  const created = colons(createHash('sha1').update(Buffer.from(body, 'base64')).digest());
  const half = key.toPublic();
  half.comment = undefined;
  return { openssh: half.toString('ssh'), created, imported: colons(half.hash('md5', 'spki')) };
}

function act(name, given) {
  if (name === 'InspectPublicKey') return inspect(sshpk.parseKey, given.material_base64, publicFacts);
  // The library is given octets, which have no mode.
  if (name === 'InspectPrivateKey' && given.mode === '0400') {
    return inspect(sshpk.parsePrivateKey, given.material_base64, privateFacts);
  }
  return { unsupported: true };
}

function answer({ op, seq, action }) {
  if (op === 'start') {
    const formats = ['openssh', 'rfc4716', 'pkcs1', 'pkcs8', 'openssh-private', 'ppk'];
    return { ok: { name: 'sshpk', version, language: 'JavaScript', capabilities: ['codec'], formats } };
  }
  if (op === 'reset') return { seq, ok: {} };
  const [[name, given]] = Object.entries(action);
  return { seq, ...act(name, given) };
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  if (request.op === 'stop') process.exit();
  process.stdout.write(`${JSON.stringify(answer(request))}\n`);
});
