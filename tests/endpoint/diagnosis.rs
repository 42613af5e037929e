//! Tests `keyproof doctor --endpoint` on services with one fault each, and invalid command lines.

use super::fake::{Cloud, Fake, IMPORTED, Then, error, message, no_pairs, value, write};
use crate::program::{Run, keyproof};
use rustix::process::Signal;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn doctor(url: &str) -> Run {
    keyproof(&["doctor", "--timeout", "5", "--endpoint", url])
}

/// Checks the first reported problem. It starts with the subject and contains the expected texts.
#[track_caller]
fn check(url: &str, subject: &str, expected: &[&str]) {
    let run = doctor(url);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let first = run.stdout.split('✗').nth(1).unwrap().split('✓').next().unwrap();
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(first.starts_with(subject), "{first}");
    for expected in expected {
        assert!(first.contains(expected), "{first}\n  lacks {expected}");
    }
}

/// Starts a service that answers every request with these bytes.
fn always(bytes: impl Into<Vec<u8>>) -> Fake {
    let bytes = bytes.into();
    Fake::start(move |_, stream| {
        let _ = write(stream, &bytes);
        Then::Close
    })
}

#[test]
fn a_working_service_gets_the_next_command() {
    let cloud = Cloud::start(|_, _| None);
    let run = doctor(&cloud.fake.url());
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("Ready to be tested: keyproof run --endpoint"));
    assert_eq!(cloud.names(), [""; 0]);
}

#[test]
fn distinguishes_a_missing_server_from_another_server() {
    check("http://127.0.0.1:1", "the server nothing listens at", &["start the service"]);
    check("http://no-such-host.invalid", "the server can't resolve the", &["name of the host"]);
    let tls = always([0x15, 3, 3, 0, 2, 2, 80]);
    check(&tls.url(), "the server the answer isn't HTTP", &["it uses TLS: try https://"]);
    let ssh = always("SSH-2.0-x\r\n");
    check(&ssh.url(), "the server the answer isn't HTTP", &["another program listens there"]);
    let talker = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", talker.local_addr().unwrap());
    std::thread::spawn(move || {
        // Accepts one connection, and sends an SSH banner.
        let (mut stream, _) = talker.accept().unwrap();
        write(&mut stream, b"SSH-2.0-x\r\n");
    });
    check(&url, "the server the TLS handshake with", &["try http://"]);
    check(&always("").url(), "the server the server closed the connection", &["check its log"]);
    let path = "has the path of the EC2 service";
    check(&always(message(404, "<html/>")).url(), "the service status 404: an HTML page", &[path]);
    check(&always(message(200, "{}")).url(), "the service status 200: JSON", &[path]);
    check(&always(message(200, "<a/>")).url(), "the service status 200: a document <a>", &[path]);
    check(
        &always(message(403, "no")).url(),
        "the service status 403",
        &["a proxy or another service"],
    );
    check(&always(message(500, "")).url(), "the service status 500, without", &["check its log"]);
    let form = "fix the format of its answer";
    let bare = |status: u16| format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
    check(&always(bare(204)).url(), "the service status 204: an empty body", &[form]);
    check(&always(bare(304)).url(), "the service status 304; it should be 200", &[form]);
    check(
        &always(message(200, "<!DOCTYPE a><a/>")).url(),
        "the service status 200: a doc",
        &[form],
    );
    let deep = format!("{}{}", "<a>".repeat(999), "</a>".repeat(999));
    check(&always(message(200, &deep)).url(), "the service status 200: ele", &[form]);
    let redirect = "HTTP/1.1 301 X\r\nLocation: https://a/\r\nContent-Length: 0\r\n\r\n";
    check(
        &always(redirect).url(),
        "the service it redirects to \"https://a/\"",
        &["give the target's own URL"],
    );
}

#[test]
fn distinguishes_wrong_credentials_missing_rights_and_a_wrong_clock() {
    let refused = |code: &str| always(message(401, &error(code)));
    for code in ["AuthFailure", "SignatureDoesNotMatch", "InvalidClientTokenId"] {
        check(
            &refused(code).url(),
            "the account DescribeKeyPairs is refused",
            &[code, "--secret-key"],
        );
    }
    check(&refused("RequestExpired").url(), "the account", &["set the clock"]);
    check(&refused("UnauthorizedOperation").url(), "the account", &["rights to DescribeKeyPairs"]);
    let past = "HTTP/1.1 401 X\r\nDate: Sun, 15 Jun 2014 12:30:00 GMT\r\nContent-Length: 0\r\n\r\n";
    check(
        &always(past).url(),
        "the clock its clock is",
        &["s behind the local clock", "set the clock"],
    );
}

#[test]
fn names_the_region_that_the_service_accepts() {
    let fake = Fake::start_with_head(|head, _, stream| match head.contains("/eu-west-1/ec2/") {
        true => write(stream, &no_pairs()),
        false => write(stream, &message(401, &error("AuthFailure"))),
    });
    check(&fake.url(), "the account", &["signed for eu-west-1", "--region eu-west-1"]);
}

#[test]
fn detects_wrong_decoding_and_pairs_that_are_not_deleted() {
    let decoding = |is_so: fn(&str) -> bool| {
        Cloud::start(move |parameters, stream| {
            let material = value(parameters, "PublicKeyMaterial")?;
            let answer = match is_so(material) {
                true => message(200, IMPORTED),
                false => message(400, &error("InvalidKey.Format")),
            };
            Some(write(stream, &answer))
        })
    };
    let twice = decoding(|material| material.starts_with("YzNOb"));
    let subject = "a valid key refused with InvalidKey.Format";
    check(&twice.fake.url(), subject, &[]);
    let all = |cloud: &Cloud| doctor(&cloud.fake.url()).stdout;
    assert!(all(&twice).contains("a key that is encoded twice is accepted"), "{}", all(&twice));
    let never = decoding(|material| material.starts_with("ssh-rsa "));
    assert!(all(&never).contains("a key that isn't encoded is accepted"), "{}", all(&never));
    let keeps = Cloud::start(|parameters, stream| {
        let done = "<DeleteKeyPairResponse><return>true</return></DeleteKeyPairResponse>";
        let is_deletion = value(parameters, "Action") == Some("DeleteKeyPair");
        is_deletion.then(|| write(stream, &message(200, done)))
    });
    check(
        &keeps.fake.url(),
        "a deletion it succeeds, but the key pair is still listed",
        &["takes effect"],
    );
    let forbids = Cloud::start(|parameters, stream| {
        let is_deletion = value(parameters, "Action") == Some("DeleteKeyPair");
        is_deletion.then(|| write(stream, &message(403, &error("UnauthorizedOperation"))))
    });
    check(
        &forbids.fake.url(),
        "a deletion refused with UnauthorizedOperation",
        &["the right to DeleteKeyPair"],
    );
}

#[test]
fn a_service_that_ignores_files_passes_nothing() {
    let results = |status: u16, body: &'static str| {
        let cloud = Cloud::start(move |parameters, stream| {
            let is_import = value(parameters, "Action") == Some("ImportKeyPair");
            is_import.then(|| write(stream, &message(status, body)))
        });
        let url = cloud.fake.url();
        let run =
            keyproof(&["run", "--endpoint", &url, "--select", "import/*", "--format", "json"]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let results = report["results"].as_array().unwrap();
        let count = |verdict: &str| results.iter().filter(|it| it["result"] == verdict).count();
        assert_eq!(count("pass"), 0, "{status}");
        (count("fail"), count("inconclusive"))
    };
    let (failed, _) = results(200, IMPORTED);
    assert!(failed > 1_000, "{failed}");
    let refusal =
        "<Response><Errors><Error><Code>InvalidKey.Format</Code></Error></Errors></Response>";
    let (failed, inconclusive) = results(400, refusal);
    assert!(failed > 50 && inconclusive > 800, "{failed} {inconclusive}");
}

/// In a list of known failures, a server error and a closed connection are different kinds.
#[test]
fn a_server_error_is_another_failure_than_a_crash() {
    let failure = |bytes: Vec<u8>| {
        let cloud = Cloud::start(move |parameters, stream| {
            let is_import = value(parameters, "Action") == Some("ImportKeyPair");
            is_import.then(|| {
                let _ = write(stream, &bytes);
                Then::Close
            })
        });
        let url = cloud.fake.url();
        let one = "import/openssh/bits-2048";
        let run = keyproof(&["run", "--endpoint", &url, "--select", one, "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let result = &report["results"][0];
        assert_eq!(result["result"], "crash", "{result}");
        result["failure"].as_str().unwrap().to_owned()
    };
    assert_eq!(failure(message(500, "")), "server-error");
    assert_eq!(failure(Vec::new()), "crash");
}

#[test]
fn refuses_harmful_or_invalid_arguments() {
    #[track_caller]
    fn check(arguments: &[&str], expected: &str) {
        let run = keyproof(&[&["run"], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
    for url in ["https://ec2.us-east-1.amazonaws.com", "https://EC2.AMAZONAWS.COM.:443/"] {
        check(&["--endpoint", url], "to confirm, add --really-aws");
    }
    let url = "http://127.0.0.1:1";
    check(&["--endpoint", url, "--jobs", "2"], "all vectors share one account");
    let empty = "the value is empty, or contains a character that is not allowed";
    for option in ["--access-key", "--secret-key"] {
        check(&["--endpoint", url, option, ""], empty);
        check(&["--endpoint", url, option, "a\u{1b}b"], empty);
    }
    check(&["--endpoint", url, "--access-key", "a b"], empty);
    let twice = ["--endpoint", url, "--region", "r", "--other-region", "r"];
    check(&twice, "this is already the region under test");
    check(&["--endpoint", url], "nothing listens at 127.0.0.1:1");
    check(&["--endpoint", "127.0.0.1:1"], "the URL must start with http:// or https://");
    check(&["--endpoint", url, "--exec", "x"], "cannot be used with");
    check(&["--region", "us-east-1"], "--endpoint <URL>");
    check(&["--endpoint", url, "--image", "plan9=a"], "unknown kind of image");
    check(&["--endpoint", url, "--metadata", "http://a/{id}"], "a brace outside {instance}");
}

/// No text of a service controls the terminal.
#[test]
fn control_characters_of_a_service_are_escaped() {
    let named = |fake: &Fake| {
        keyproof(&["run", "--endpoint", &fake.url(), "--select", "import/openssh/bits-2048"])
    };
    let server = "HTTP/1.1 200 X\r\nServer: a\u{9b}31m\u{202e}b\r\nContent-Length: 65\r\n\r\n\
                  <DescribeKeyPairsResponse><keySet></keySet></DescribeKeyPairsResponse>";
    let server = server.replace(
        "65",
        &"<DescribeKeyPairsResponse><keySet></keySet></DescribeKeyPairsResponse>".len().to_string(),
    );
    let run = named(&always(server));
    assert!(run.stdout.contains("a\\u{9b}31m\\u{202e}b"), "{}{}", run.stdout, run.stderr);
    let refusal = "<Response><Errors><Error><Code>AuthFailure</Code><Message>a&#x9b;&#x202e;b</Message>\
                   </Error></Errors></Response>";
    let run = named(&always(message(401, refusal)));
    assert!(run.stderr.contains("a\\u{9b}\\u{202e}b"), "{}", run.stderr);
    assert!(run.stderr.contains("KEYPROOF_SECRET_KEY"), "{}", run.stderr);
}

/// The command for a repetition takes the secret from the environment, and selects the same vectors.
#[test]
fn the_command_to_run_again_has_every_option() {
    let cloud = Cloud::start(|parameters, stream| {
        let is_import = value(parameters, "Action") == Some("ImportKeyPair");
        is_import.then(|| write(stream, &message(500, "")))
    });
    let url = cloud.fake.url();
    let run = keyproof(
        &[
            &["run", "--endpoint", &url, "--secret-key", "hush", "--access-key", "AKIA"][..],
            &["--select", "import/openssh/*", "--skip-expensive", "--shard", "1/2"],
        ]
        .concat(),
    );
    let secret = "\"${KEYPROOF_SECRET_KEY:?must be set to the secret of the access key}\"";
    for expected in [
        format!("--access-key AKIA --secret-key {secret} --select import/"),
        format!("AWS_ACCESS_KEY_ID=AKIA AWS_SECRET_ACCESS_KEY={secret} aws ec2"),
        " --skip-expensive --shard 1/2 --verbose".to_owned(),
    ] {
        assert!(run.stdout.contains(&expected), "{}\n  lacks {expected}", run.stdout);
    }
}

#[test]
fn the_command_after_a_crash_selects_the_same_vectors() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    std::thread::spawn(move || {
        // Answers the requests of the greeting, and ends.
        for (number, stream) in server.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut start = [0; 4_096];
            let _ = std::io::Read::read(&mut stream, &mut start);
            let answer =
                if number == 0 { no_pairs() } else { message(400, &error("InvalidAction")) };
            let answer = String::from_utf8(answer)
                .unwrap()
                .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            write(&mut stream, answer.as_bytes());
            if number == 1 {
                return;
            }
        }
    });
    let select = "import/openssh/bits-2048";
    let run =
        keyproof(&["run", "--endpoint", &url, "--select", select, "--select", "import/rfc4716/*"]);
    assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
    let again = format!("{url} --select {select} --select 'import/rfc4716/*'\n");
    assert!(run.stdout.contains(&again), "{}{}\n  lacks {again}", run.stdout, run.stderr);
}

#[test]
fn the_output_hides_the_secret() {
    let cloud = Cloud::start(|_, _| None);
    let url = cloud.fake.url();
    let arguments =
        ["run", "--endpoint", &url, "--secret-key", "hush", "--select", "scenario/name/plain"];
    let run = keyproof(&arguments);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stdout.contains("hush") && !run.stderr.contains("hush"), "{}", run.stdout);
}

/// The doctor deletes its resources after an interrupt, and reports those that it can't delete.
#[test]
fn the_doctor_deletes_or_reports_its_resources() {
    let deletions = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&deletions);
    let cloud = Cloud::start(move |parameters, stream| {
        let is_deletion = value(parameters, "Action") == Some("DeleteKeyPair");
        // The first deletion is answered only when the client hangs up.
        (is_deletion && counted.fetch_add(1, Ordering::SeqCst) == 0).then(|| {
            let _ = stream.read(&mut [0]);
            Then::Close
        })
    });
    let url = cloud.fake.url();
    let arguments = ["doctor", "--timeout", "3", "--endpoint", &url];
    let run =
        Run::interrupted(&arguments, &[], Signal::INT, |_| deletions.load(Ordering::SeqCst) > 0);
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(run.stderr.contains("no resource is left behind"), "{run:?}");
    // A check that was not run is no problem.
    assert!(run.stdout.ends_with("\nInterrupted: the other checks were not run.\n"), "{run:?}");
    assert!(!run.stdout.contains('✗'), "{run:?}");
    assert_eq!(cloud.names(), [""; 0]);

    let cloud = Cloud::start(|parameters, stream| {
        let is_deletion = value(parameters, "Action") == Some("DeleteKeyPair");
        is_deletion.then(|| write(stream, &message(403, &error("UnauthorizedOperation"))))
    });
    let run = doctor(&cloud.fake.url());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("left behind at the endpoint:"), "{run:?}");
    assert!(run.stderr.contains("keyproof sweep --endpoint"), "{run:?}");
}
