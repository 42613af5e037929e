// Go's golang.org/x/crypto/ssh, put to the test by: keyproof run --exec 'go run tests/adapters/go-x-crypto-ssh.go'
// (with GO111MODULE=off GOPATH=/usr/share/gocode for the package of Debian)
//
// What version 0.4 does otherwise than EC2's document says, and is the library's own fault:
//   - The word before the base64 isn't compared with the type inside (import/openssh/label-ssh-dss).
//   - Numbers that no key has are taken (modulus-zero, modulus-negated), with zeros in front that they don't need
//     (modulus-with-two-leading-zeros); base64 may have unused bits set (unused-bits-two).
//   - Private keys: CRT values that don't belong to the key, octets behind, unknown versions, another public half in
//     front, no padding (private-key/pkcs1-coefficient-of-another-key, pkcs8-octet-behind, openssh-padding-missing).
//
// Outside of what it promises: ParseAuthorizedKey tells of options (import/openssh/option-command) and further lines
// (second-key), and passes over lines that hold no key (import/other/cloud-init-document). It takes keys of any length
// (import/openssh/bits-3072), and reads no great exponent (pkcs1-2048-e4294967311). "formats" says what it reads.
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
	case name == "InspectPrivateKey" && mode == "0400": // The library is given octets, which have no mode.
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
		panic(err) // What was read can be written: if not, that is no refusal.
	}
	return value
}

var version string // Whoever builds this says which: go build -ldflags "-X main.version=0.4.0"
func main() {
	requests, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for next := (request{}); requests.Decode(&next) == nil && next.Op != "stop"; next = (request{}) {
		answer := object{"ok": object{}} // Which is all that a reset needs.
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
