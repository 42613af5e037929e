<?php

// phpseclib, put to the test by: keyproof run --exec 'php tests/adapters/php-phpseclib.php'
//
// Where version 3 differs from EC2's document, which is the library's own fault:
// - Of lines, only two words are read (import/openssh/second-key), and the first need not be there (label-missing). In
//   the base64, other characters are skipped, and padding is not needed (import/openssh/padding-missing). Numbers may be
//   negative (import/openssh/modulus-negated), and anything may follow (import/openssh/trailing-byte-after-modulus).
// - BER is read as DER (import/base64-der/indefinite-length-outer-sequence), with data after it (trailing-octet) and any
//   parameters (import/base64-der/parameters-integer).
// - Private keys: labels, versions and the last line are hardly checked (private-key/end-missing), nor are all numbers
//   compared (private-key/pkcs1-prime-of-another-key).
// Outside of what the library promises: it reads keys of any length (import/openssh/bits-3072), and all formats that it
// detects, such as PEM (import/other/pem-public-key). It does not read RFC 4716; the greeting says which formats it reads.

ini_set('display_errors', 'stderr'); // Notices would stand among the answers.
require 'phpseclib3/autoload.php';

use phpseclib3\Crypt\Common\PrivateKey;
use phpseclib3\Crypt\Common\PublicKey;
use phpseclib3\Crypt\PublicKeyLoader;
use phpseclib3\Crypt\RSA;

class Refused extends Exception
{
}

function load(string $base64): RSA
{
    try {
        $key = PublicKeyLoader::load(base64_decode($base64));
    } catch (\Throwable $error) {
        // The library throws errors of PHP, such as a TypeError, on some malformed files.
        throw new Refused($error->getMessage());
    }
    return $key instanceof RSA ? $key : throw new Refused('not an RSA key: ' . get_class($key));
}

function facts(string $base64): array
{
    $key = load($base64);
    if (!$key instanceof PrivateKey) {
        throw new Refused('not a private key');
    }
    $half = $key->getPublicKey();
    return [
        'openssh' => trim($half->toString('OpenSSH', ['comment' => ''])),
        'created' => fingerprint('sha1', $key->toString('PKCS8')),
        'imported' => fingerprint('md5', $half->toString('PKCS8')),
    ];
}

/** Returns the digest of the DER in PEM. */
function fingerprint(string $algorithm, string $pem): string
{
    $der = base64_decode(preg_replace('/-----.*-----/', '', $pem));
    return implode(':', str_split(hash($algorithm, $der), 2));
}

function act(string $name, array $given): array
{
    if ($name === 'InspectPublicKey') {
        $key = load($given['material_base64']);
        $half = $key instanceof PublicKey ? $key : throw new Refused('not a public key');
        return ['ok' => ['fingerprint' => fingerprint('md5', $half->toString('PKCS8')), 'bits' => $half->getLength()]];
    }
    // The library is given bytes, which have no mode.
    if ($name === 'InspectPrivateKey' && (octdec($given['mode']) & 077) === 0) {
        return ['ok' => facts($given['material_base64'])];
    }
    if ($name === 'VerifyFingerprint') {
        $facts = facts($given['private_key_base64']);
        return ['ok' => ['matches' => in_array($given['fingerprint'], [$facts['created'], $facts['imported']], true)]];
    }
    return ['unsupported' => true];
}

function answer(array $request): array
{
    if ($request['op'] === 'start') {
        // The library knows no more than the first number of its version, which is part of every name.
        return ['ok' => ['name' => 'phpseclib', 'version' => '3 (PHP ' . PHP_VERSION . ')', 'language' => 'PHP',
            'capabilities' => ['codec'],
            'formats' => ['openssh', 'base64-der', 'pkcs1', 'pkcs8', 'openssh-private', 'ppk']]];
    }
    $answer = ['seq' => $request['seq']];
    if ($request['op'] === 'reset') {
        return $answer + ['ok' => new stdClass()];
    }
    try {
        return $answer + act(key($request['action']), current($request['action']));
    } catch (Refused $refusal) {
        return $answer + ['error' => ['message' => $refusal->getMessage()]];
    }
}

while (($line = fgets(STDIN)) !== false && ($request = json_decode($line, true))['op'] !== 'stop') {
    echo json_encode(answer($request), JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
