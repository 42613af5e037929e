<?php

// What phpseclib makes of private key files: a line in, a line out.
//
// In: the file, in hexadecimal. Out: `taken created=… imported=… openssh=HEX`, or `refused WHY`.

require 'phpseclib3/autoload.php';

use phpseclib3\Crypt\Common\PrivateKey;
use phpseclib3\Crypt\PublicKeyLoader;
use phpseclib3\Crypt\RSA;

function answer(string $file): string
{
    try {
        $key = PublicKeyLoader::load($file);
    } catch (\Throwable $error) {
        // It doesn't tell faults of files from its own.
        return 'refused ' . json_encode($error->getMessage());
    }
    if (!$key instanceof RSA || !$key instanceof PrivateKey) {
        return 'refused it is a ' . get_class($key);
    }
    // Written anew, so that the digests are of the key and not of the file.
    $half = $key->getPublicKey();
    return 'taken created=' . fingerprint('sha1', $key->toString('PKCS8'))
        . ' imported=' . fingerprint('md5', $half->toString('PKCS8'))
        . ' openssh=' . bin2hex(trim($half->toString('OpenSSH', ['comment' => ''])));
}

/** The digest of what is in PEM, by PHP's own code. */
function fingerprint(string $algorithm, string $pem): string
{
    $der = base64_decode(preg_replace('/-----.*-----/', '', $pem));
    return implode(':', str_split(hash($algorithm, $der), 2));
}

while (($line = fgets(STDIN)) !== false) {
    echo answer(hex2bin(trim($line))), "\n";
}
