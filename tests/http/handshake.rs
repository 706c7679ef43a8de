//! Handshakes that are wrong in each way: weak keys, endless chains, names that do not fit, old versions, silence.

use super::secure::{Authority, Identity, one_answer, secure, trusting};
use super::*;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{ServerConfig, crypto, version};

/// The same certificate by two authorities of the operator's own, whose keys have 1024 and 2048 bits (made once with openssl, for a
/// hundred years: no library that we use makes a key of 1024 bits).
#[tokio::test]
async fn a_certificate_by_a_key_of_1024_bits() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls");
    let read = |name: &str| std::fs::read(format!("{data}/{name}.pem")).expect(name);
    for (bits, strong) in [(2048, true), (1024, false)] {
        let leaf = CertificateDer::from_pem_slice(&read(&format!("by-{bits}"))).expect("certificate");
        let key = PrivatePkcs8KeyDer::from_pem_slice(&read("key")).expect("key").secret_pkcs8_der().to_vec();
        let identity = Identity { chain: vec![leaf], key };
        let url = secure(identity.config(&[&version::TLS13, &version::TLS12], &[]), one_answer).await;
        let authority = String::from_utf8(read(&format!("authority-{bits}"))).expect("pem");
        match trusting(authority).get(&request(&url)).await {
            Ok(answer) => assert!(strong && body(answer).1 == b"secure", "{bits} bits"),
            Err(error) => assert!(!strong && error.class == FailureClass::Tls, "{bits} bits: {error}"),
        }
    }
}

/// A certificate with as many authorities between it and a trusted one.
fn chain(authority: &Authority, between: usize) -> Identity {
    let mut chain = Vec::new();
    let mut issuer: Option<Issuer<'static, KeyPair>> = None;
    for _ in 0..between {
        let key = KeyPair::generate().expect("key");
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("params");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = match &issuer {
            Some(issuer) => params.signed_by(&key, issuer),
            None => params.signed_by(&key, &authority.issuer),
        };
        chain.insert(0, certificate.expect("certificate").der().clone());
        issuer = Some(Issuer::new(params, key));
    }
    let key = KeyPair::generate().expect("key");
    let params = CertificateParams::new(vec!["news.example".to_owned()]).expect("params");
    let leaf = params.signed_by(&key, issuer.as_ref().unwrap_or(&authority.issuer)).expect("certificate");
    chain.insert(0, leaf.der().clone());
    Identity { chain, key: key.serialize_der() }
}

#[tokio::test]
async fn a_chain_of_a_hundred_certificates() {
    let authority = Authority::new();
    for (between, good) in [(2, true), (100, false)] {
        let url = secure(chain(&authority, between).config(&[&version::TLS13], &[]), one_answer).await;
        let outcome = authority.client().get(&request(&url)).await;
        assert_eq!(outcome.is_ok(), good, "{between}: {outcome:?}");
        assert!(outcome.err().is_none_or(|error| error.class == FailureClass::Tls));
    }
}

#[tokio::test]
async fn a_hundred_certificates_of_strangers_beside_an_unknown_one() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let mut identity = stranger.certify("news.example", |_| ());
    for _ in 0..100 {
        identity.chain.extend(Authority::new().certify("x.example", |_| ()).chain);
    }
    let url = secure(identity.config(&[&version::TLS13], &[]), one_answer).await;
    let error = authority.client().get(&request(&url)).await.expect_err("refused");
    assert_eq!(error.class, FailureClass::Tls, "{error}");
}

/// A server that chooses its certificate by the name it is asked for, and refuses the handshake when it has none.
#[derive(Debug)]
struct ByName {
    key: Arc<CertifiedKey>,
    asked: Arc<Mutex<Vec<Option<String>>>>,
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().map(str::to_owned);
        self.asked.lock().expect("asked").push(name.clone());
        (name.as_deref() == Some("news.example")).then(|| Arc::clone(&self.key))
    }
}

/// The name of the host goes out in the handshake and nothing else does: an address sends none, and a server that knows only other
/// names is a TLS failure.
#[tokio::test]
async fn no_name_and_a_wrong_name_in_the_handshake() {
    let authority = Authority::new();
    let identity = authority.certify("news.example", |_| ());
    let provider = crypto::aws_lc_rs::default_provider();
    let key = PrivatePkcs8KeyDer::from(identity.key).into();
    let key = CertifiedKey::from_der(identity.chain, key, &provider).expect("key");
    let asked = Arc::default();
    let by_name = ByName { key: Arc::new(key), asked: Arc::clone(&asked) };
    let builder = ServerConfig::builder_with_protocol_versions(&[&version::TLS13]).with_no_client_auth();
    let url = secure(builder.with_cert_resolver(Arc::new(by_name)), one_answer).await;
    let manners = hasad::http::Manners { authorities: authority.certificate.pem().into_bytes(), ..Default::default() };
    let names = Names(vec![("news.example", vec!["127.0.0.1"]), ("other.example", vec!["127.0.0.1"])]);
    let client = Client::with_manners(options(&["127.0.0.0/8"]), manners, names).expect("client");
    assert!(client.get(&request(&url)).await.is_ok());
    for host in ["other.example", "127.0.0.1"] {
        let error = client.get(&request(&url.replace("news.example", host))).await.expect_err(host);
        assert_eq!(error.class, FailureClass::Tls, "{host}: {error}");
    }
    let asked = asked.lock().expect("asked").clone();
    assert_eq!(asked, [Some("news.example".to_owned()), Some("other.example".to_owned()), None]);
}

#[tokio::test]
async fn a_handshake_that_stalls_and_one_that_is_cut() {
    for act in [Act::Stall(b"\x16\x03\x03".to_vec()), Act::SendAndClose(b"\x16\x03\x03\x00\x7a".to_vec())] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
        let port = listener.local_addr().expect("address").port();
        let hangs = matches!(act, Act::Stall(_));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4_096]).await;
                let (Act::Stall(bytes) | Act::SendAndClose(bytes)) = &act else { return };
                let _ = stream.write_all(bytes).await;
                if hangs {
                    let _ = stream.read(&mut [0; 1]).await;
                }
            }
        });
        let error = Authority::new().client().get(&request(&format!("https://news.example:{port}/"))).await;
        let class = error.expect_err("no handshake").class;
        assert!(matches!(class, FailureClass::Tls | FailureClass::Connect | FailureClass::Timeout), "{class:?}");
    }
}

/// TLS 1.1 is spoken by hand: a server that answers any hello with a ServerHello of that version.
#[tokio::test]
async fn tls_1_1_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let port = listener.local_addr().expect("address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4_096]).await;
            let mut hello = vec![0x16, 0x03, 0x02, 0x00, 0x2a, 0x02, 0x00, 0x00, 0x26, 0x03, 0x02];
            hello.extend([7; 32]);
            hello.extend([0x00, 0x00, 0x2f, 0x00]);
            let _ = stream.write_all(&hello).await;
            let _ = stream.read(&mut [0; 64]).await;
        }
    });
    let error = Authority::new().client().get(&request(&format!("https://news.example:{port}/"))).await;
    let error = error.expect_err("outdated");
    assert_eq!(error.class, FailureClass::Tls, "{error}");
}
