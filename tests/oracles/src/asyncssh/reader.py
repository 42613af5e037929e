# What AsyncSSH reads from public key files: a line in, a line out.
#
# In: the file, in hexadecimal. Out: `public N E` in hexadecimal, or `refused WHY`.

import asyncssh
import sys

for line in sys.stdin:
    try:
        key = asyncssh.import_public_key(bytes.fromhex(line))
        if key.get_algorithm() == "ssh-rsa":
            # The numbers as they were read, not as OpenSSL has them, which it computes with.
            answer = f"public {key._key.n:x} {key._key.e:x}"
        else:
            answer = f"refused it is a key of {key.get_algorithm()}"
    except (asyncssh.KeyImportError, ValueError, OverflowError) as error:
        answer = "refused " + ascii(str(error))
    print(answer, flush=True)
