// Tests Java's own library: keyproof run --exec 'java tests/adapters/java-security.java'
//
// Where Java 17 differs from EC2's document by its own fault:
// - It reads BER as DER (import/base64-der/indefinite-length-outer-sequence), and accepts octets after the key
//   (trailing-octet), any parameters (parameters-integer), and the identifiers of other algorithms in place of
//   rsaEncryption (oid-sha256-with-rsa). getEncoded() keeps some of these differences, so one key has several
//   fingerprints (length-not-shortest-modulus).
// - It ignores the sign of negative numbers (modulus-negative, exponent-negative), and clears the bits that a BIT
//   STRING declares unused, which gives the exponent 65536 (unused-bits-1).
// - It accepts octets after a private key, and no parameters (private-key/pkcs8-octet-behind, pkcs8-without-parameters).
// Base64's decoder is documented to accept missing padding (import/base64-der/padding-missing). It ignores unused bits
// (unused-bits-two).
// Where the library breaks no promise: it accepts keys of lengths that EC2 doesn't have (import/base64-der/bits-3072).
// It reads neither OpenSSH's lines nor RFC 4716, and of private keys only PKCS#8. Its greeting says so in "formats".

import java.io.*;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.security.interfaces.*;
import java.security.spec.*;
import java.util.*;
import java.util.regex.Pattern;
import javax.crypto.*;

class Adapter {
    public static void main(String[] arguments) throws Exception {
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request; (request = requests.readLine()) != null && !field(request, "op").equals("stop"); ) {
            System.out.println("{" + answer(request) + "}");
            System.out.flush();
        }
    }

    static String answer(String request) throws GeneralSecurityException {
        if (field(request, "op").equals("start")) {
            return "\"ok\":{\"name\":\"java.security\",\"version\":\"" + System.getProperty("java.version")
                    + "\",\"language\":\"Java\",\"capabilities\":[\"codec\"],\"formats\":[\"base64-der\",\"pkcs8\"]}";
        }
        var seq = "\"seq\":" + field(request, "seq") + ",";
        try {
            return seq + (field(request, "op").equals("reset") ? "\"ok\":{}" : act(request));
        } catch (IllegalArgumentException | InvalidKeySpecException | BadPaddingException | IllegalBlockSizeException refusal) {
            // These are documented. Any other exception ends the adapter, and counts as a crash.
            return seq + "\"error\":{\"message\":\"" + refusal.toString().replaceAll("[^ -~]|[\"\\\\]", "?") + "\"}";
        }
    }

    static String act(String request) throws GeneralSecurityException {
        if (request.contains("{\"InspectPublicKey\":")) {
            var key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(base64(file(request))));
            return "\"ok\":{\"fingerprint\":\"" + digest("MD5", key) + "\",\"bits\":" + key.getModulus().bitLength() + "}";
        }
        // The library gets octets, which have no mode.
        if (request.contains("{\"InspectPrivateKey\":") && field(request, "mode").equals("0400")) {
            var prints = fingerprints(request);
            return "\"ok\":{\"created\":\"" + prints.get(0) + "\",\"imported\":\"" + prints.get(1) + "\"}";
        }
        if (request.contains("{\"VerifyFingerprint\":")) {
            return "\"ok\":{\"matches\":" + fingerprints(request).contains(field(request, "fingerprint")) + "}";
        }
        if (request.contains("{\"Decrypt\":")) {
            var cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.DECRYPT_MODE, privateKey(request));
            var text = cipher.doFinal(base64(field(request, "ciphertext_base64")));
            return "\"ok\":{\"plaintext_base64\":\"" + Base64.getEncoder().encodeToString(text) + "\"}";
        }
        return "\"unsupported\":true";
    }

    static RSAPrivateCrtKey privateKey(String request) throws GeneralSecurityException {
        var body = file(request).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(base64(body)));
    }

    static List<String> fingerprints(String request) throws GeneralSecurityException {
        var key = privateKey(request);
        var half = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        return List.of(digest("SHA-1", key), digest("MD5", KeyFactory.getInstance("RSA").generatePublic(half)));
    }

    static String digest(String algorithm, Key key) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":").formatHex(MessageDigest.getInstance(algorithm).digest(key.getEncoded()));
    }

    /** Joins the lines, because the decoder reads only one. */
    static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.lines().map(String::strip).reduce("", String::concat));
    }

    static String file(String request) {
        return new String(base64(field(request, "(?:material|private_key)_base64")), StandardCharsets.ISO_8859_1);
    }

    /** Java has no reader of JSON. This reads numbers, and texts without escapes; no text here has any. */
    static String field(String request, String name) {
        var found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(request);
        return found.find() ? found.group(1) : "";
    }
}
