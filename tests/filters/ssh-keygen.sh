#!/bin/sh
file=$(mktemp) && trap 'rm -f "$file" "$file.der"' EXIT && cat > "$file"
ssh-keygen -e -m PKCS8 -f "$file" < /dev/null | openssl rsa -pubin -outform DER -out "$file.der" || exit 1
openssl md5 -c "$file.der" | sed 's/.*= *//'
