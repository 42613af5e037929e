// What Java's own library makes of keys: a line in, a line out.
//
//     file HEX                         a public key file: base64 of SubjectPublicKeyInfo
//     numbers N E                      a public key
//     private KEY                      a private key, as below
//     decrypt KEY CIPHERTEXT           what a ciphertext decrypts to (RSAES-PKCS1-v1_5)
//
// KEY is `pkcs8 HEX`, a PEM file of that form, or `crt N E D P Q INVERSE`. Everything is in hexadecimal.
// The answer is `taken NAME=VALUE …`, or `refused WHY`. A question can be given as arguments too.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Cipher;

class Facts {
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            System.out.println(answer(String.join(" ", arguments)));
            return;
        }
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String question; (question = questions.readLine()) != null; ) {
            System.out.println(answer(question));
            System.out.flush();
        }
    }

    static String answer(String question) {
        try {
            return "taken " + facts(new ArrayDeque<>(List.of(question.split(" ", -1))));
        } catch (GeneralSecurityException | IllegalArgumentException | ArithmeticException refusal) {
            return "refused " + String.valueOf(refusal.getMessage()).replaceAll("\\s+", " ");
        }
    }

    static String facts(Deque<String> words) throws GeneralSecurityException {
        switch (words.pop()) {
            case "file":
                return facts((RSAPublicKey) RSA().generatePublic(new X509EncodedKeySpec(base64(text(words.pop())))));
            case "numbers":
                return facts(publicKey(number(words.pop()), number(words.pop())));
            case "private":
                var key = privateKey(words);
                var half = publicKey(key.getModulus(), key.getPublicExponent());
                return "created=" + digest("SHA-1", key.getEncoded()) + " imported=" + digest("MD5", half.getEncoded());
            case "decrypt":
                var cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
                cipher.init(Cipher.DECRYPT_MODE, privateKey(words));
                return "plaintext=" + HexFormat.of().formatHex(cipher.doFinal(HexFormat.of().parseHex(words.pop())));
            default:
                throw new IllegalStateException(words.toString());
        }
    }

    static String facts(RSAPublicKey key) throws GeneralSecurityException {
        var modulus = key.getModulus();
        var octets = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(unsigned(modulus)));
        // Written anew, so that the digest is of the numbers and not of the file.
        var spki = publicKey(modulus, key.getPublicExponent()).getEncoded();
        return "bits=" + modulus.bitLength() + " exponent=" + key.getPublicExponent()
                + " modulus_sha256=" + octets + " fingerprint=" + digest("MD5", spki);
    }

    static RSAPrivateCrtKey privateKey(Deque<String> words) throws GeneralSecurityException {
        if (words.pop().equals("pkcs8")) {
            var lines = text(words.pop()).lines().dropWhile(line -> !line.startsWith("-----BEGIN PRIVATE KEY")).skip(1);
            var body = lines.takeWhile(line -> !line.startsWith("-----END")).collect(Collectors.joining("\n"));
            return (RSAPrivateCrtKey) RSA().generatePrivate(new PKCS8EncodedKeySpec(base64(body)));
        }
        BigInteger n = number(words.pop()), e = number(words.pop()), d = number(words.pop());
        BigInteger p = number(words.pop()), q = number(words.pop()), inverse = number(words.pop());
        BigInteger one = BigInteger.ONE, dp = d.mod(p.subtract(one)), dq = d.mod(q.subtract(one));
        return (RSAPrivateCrtKey) RSA().generatePrivate(new RSAPrivateCrtKeySpec(n, e, d, p, q, dp, dq, inverse));
    }

    static RSAPublicKey publicKey(BigInteger modulus, BigInteger exponent) throws GeneralSecurityException {
        return (RSAPublicKey) RSA().generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    static KeyFactory RSA() throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA");
    }

    static String digest(String algorithm, byte[] octets) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":").formatHex(MessageDigest.getInstance(algorithm).digest(octets));
    }

    /** A file's lines, joined: the decoder knows of one line only. */
    static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.lines().map(String::strip).collect(Collectors.joining()));
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    static BigInteger number(String hex) {
        return new BigInteger(hex, 16);
    }

    /** The octets of a number, without the one that only holds the sign. */
    static byte[] unsigned(BigInteger number) {
        var octets = number.toByteArray();
        return octets[0] == 0 ? java.util.Arrays.copyOfRange(octets, 1, octets.length) : octets;
    }
}
