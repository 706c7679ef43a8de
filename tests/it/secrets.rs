//! Credentials of a feed reach that feed and nobody else: no other host, no page, no log, no error, no store.

use super::program::Program;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex};

const CANARY: &str = "GEHEIM-canary-5309";

/// A server that answers each path as `answer` says and remembers what it was asked.
fn server(answer: impl Fn(&str) -> String + Send + 'static) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, heard) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let log = Arc::clone(&heard);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut bytes = vec![0; 16_384];
            let read = stream.read(&mut bytes).unwrap_or(0);
            let head = String::from_utf8_lossy(&bytes[..read]).into_owned();
            let answered = answer(head.split(' ').nth(1).unwrap_or_default());
            log.lock().unwrap().push(head);
            let _ = stream.write_all(answered.as_bytes());
        }
    });
    (address, heard)
}

fn answered(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

#[test]
fn credentials_go_to_their_feed_and_nowhere_else() {
    let (stranger, strange) =
        server(|_| answered("200 OK", "", "<rss version=\"2.0\"><channel><title>x</title></channel></rss>"));
    let (home, heard) = server(move |path| match path {
        "/moved" => answered("302 Found", &format!("Location: http://{stranger}/feed\r\n"), ""),
        "/denied" => answered("403 Forbidden", "", "no"),
        "/robots.txt" | "/article" => answered("404 Not Found", "", ""),
        _ => answered(
            "200 OK",
            "Content-Type: text/xml\r\n",
            "<rss version=\"2.0\"><channel><title>x</title><item><guid>1</guid><title>خبر المدينة</title><link>/article</link><description>نص قصير عن المدينة.</description></item></channel></rss>",
        ),
    });
    let feed =
        |id: &str, path: &str, keys: &str| format!("[[feed]]\nid = \"{id}\"\nurl = \"http://{home}/{path}\"\n{keys}\n");
    let basic = "user = \"reader\"\npassword = \"credential:pass\"";
    let mut more = feed("basic", "basic", basic);
    more += &feed("bearer", "bearer", "bearer = \"credential:pass\"\nuser_agent = \"Special/1\"");
    more += &feed("header", "header", "headers = [\"X-Api-Key: credential:pass\", \"X-Plain: open\"]");
    more += &feed("moved", "moved", basic);
    more += &feed("denied", "denied", basic);
    let _ = write!(more, "[[feed]]\nid = \"down\"\nurl = \"http://127.0.0.1:1/feed\"\n{basic}\n");
    more += &feed("plain", "plain", "");
    let program = Program::new(&[], &more);
    let credentials = program.file("credentials");
    std::fs::create_dir(&credentials).unwrap();
    std::fs::write(credentials.join("pass"), format!("{CANARY}\n")).unwrap();
    std::fs::set_permissions(credentials.join("pass"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let run = |arguments: &[&str]| {
        program
            .command(arguments)
            .env("CREDENTIALS_DIRECTORY", &credentials)
            .env("HASAD_LOG", "trace")
            .output()
            .unwrap()
    };
    let mut outputs = vec![run(&["run", "--once", "--all", "--json"]), run(&["status"]), run(&["status", "--json"])];
    outputs.extend([run(&["check", "--online", "--json"]), run(&["export"]), run(&["digest", "--format", "json"])]);
    outputs.push(program.run(&["run", "--once"]));
    assert!(
        String::from_utf8_lossy(&outputs[6].stderr).contains("LoadCredential=pass"),
        "without credentials it does not start"
    );

    let coded = "cmVhZGVyOkdFSEVJTS1jYW5hcnktNTMwOQ==";
    let asked = heard.lock().unwrap().clone();
    let of =
        |path: &str| asked.iter().find(|h| h.starts_with(&format!("GET /{path} "))).unwrap_or_else(|| panic!("{path}"));
    assert!(of("basic").contains(&format!("authorization: Basic {coded}")), "{}", of("basic"));
    assert!(of("bearer").contains(&format!("Bearer {CANARY}")) && of("bearer").contains("user-agent: Special/1"));
    assert!(of("header").contains(&format!("x-api-key: {CANARY}")) && of("header").contains("x-plain: open"));
    for path in ["plain", "article", "robots.txt"] {
        assert!(!of(path).contains(CANARY) && !of(path).contains(coded), "{}", of(path));
    }
    let strange = strange.lock().unwrap().clone();
    assert!(!strange.is_empty(), "the redirect was followed");
    assert!(strange.iter().all(|head| !head.contains(CANARY) && !head.contains(coded)), "{strange:?}");

    let holds = |bytes: &[u8]| [CANARY, coded].iter().any(|s| bytes.windows(s.len()).any(|w| w == s.as_bytes()));
    for output in &outputs {
        assert!(!holds(&output.stdout) && !holds(&output.stderr), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let looked_at = std::fs::read_dir(program.file(".")).unwrap().flatten().filter(|e| e.path().is_file());
    let leaks: Vec<_> = looked_at.filter(|e| holds(&std::fs::read(e.path()).unwrap())).map(|e| e.file_name()).collect();
    assert!(leaks.is_empty(), "{leaks:?}");
}

#[test]
fn a_proxy_is_asked_and_closed_targets_are_refused_before_it() {
    let (proxy, heard) = server(|_| {
        answered(
            "200 OK",
            "Content-Type: text/xml\r\n",
            "<rss version=\"2.0\"><channel><title>x</title></channel></rss>",
        )
    });
    let feed = |id: &str, url: &str| format!("[[feed]]\nid = \"{id}\"\nurl = \"{url}\"\nproxy = \"http://{proxy}\"\n");
    let more = feed("far", "http://news.invalid/feed")
        + &feed("closed", "http://10.0.0.1/feed")
        + &feed("meta", "http://169.254.169.254/feed");
    let program = Program::new(&[], &more);
    let mut command = program.command(&["run", "--once", "--json"]);
    // The environment's proxy is nobody's wish.
    command.env("HTTP_PROXY", "http://127.0.0.1:1").env("http_proxy", "http://127.0.0.1:1");
    let told: serde_json::Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    let failed: Vec<&str> = told["failed"].as_array().unwrap().iter().map(|f| f["feed"].as_str().unwrap()).collect();
    assert_eq!(failed.len(), 2, "{told}");
    assert!(failed.contains(&"closed") && failed.contains(&"meta"), "{told}");
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("GET http://news.invalid/feed "), "{heard:?}");
}
