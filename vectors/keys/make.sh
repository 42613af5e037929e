#!/usr/bin/env bash
# Makes every file of this folder from nothing: make.sh DIR [PART...]
#
# PART is rsa, other, tools, ciphertexts, padded_ciphertexts, nested, or one RSA
# key such as rsa/2048.pem; without a PART, all of them. The keys are random: they were made once, are
# committed, and never change. So a file that exists is never written again.
# `facts.sh DIR` then writes rsa.json and completes tools.json. README.md names
# the tools that this needs.
set -euo pipefail
export LC_ALL=C
umask 077 # ssh-keygen refuses private keys that others can read

pass=keyproof # of every encrypted file

lengths='512 768 1016 1023 1024 1025 1032 1536 2040 2041 2042 2043 2044 2045
  2046 2047 2048 2049 2056 3072 4088 4095 4096 4097 4104 8192 16384'
# 35 is the exponent of keys from OpenSSH before 5.4, 37 from PuTTYgen before
# 0.75; the rest stand on either side of 2^32, 2^53 and 2^64. 35 = 5 * 7 and
# 4294967295 = 3 * 5 * 17 * 257 * 65537 are composite, the others prime.
exponents='3 17 35 37 257 4294967295 4294967311 9007199254740881
  18446744073709551557 18446744073709551629'

fail() {
  echo "make.sh: $*" >&2
  exit 1
}

# once FILE: stops unless FILE is still to be made.
once() {
  [ ! -e "$dir/$1" ] || fail "$1 exists; keys are made once"
}

# put FILE: standard input becomes DIR/FILE.
put() {
  once "$1"
  cat >"$scratch/put"
  [ -s "$scratch/put" ] || fail "nothing to write to $1"
  (umask 022 && mkdir -p "$(dirname "$dir/$1")")
  install -m 644 "$scratch/put" "$dir/$1"
}

# ------------------------------------------------------------------ RSA keys

# generate BITS EXPONENT: a private key, PEM.
generate() {
  if [ "$1" -gt 2048 ] && [ $(($1 % 2)) = 1 ]; then
    # OpenSSL 3.0 gives a key one bit short of an odd length above 2048.
    from_primes "$1" "$2"
  else
    openssl genpkey -quiet -algorithm RSA \
      -pkeyopt "rsa_keygen_bits:$1" -pkeyopt "rsa_keygen_pubexp:$2"
  fi
}

# from_primes BITS EXPONENT: the same from two primes by `openssl prime`, which
# sets the two top bits of each, so the product has the sum of their lengths.
from_primes() {
  local p q
  p=$(openssl prime -generate -bits $((($1 + 1) / 2)))
  q=$(openssl prime -generate -bits $(($1 / 2)))
  python3 - "$p" "$q" "$2" >"$scratch/asn1.cnf" <<'PY'
import math, sys
p, q, e = map(int, sys.argv[1:])
d = pow(e, -1, math.lcm(p - 1, q - 1))
numbers = [0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)]
print("asn1 = SEQUENCE:key\n[key]")
for i, number in enumerate(numbers):
    print(f"n{i} = INTEGER:0x{number:x}")
PY
  openssl asn1parse -noout -genconf "$scratch/asn1.cnf" -out "$scratch/primes.der"
  openssl rsa -inform DER -in "$scratch/primes.der" 2>/dev/null
}

# rsa FILE: makes the one key rsa/BITS.pem, rsa/BITS-b.pem, rsa/BITS-c.pem or rsa/BITS-eE.pem.
rsa() {
  local name bits exponent=65537
  name=$(basename "$1" .pem)
  bits=${name%%-*}
  case $name in *-e*) exponent=${name#*-e} ;; esac
  once "$1"
  generate "$bits" "$exponent" | openssl rsa -traditional -out "$scratch/rsa.pem" 2>/dev/null
  openssl rsa -in "$scratch/rsa.pem" -check -noout >"$scratch/check" 2>&1 || fail "$1 is broken"
  openssl rsa -in "$scratch/rsa.pem" -text -noout >"$scratch/text"
  grep -q "^Private-Key: ($bits bit, 2 primes)" "$scratch/text" || fail "$1 is not $bits bits long"
  put "$1" <"$scratch/rsa.pem"
}

all_rsa() {
  local i
  for i in $lengths; do rsa "rsa/$i.pem"; done
  for i in 1024 2048 4096; do rsa "rsa/$i-b.pem" && rsa "rsa/$i-c.pem"; done
  for i in $exponents; do rsa "rsa/2048-e$i.pem"; done
}

# ------------------------------- what is no public key of RSA, or not as such

other() {
  cp "$dir/rsa/2048.pem" "$scratch/rsa.pem"
  cd "$scratch"
  other_ssh
  other_spki
  other_certificates
  other_rsa_forms
  other_private
  other_texts
}

other_ssh() {
  ssh-keygen -q -t dsa -N '' -C keyproof -f dsa-1024
  ssh-keygen -q -t ed25519 -N '' -C keyproof -f ed25519
  local kind
  for kind in 256 384 521; do
    ssh-keygen -q -t ecdsa -b $kind -N '' -C keyproof -f ecdsa-$kind
  done
  for kind in dsa-1024 ecdsa-256 ecdsa-384 ecdsa-521 ed25519; do
    put "other/openssh-$kind.pub" <$kind.pub
  done
  # Certificates by an Ed25519 authority whose key is not kept.
  ssh-keygen -q -t ed25519 -N '' -C keyproof -f authority
  (ssh-keygen -y -f rsa.pem | sed 's/$/ keyproof/') >rsa-2048.pub
  for kind in rsa-2048 dsa-1024 ecdsa-256 ed25519; do
    ssh-keygen -q -s authority -I keyproof -n keyproof -z 1 -V always:forever $kind.pub
    put "other/openssh-cert-$kind.pub" <$kind-cert.pub
  done
}

other_spki() {
  local bits curve
  for bits in 1024 2048; do
    openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:$bits -out param
    openssl genpkey -quiet -paramfile param -out dsa-$bits.pem
    openssl pkey -in dsa-$bits.pem -pubout | put other/spki-dsa-$bits.pem
  done
  for curve in p256:P-256 p384:P-384 p521:P-521; do
    openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:${curve#*:}" -out ec.pem
    openssl pkey -in ec.pem -pubout | put "other/spki-ec-${curve%:*}.pem"
  done
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
    -pkeyopt ec_param_enc:explicit | openssl pkey -pubout | put other/spki-ec-p256-explicit.pem
  openssl genpkey -quiet -algorithm ED25519 | openssl pkey -pubout | put other/spki-ed25519.pem
  openssl genpkey -quiet -algorithm ED448 | openssl pkey -pubout | put other/spki-ed448.pem
  openssl genpkey -quiet -algorithm X25519 | openssl pkey -pubout | put other/spki-x25519.pem
  openssl genpkey -quiet -algorithm DH -pkeyopt group:modp_2048 |
    openssl pkey -pubout | put other/spki-dh-2048.pem
  openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 |
    openssl pkey -pubout | put other/spki-rsa-pss-2048.pem
}

other_certificates() {
  openssl req -new -x509 -key rsa.pem -subj /CN=keyproof -set_serial 1 -days 36500 -out x509.pem
  put other/x509-certificate.pem <x509.pem
  openssl req -new -key rsa.pem -subj /CN=keyproof | put other/pkcs10-request.pem
  openssl crl2pkcs7 -nocrl -certfile x509.pem | put other/pkcs7.pem
  openssl pkcs12 -export -inkey rsa.pem -in x509.pem -name keyproof -passout "pass:$pass" |
    openssl base64 | put other/pkcs12-base64.txt
}

# The key rsa/2048.pem in other forms, public and private.
other_rsa_forms() {
  echo "$pass" >pass
  : >nopass
  openssl rsa -in rsa.pem -pubout 2>/dev/null | put other/spki.pem
  openssl rsa -in rsa.pem -RSAPublicKey_out 2>/dev/null | put other/pkcs1-public.pem
  openssl pkcs8 -topk8 -nocrypt -in rsa.pem | put other/pkcs8.pem
  openssl pkcs8 -topk8 -in rsa.pem -passout "pass:$pass" | put other/pkcs8-encrypted.pem
  openssl rsa -in rsa.pem -traditional -aes128 -passout "pass:$pass" 2>/dev/null |
    put other/pkcs1-encrypted.pem
  cp rsa.pem openssh
  ssh-keygen -q -p -P '' -N '' -f openssh >log
  ssh-keygen -q -c -C keyproof -P '' -f openssh >log
  put other/openssh-private.pem <openssh
  ssh-keygen -q -p -P '' -N "$pass" -f openssh >log
  put other/openssh-private-encrypted.pem <openssh
  local putty="puttygen rsa.pem -q -C keyproof --old-passphrase nopass"
  $putty --new-passphrase nopass --ppk-param version=2 -O private -o v2.ppk
  $putty --new-passphrase nopass --ppk-param version=3 -O private -o v3.ppk
  $putty --new-passphrase pass --ppk-param version=3 -O private -o v3e.ppk
  $putty --new-passphrase nopass -O private-sshcom -o sshcom
  put other/ppk-v2.ppk <v2.ppk
  put other/ppk-v3.ppk <v3.ppk
  put other/ppk-v3-encrypted.ppk <v3e.ppk
  put other/sshcom-private.txt <sshcom
}

# Private keys of other kinds; those of OpenSSH belong to openssh-*.pub.
other_private() {
  put other/openssh-private-dsa-1024.pem <dsa-1024
  put other/openssh-private-ecdsa-256.pem <ecdsa-256
  put other/openssh-private-ed25519.pem <ed25519
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem
  put other/pkcs8-ec-p256.pem <ec.pem
  openssl ec -in ec.pem 2>/dev/null | put other/sec1-ec-p256.pem
  put other/pkcs8-dsa-2048.pem <dsa-2048.pem
  openssl genpkey -quiet -algorithm ED25519 | put other/pkcs8-ed25519.pem
}

# Texts that hold or concern an RSA public key; all but OpenPGP of rsa/2048.pem.
other_texts() {
  echo keyproof >message
  cp rsa-2048.pub rsa.pem.pub # ssh-keygen wants it beside the private key
  ssh-keygen -q -Y sign -f rsa.pem -n keyproof message 2>log
  put other/ssh-signature.txt <message.sig
  export GNUPGHOME=$PWD/gnupg
  mkdir gnupg
  gpg -q --batch --passphrase '' --quick-generate-key keyproof rsa2048 cert,sign never 2>log
  gpg -q --armor --export keyproof | put other/openpgp-public-key.asc
  gpgconf --kill all
  openssl rsa -in rsa.pem -pubout -out public.pem 2>/dev/null
  openssl rsa -pubin -in public.pem -text -noout | put other/openssl-text.txt
  openssl rsa -pubin -in public.pem -modulus -noout >modulus
  put other/openssl-modulus.txt <modulus
  python3 -c 'import base64 as b, json; n = b.b16decode(input()[8:])
print(json.dumps({"kty": "RSA", "n": b.urlsafe_b64encode(n).decode().rstrip("="), "e": "AQAB"}))' \
    <modulus | put other/jwk.json
  python3 -c 'import base64 as b; n = b.b16decode(input()[8:])
print(f"<RSAKeyValue><Modulus>{b.b64encode(n).decode()}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>")' \
    <modulus | put other/xml-rsakeyvalue.xml
  ssh-keygen -r keyproof.example -f rsa-2048.pub | put other/sshfp.txt
  sed 's/^/keyproof.example /; s/ keyproof$//' rsa-2048.pub >known_hosts
  put other/known-hosts.txt <known_hosts
  ssh-keygen -q -H -f known_hosts >log 2>&1
  put other/known-hosts-hashed.txt <known_hosts
}

# ------------------------------------------------ public keys by many programs

# tool FILE TOOL COMMAND: what COMMAND, run in an empty folder, prints becomes
# tools/FILE. The command stands in tools.json as it ran.
tool() {
  once "tools/$1"
  local place
  place=$(mktemp -d "$scratch/tool.XXXXXX")
  (cd "$place" && bash -o pipefail -c "$3" 2>log </dev/null) >"$scratch/out" ||
    fail "$1: $(cat "$place/log")"
  put "tools/$1" <"$scratch/out"
  printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$scratch/made"
}

tools() {
  once tools.json
  tools_c
  tools_java
  tools_ruby
  tools_python
  tools_node
  python3 -c 'import json, sys
made = [line.rstrip("\n").split("\t") for line in sorted(sys.stdin)]
print(json.dumps([dict(file=f"tools/{m[0]}", tool=m[1], command=m[2]) for m in made], indent=2))' \
    <"$scratch/made" | put tools.json # facts.sh adds the values
}

tools_c() {
  local ssh openssl putty bits generate
  ssh=$(ssh -V 2>&1 | sed 's/[ ,].*//; s/_/ /')
  for bits in 1024 2048 4096; do
    tool ssh-keygen-openssh.$bits.txt "$ssh" \
      "ssh-keygen -q -t rsa -b $bits -N '' -C keyproof -f key && cat key.pub"
  done
  tool ssh-keygen-openssh.no-comment.txt "$ssh" \
    "ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f key && cat key.pub"
  # The header names the user and machine; nothing else of it is changed.
  for bits in 1024 2048 4096; do
    tool ssh-keygen-rfc4716.$bits.txt "$ssh" \
      "ssh-keygen -q -t rsa -b $bits -N '' -f key && ssh-keygen -e -m RFC4716 -f key.pub | sed 's/ by .* from / by user@host from /'"
  done
  openssl=$(openssl version | cut -d ' ' -f 1,2)
  tool openssl-base64-der.wrapped.txt "$openssl" \
    'openssl genrsa 2048 | openssl rsa -pubout -outform DER | openssl base64'
  tool openssl-base64-der.one-line.txt "$openssl" \
    'openssl genrsa 4096 | openssl rsa -pubout -outform DER | openssl base64 -A'
  tool openssl-base64-der.76-columns.txt "$openssl" \
    'openssl genrsa 1024 | openssl rsa -pubout -outform DER | base64'
  putty=$(puttygen --version | sed -n '1s/puttygen: Release/PuTTYgen/p')
  for bits in 1024 2048; do
    generate="puttygen -q -t rsa -b $bits --new-passphrase /dev/null -o key.ppk"
    tool puttygen-openssh.$bits.txt "$putty" \
      "$generate && puttygen key.ppk -O public-openssh"
    tool puttygen-rfc4716.$bits.txt "$putty" \
      "$generate && puttygen key.ppk -O public"
  done
  tool gpg-openssh.txt "$(gpg --version | sed -n '1s/gpg (GnuPG)/GnuPG/p')" \
    "export GNUPGHOME=\$PWD && gpg -q --batch --passphrase '' --quick-generate-key keyproof rsa2048 cert,auth never && gpg -q --export-ssh-key \$(gpg --list-keys --with-colons | grep ^fpr | cut -d : -f 10)! && gpgconf --kill all"
}

tools_java() {
  local java jsch generate
  java="Java $(java -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
  generate='var g = java.security.KeyPairGenerator.getInstance("RSA"); g.initialize(2048); var der = g.generateKeyPair().getPublic().getEncoded();'
  tool java-base64-der.encoder.txt "$java" \
    "echo '$generate System.out.println(java.util.Base64.getEncoder().encodeToString(der))' | jshell -s -"
  tool java-base64-der.mime-encoder.txt "$java" \
    "echo '$generate System.out.print(java.util.Base64.getMimeEncoder().encodeToString(der))' | jshell -s -"
  # JSch: its jar stands in CLASSPATH.
  jsch="JSch $(echo 'System.out.println(com.jcraft.jsch.JSch.VERSION)' | jshell -s -)"
  generate='com.jcraft.jsch.KeyPair.genKeyPair(new com.jcraft.jsch.JSch(), com.jcraft.jsch.KeyPair.RSA, 2048)'
  tool jsch-openssh.txt "$jsch" \
    "echo '$generate.writePublicKey(System.out, \"keyproof\")' | jshell -s -"
  tool jsch-rfc4716.txt "$jsch" \
    "echo '$generate.writeSECSHPublicKey(System.out, \"keyproof\")' | jshell -s -"
}

tools_ruby() {
  local ruby sshkey netssh generate
  ruby="Ruby $(ruby -e 'print RUBY_VERSION')"
  tool ruby-base64-der.encode64.txt "$ruby" \
    "ruby -ropenssl -rbase64 -e 'print Base64.encode64(OpenSSL::PKey::RSA.new(2048).public_key.to_der)'"
  tool ruby-base64-der.strict-encode64.txt "$ruby" \
    "ruby -ropenssl -rbase64 -e 'print Base64.strict_encode64(OpenSSL::PKey::RSA.new(2048).public_key.to_der)'"
  sshkey="sshkey $(ruby -e 'print Gem::Specification.find_by_name("sshkey").version')"
  generate='SSHKey.generate(bits: 2048, comment: "keyproof")'
  tool sshkey-openssh.txt "$sshkey" "ruby -rsshkey -e 'puts $generate.ssh_public_key'"
  tool sshkey-rfc4716.txt "$sshkey" "ruby -rsshkey -e 'puts $generate.ssh2_public_key'"
  netssh="Net::SSH $(ruby -rnet/ssh/version -e 'print Net::SSH::Version::CURRENT')"
  tool net-ssh-openssh.txt "$netssh" \
    "ruby -rnet/ssh -e 'k = OpenSSL::PKey::RSA.new(2048); puts \"ssh-rsa #{[k.to_blob].pack(\"m0\")}\"'"
}

tools_python() {
  local version import key
  version="cryptography $(python3 -c 'import cryptography as m; print(m.__version__)')"
  import='import base64; from cryptography.hazmat.primitives import serialization as s; from cryptography.hazmat.primitives.asymmetric import rsa;'
  key='rsa.generate_private_key(65537, 2048).public_key()'
  tool cryptography-openssh.txt "$version" \
    "python3 -c '$import print($key.public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH).decode())'"
  tool cryptography-base64-der.b64encode.txt "$version" \
    "python3 -c '$import print(base64.b64encode($key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)).decode())'"
  tool cryptography-base64-der.encodebytes.txt "$version" \
    "python3 -c '$import print(base64.encodebytes($key.public_bytes(s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)).decode(), end=\"\")'"
  tool paramiko-openssh.txt "paramiko $(python3 -c 'import paramiko as m; print(m.__version__)')" \
    "python3 -c 'import paramiko; k = paramiko.RSAKey.generate(2048); print(k.get_name(), k.get_base64())'"
  version="AsyncSSH $(python3 -c 'import asyncssh as m; print(m.__version__)')"
  key='import asyncssh; k = asyncssh.generate_private_key("ssh-rsa", "keyproof", key_size=2048);'
  tool asyncssh-openssh.txt "$version" \
    "python3 -c '$key print(k.export_public_key(\"openssh\").decode(), end=\"\")'"
  tool asyncssh-rfc4716.txt "$version" \
    "python3 -c '$key print(k.export_public_key(\"rfc4716\").decode(), end=\"\")'"
  tool asyncssh-base64-der.txt "$version" \
    "python3 -c 'import base64; $key print(base64.b64encode(k.export_public_key(\"pkcs8-der\")).decode())'"
}

tools_node() {
  local node sshpk key
  node="Node.js $(node -p process.versions.node)"
  tool node-base64-der.txt "$node" \
    "node -p 'crypto.generateKeyPairSync(\"rsa\", {modulusLength: 2048}).publicKey.export({type: \"spki\", format: \"der\"}).toString(\"base64\")'"
  sshpk="sshpk $(node -p 'require("sshpk/package.json").version'), $node" # which makes the key
  key='require("sshpk").parseKey(crypto.generateKeyPairSync("rsa", {modulusLength: 2048}).publicKey.export({type: "spki", format: "pem"}), "pem", {filename: "keyproof"})'
  tool sshpk-openssh.txt "$sshpk" \
    "node -p '$key.toString(\"ssh\")'"
}

# ----------------------------------------------------------------- ciphertexts

# One short text encrypted to each of some keys; the padding is random.
ciphertexts() {
  once ciphertexts.json
  {
    echo '['
    ciphertext 1024 'correct horse'
    ciphertext 1024-b 'battery staple'
    ciphertext 2048 'a quick brown fox'
    ciphertext 2048-b 'jumps over the lazy dog'
    ciphertext 4096 'pack my box with five dozen liquor jugs' | sed 's/^  },$/  }/'
    echo ']'
  } >"$scratch/ciphertexts"
  put ciphertexts.json <"$scratch/ciphertexts"
}

ciphertext() {
  local command base64
  command="printf '%s' '$2' | openssl pkeyutl -encrypt -inkey rsa/$1.pem -pkeyopt rsa_padding_mode:pkcs1 | openssl base64 -A"
  base64=$(cd "$dir" && bash -o pipefail -c "$command")
  printf '  {\n    "name": "%s",\n    "plaintext": "%s",\n' "$1" "$2"
  printf '    "ciphertext_base64": "%s",\n' "$base64"
  printf '    "padding": "PKCS#1 v1.5",\n    "command": "%s"\n  },\n' "$command"
}

# The same of texts that leave little room for the padding, which is fixed.
padded_ciphertexts() {
  once padded-ciphertexts.json
  {
    echo '['
    padded seven 7
    padded eight 8 | sed 's/^  },$/  }/'
    echo ']'
  } >"$scratch/ciphertexts"
  put padded-ciphertexts.json <"$scratch/ciphertexts"
}

# padded WORD OCTETS: a text so long that so many octets are left for the padding.
padded() {
  local head command base64 width=$((125 - $2))
  head="\\000\\002$(printf '\\001%.0s' $(seq "$2"))\\000"
  command="{ printf '$head'; printf '%${width}s' 'correct horse'; } | openssl pkeyutl -encrypt -inkey rsa/1024.pem -pkeyopt rsa_padding_mode:none | openssl base64 -A"
  base64=$(cd "$dir" && bash -o pipefail -c "$command")
  printf '  {\n    "name": "1024-%s-octets",\n    "plaintext": "%*s",\n' "$1" "$width" 'correct horse'
  printf '    "ciphertext_base64": "%s",\n' "$base64"
  printf '    "padding": "PKCS#1 v1.5 with %s octets of padding",\n' "$1"
  printf '    "command": "%s"\n  },\n' "${command//\\/\\\\}"
}

# ------------------------------------------------------------- a nested key

# nested: an OpenSSH line whose blob ends in the whole blob of another key. The
# modulus starts as that of rsa/2048.pem and ends in a blob of rsa/1024-b.pem's
# modulus, with the exponent 2^32 + 1, so that both blobs fill whole groups of
# base64. Nobody has a private half of it.
nested() {
  once nested.pub
  local head tail
  head=$(openssl rsa -in "$dir/rsa/2048.pem" -noout -modulus | cut -d= -f2 | head -c 206)
  tail=$(openssl rsa -in "$dir/rsa/1024-b.pem" -noout -modulus | cut -d= -f2)
  # RFC 4253 section 6.6: the type, the exponent, and the modulus behind a zero.
  tail="000000077373682d727361 000000050100000001 0000008100$tail"
  tail=$(printf '%s' "$tail" | tr -d ' ')
  {
    printf 'ssh-rsa '
    printf '000000077373682d72736100000003010001%s%s%s' 0000010100 "$head" "$tail" |
      xxd -r -p | openssl base64 -A
    printf ' nested\n'
  } | put nested.pub
}

[ $# -ge 1 ] || fail 'usage: make.sh DIR [PART...]'
(umask 022 && mkdir -p "$1")
dir=$(cd "$1" && pwd)
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for part in "${@:-all}"; do
  case $part in
    all)
      all_rsa
      other
      tools
      ciphertexts
      padded_ciphertexts
      nested
      ;;
    rsa) all_rsa ;;
    other | tools | ciphertexts | padded_ciphertexts | nested) "$part" ;;
    rsa/*.pem) rsa "$part" ;;
    *) fail "no part $part" ;;
  esac
done
