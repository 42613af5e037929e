#!/usr/bin/env escript
%% Erlang's ssh application, put to the test by: keyproof run --exec 'escript tests/adapters/erlang-ssh.escript'
%%
%% Where Erlang 25 differs from EC2's document, which is the application's own fault:
%% - The type before the base64 is not compared with that inside (import/openssh/label-capitals), and the line may be
%%   enclosed in quotes (import/openssh/json-string). A comment of several words is refused
%%   (import/openssh/comment-of-words).
%% - Numbers may be zero or negative (import/openssh/modulus-zero, import/openssh/modulus-negated), have zeros in front,
%%   and be followed by anything (import/openssh/trailing-byte-after-modulus). The exponent is not checked
%%   (import/openssh/exponent-even).
%% - Two bodies of RFC 4716 are read as one (import/rfc4716/two-bodies).
%% Outside of what the application promises: it reads keys of any length (import/openssh/bits-3072).
-mode(compile).

main(Arguments) ->
    case io:get_line("") of
        eof -> ok;
        Request ->
            case field(Request, "op") of
                "stop" -> ok;
                Operation ->
                    io:format("{~ts}~n", [answer(Operation, Request)]),
                    main(Arguments)
            end
    end.

answer("start", _) ->
    io_lib:format("\"ok\":{\"name\":\"ssh\",\"version\":\"~s\",\"language\":\"Erlang\",\"capabilities\":[\"codec\"],"
        "\"formats\":[\"openssh\",\"rfc4716\"]}", [erlang:system_info(otp_release)]);
answer("reset", Request) -> ["\"seq\":", field(Request, "seq"), ",\"ok\":{}"];
answer("call", Request) ->
    Answer = case string:find(Request, "{\"InspectPublicKey\":") of
        nomatch -> "\"unsupported\":true";
        _ -> inspect(base64:decode(field(Request, "material_base64")))
    end,
    ["\"seq\":", field(Request, "seq"), ",", Answer].

inspect(File) ->
    case catch ssh_file:decode(File, type(File)) of
        [{{'RSAPublicKey', N, E} = Key, _}] ->
            io_lib:format("\"ok\":{\"bits\":~b,\"fingerprint\":\"~s\"~s}",
                [length(integer_to_list(N, 2)), fingerprint(Key), exponent(E)]);
        [{_, _}] -> refused("a key of another type");
        [] -> refused("no key");
        Keys when is_list(Keys) -> refused("several keys");
        {error, Why} -> refused(io_lib:format("~0p", [Why]));
        %% The application reports most faults so.
        {'EXIT', {Why, _}} -> refused(io_lib:format("~0P", [Why, 9]))
    end.

%% The application does not detect the format.
type(File) ->
    case re:run(File, "^\\s*---- BEGIN") of
        nomatch -> openssh_key;
        _ -> rfc4716_key
    end.

%% The runtime's own MD5: that of the application for cryptography is OpenSSL's.
fingerprint(Key) ->
    {_, Der, not_encrypted} = public_key:pem_entry_encode('SubjectPublicKeyInfo', Key),
    lists:join(":", [io_lib:format("~2.16.0b", [Octet]) || <<Octet>> <= erlang:md5(Der)]).

%% The protocol has exponents of 64 bits at most.
exponent(E) when E >= 0, E < 1 bsl 64 -> io_lib:format(",\"exponent\":~b", [E]);
exponent(_) -> "".

refused(Why) -> ["\"error\":{\"message\":\"", re:replace(Why, "[^ -~]|[\"\\\\]", "?", [global]), "\"}"].

%% Erlang 25 reads no JSON. This does for numbers, and for texts without escapes, as all of these are.
field(Request, Name) ->
    case re:run(Request, ["\"", Name, "\":\"?([^\",}]*)"], [{capture, all_but_first, list}]) of
        {match, [Value]} -> Value;
        nomatch -> ""
    end.
