// Tests Node's sshpk: keyproof run --exec 'node tests/adapters/node-sshpk.js'
// (with NODE_PATH=/usr/share/nodejs for the package of Debian)
//
// Where version 1.17 differs from EC2's document by its own fault:
// - It writes a private key in OpenSSH's or PuTTY's format with 0 for d mod p-1 and d mod q-1, as openssl rsa -check
//   shows, so the fingerprint is wrong (fingerprint/local-created/openssh-1024): addRSAMissing in utils.js calls jsbn's
//   subtract with a number, but subtract needs a BigInteger.
// - It reads a modulus or an exponent of zero but can't write it: assert.ok(len) in asn1's writer fails, fingerprint()
//   throws the error, and this adapter ends (import/openssh/modulus-zero, exponent-zero).
// - It accepts numbers that no key has (import/openssh/exponent-even, exponent-one), and ignores signs
//   (modulus-negated) and leading zeros that a number doesn't need (modulus-with-two-leading-zeros).
// - It ignores octets after the numbers, and a second key (import/openssh/trailing-byte-after-modulus, second-key).
//   From a damaged line it reads another key (character-lost-inside, space-for-plus, no-break-space-inside).
// - Node's base64 decoder skips other characters and accepts missing padding (import/rfc4716/punctuation-inside,
//   padding-missing). In RFC 4716, sshpk accepts any number of dashes in a marker (three-dashes), refuses headers that
//   continue on the next line (continued-once), and ignores lines after the end marker (openssh-line-after).
// - It accepts private keys with numbers that don't match each other, octets after the key, or a wrong authentication
//   code (private-key/pkcs1-prime-of-another-key, pkcs8-octet-behind, ppk-2-code-wrong).
// - Its automatic detection of the format doesn't recognise version 3 of PuTTY's files (private-key/ppk-3-2048). It
//   reads this version only if the format is given.
// Where it breaks no promise: it accepts keys of any length (import/openssh/bits-3072). It doesn't read base64 DER, and
// its greeting says so in "formats". It detects the format by itself, so it also accepts private keys and PEM as public
// keys (import/other/pkcs1-pem-private-key).
'use strict';

const { createHash } = require('node:crypto');
const readline = require('node:readline');
const sshpk = require('sshpk');
const { version } = require('sshpk/package.json');

// Parses a file and returns facts about its key. Only an error that the library is documented to throw is a refusal.
// Any other error ends the adapter, and counts as a crash.
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
  // The library gets octets, which have no mode.
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
