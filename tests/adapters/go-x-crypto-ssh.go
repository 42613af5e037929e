// Tests Go's golang.org/x/crypto/ssh: keyproof run --exec 'go run tests/adapters/go-x-crypto-ssh.go'
// (with GO111MODULE=off GOPATH=/usr/share/gocode for the package of Debian)
//
// Where version 0.4 differs from EC2's document by its own fault:
//   - It doesn't compare the word before the base64 with the key type inside (import/openssh/label-ssh-dss).
//   - It accepts numbers that no key has (modulus-zero, modulus-negated), unneeded leading zeros in numbers
//     (modulus-with-two-leading-zeros), and base64 whose unused bits are not zero (unused-bits-two).
//   - In private keys, it accepts CRT values of another key (private-key/pkcs1-coefficient-of-another-key), octets
//     after the key (pkcs8-octet-behind), unknown versions, another public key in front, and missing padding.
//
// Where it breaks no promise: ParseAuthorizedKey reports options (import/openssh/option-command) and further lines
// (second-key), and skips lines without a key (import/other/cloud-init-document). It accepts keys of any length
// (import/openssh/bits-3072), but no large exponent (pkcs1-2048-e4294967311).
package main

import (
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"hash"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
)

type object = map[string]any

type request struct {
	Op     string
	Seq    uint64
	Action map[string]struct {
		Material []byte `json:"material_base64"` // In JSON, []byte is base64.
		Mode     string
	}
}

// An error is a refusal. A panic ends the adapter, and counts as a crash.
func act(name string, file []byte, mode string) (object, error) {
	switch {
	case name == "InspectPublicKey":
		key, _, _, _, err := ssh.ParseAuthorizedKey(file)
		if err != nil || key.Type() != ssh.KeyAlgoRSA {
			return nil, fmt.Errorf("not an RSA key: %v", err)
		}
		half := key.(ssh.CryptoPublicKey).CryptoPublicKey().(*rsa.PublicKey)
		fingerprint := digest(md5.New(), must(x509.MarshalPKIXPublicKey(half)))
		return object{"ok": object{"fingerprint": fingerprint, "bits": half.N.BitLen()}}, nil
	case name == "InspectPrivateKey" && mode == "0400": // The library gets octets, which have no mode.
		raw, err := ssh.ParseRawPrivateKey(file)
		key, isRSA := raw.(*rsa.PrivateKey)
		if err != nil || !isRSA {
			return nil, fmt.Errorf("not an RSA key: %v", err)
		}
		return object{"ok": object{
			"openssh":  strings.TrimSpace(string(ssh.MarshalAuthorizedKey(must(ssh.NewPublicKey(&key.PublicKey))))),
			"created":  digest(sha1.New(), must(x509.MarshalPKCS8PrivateKey(key))),
			"imported": digest(md5.New(), must(x509.MarshalPKIXPublicKey(&key.PublicKey))),
		}}, nil
	}
	return object{"unsupported": true}, nil
}

func digest(hash hash.Hash, der []byte) string {
	hash.Write(der)
	return strings.ReplaceAll(fmt.Sprintf("% x", hash.Sum(nil)), " ", ":")
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err) // A key that was read can be written. If not, that is no refusal.
	}
	return value
}

var version string // Set by the build: go build -ldflags "-X main.version=0.4.0"
func main() {
	requests, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for next := (request{}); requests.Decode(&next) == nil && next.Op != "stop"; next = (request{}) {
		answer := object{"ok": object{}} // A reset needs no more.
		for name, given := range next.Action {
			result, err := act(name, given.Material, given.Mode)
			if err != nil {
				result = object{"error": object{"message": err.Error()}}
			}
			answer = result
		}
		answer["seq"] = next.Seq
		if next.Op == "start" {
			formats := []string{"openssh", "pkcs1", "pkcs8", "openssh-private"}
			about := object{"name": "x/crypto/ssh", "version": version, "language": "Go", "capabilities": []string{"codec"}, "formats": formats}
			answer = object{"ok": about}
		}
		must(0, answers.Encode(answer))
	}
}
