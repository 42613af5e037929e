// Java's own library, put to the test by: keyproof run --exec 'java tests/adapters/java-security.java'
//
// What Java 17 does otherwise than EC2's document says, and is the library's own fault:
// - BER is read for DER (import/base64-der/indefinite-length-outer-sequence), with anything behind (trailing-octet),
//   any parameters (parameters-integer) and, for rsaEncryption, the names of other algorithms (oid-sha256-with-rsa).
//   Some of it stays in getEncoded(), so that one key has several fingerprints (length-not-shortest-modulus).
// - Numbers below zero lose their sign (modulus-negative, exponent-negative), and bits that are called unused are
//   cleared: exponent 65536 (unused-bits-1).
// - Private keys: octets behind the key, absent parameters (private-key/pkcs8-octet-behind, pkcs8-without-parameters).
// Base64's decoder is documented to need no padding (import/base64-der/padding-missing); it passes over unused bits
// (unused-bits-two).
// Outside of what the library promises: it takes keys of any length (import/base64-der/bits-3072). It reads neither lines
// of OpenSSH's nor RFC 4716, and no private keys but PKCS#8, which its greeting says: "formats".

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

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
        } catch (IllegalArgumentException | InvalidKeySpecException refusal) {
            // Which is what the decoder and the factory are documented to throw. What else is thrown ends the
            // adapter, and counts as a crash.
            return seq + "\"error\":{\"message\":\"" + refusal.toString().replaceAll("[^ -~]|[\"\\\\]", "?") + "\"}";
        }
    }

    static String act(String request) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("RSA");
        if (request.contains("{\"InspectPublicKey\":")) {
            var key = (RSAPublicKey) factory.generatePublic(new X509EncodedKeySpec(base64(file(request))));
            var bits = key.getModulus().bitLength();
            return "\"ok\":{\"fingerprint\":\"" + digest("MD5", key) + "\",\"bits\":" + bits + "}";
        }
        // The library is given octets, which have no mode.
        if (request.contains("{\"InspectPrivateKey\":") && field(request, "mode").equals("0400")) {
            var body = file(request).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
            var key = (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(base64(body)));
            var half = factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
            return "\"ok\":{\"created\":\"" + digest("SHA-1", key) + "\",\"imported\":\"" + digest("MD5", half) + "\"}";
        }
        return "\"unsupported\":true";
    }

    static String digest(String algorithm, Key key) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":").formatHex(MessageDigest.getInstance(algorithm).digest(key.getEncoded()));
    }

    /** The decoder knows of one line only. */
    static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replaceAll("[\r\n]", ""));
    }

    static String file(String request) {
        return new String(Base64.getDecoder().decode(field(request, "material_base64")), StandardCharsets.ISO_8859_1);
    }

    /** Java reads no JSON by itself. This does for numbers, and for texts without escapes, as all of these are. */
    static String field(String request, String name) {
        var found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(request);
        return found.find() ? found.group(1) : "";
    }
}
