%% What Erlang makes of RFC 4716 files and of OpenSSH lines: a line in, a line out.
%%
%% In: `rfc4716` or `openssh`, and the file in hexadecimal. Out: `taken bits=… exponent=… fingerprint=…`, or `refused WHY`.

%% The runtime's own MD5: that of its application for cryptography is OpenSSL's.
Fingerprint = fun(Key) ->
    {_, Der, not_encrypted} = public_key:pem_entry_encode('SubjectPublicKeyInfo', Key),
    Octets = [io_lib:format("~2.16.0b", [Octet]) || <<Octet>> <= erlang:md5(Der)],
    lists:join(":", Octets)
end,
Read = fun(File, Type) ->
    case catch ssh_file:decode(File, Type) of
        [{{'RSAPublicKey', N, E} = Key, _}] ->
            Bits = length(integer_to_list(N, 2)),
            io_lib:format("taken bits=~b exponent=~b fingerprint=~s", [Bits, E, Fingerprint(Key)]);
        [{_, _}] -> "refused it is a key of another kind";
        [] -> "refused there is no key";
        Keys when is_list(Keys) -> "refused there are several keys";
        {error, Why} -> io_lib:format("refused ~w", [Why]);
        %% It reports most faults so.
        {'EXIT', {Why, _}} -> ["refused ", re:replace(io_lib:format("~P", [Why, 9]), "\\s+", " ", [global])]
    end
end,
Loop = fun Loop() ->
    case io:get_line("") of
        eof -> halt();
        Line ->
            [Format | File] = string:split(string:trim(Line), " "),
            Type = case Format of "rfc4716" -> rfc4716_key; "openssh" -> openssh_key end,
            io:format("~s~n", [Read(binary:decode_hex(list_to_binary(File)), Type)]),
            Loop()
    end
end,
Loop().
