//! TLS and HTTP/2: certificates that are wrong in each way, and an HTTP/2 server that misbehaves.

use super::*;
use hasad::http::{Access, Manners, Secret};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, version};

/// An authority of the test's own.
pub struct Authority {
    pub certificate: Certificate,
    pub issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("key");
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("params");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("authority");
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// A certificate and its key for `name`.
    pub fn certify(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Identity {
        let key = KeyPair::generate().expect("key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("params");
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).expect("certificate");
        Identity { chain: vec![certificate.der().clone()], key: key.serialize_der() }
    }

    pub fn client(&self) -> Client {
        trusting(self.certificate.pem())
    }
}

/// A client that trusts an authority of the test's own.
pub fn trusting(authority: String) -> Client {
    let manners = Manners { authorities: authority.into_bytes(), ..Manners::default() };
    let names = Names(vec![("news.example", vec!["127.0.0.1"])]);
    let options = ClientOptions { timeout: Duration::from_secs(3), ..options(&["127.0.0.0/8"]) };
    Client::with_manners(options, manners, names).expect("client")
}

pub struct Identity {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: Vec<u8>,
}

impl Identity {
    pub fn config(
        self,
        versions: &[&'static tokio_rustls::rustls::SupportedProtocolVersion],
        alpn: &[&[u8]],
    ) -> ServerConfig {
        let key = PrivateKeyDer::try_from(self.key).expect("key");
        let builder = ServerConfig::builder_with_protocol_versions(versions).with_no_client_auth();
        let mut config = builder.with_single_cert(self.chain, key).expect("config");
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        config
    }
}

/// A TLS server; `serve` has each connection after its handshake. Returns its address under the name of the certificate.
pub async fn secure<F>(
    config: ServerConfig,
    serve: impl Fn(tokio_rustls::server::TlsStream<TcpStream>) -> F + Send + 'static,
) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let port = listener.local_addr().expect("address").port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(serve(stream));
            }
        }
    });
    format!("https://news.example:{port}/feed")
}

pub async fn one_answer(mut stream: tokio_rustls::server::TlsStream<TcpStream>) {
    let _ = stream.read(&mut [0; 4_096]).await;
    let _ = stream.write_all(&answer("200 OK", &[], b"secure")).await;
    let _ = stream.shutdown().await;
}

pub async fn tls_failure(authority: &Authority, identity: Identity, words: &str) {
    let url = secure(identity.config(&[&version::TLS13, &version::TLS12], &[]), one_answer).await;
    let error = authority.client().get(&request(&url)).await.expect_err("refused");
    assert_eq!(error.class, FailureClass::Tls, "{error}");
    assert!(error.detail.contains(words), "{error}");
}

#[tokio::test]
async fn a_certificate_of_a_known_authority_is_accepted() {
    let authority = Authority::new();
    for versions in [&[&version::TLS13][..], &[&version::TLS12]] {
        let url = secure(authority.certify("news.example", |_| ()).config(versions, &[]), one_answer).await;
        assert_eq!(body(authority.client().get(&request(&url)).await.expect("answer")).1, b"secure");
    }
}

#[tokio::test]
async fn an_expired_certificate() {
    let authority = Authority::new();
    let old = authority.certify("news.example", |params| {
        (params.not_before, params.not_after) = (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
    });
    tls_failure(&authority, old, "expired certificate").await;
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_yet() {
    let authority = Authority::new();
    let early = authority.certify("news.example", |params| params.not_before = date_time_ymd(2090, 1, 1));
    tls_failure(&authority, early, "not valid yet").await;
}

#[tokio::test]
async fn a_certificate_for_another_host() {
    let authority = Authority::new();
    let other = authority.certify("other.example", |_| ());
    tls_failure(&authority, other, "another name").await;
}

#[tokio::test]
async fn a_self_signed_certificate() {
    let key = KeyPair::generate().expect("key");
    let own = CertificateParams::new(vec!["news.example".to_owned()]).expect("params").self_signed(&key).expect("own");
    let identity = Identity { chain: vec![own.der().clone()], key: key.serialize_der() };
    tls_failure(&Authority::new(), identity, "certificate").await;
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority() {
    let identity = Authority::new().certify("news.example", |_| ());
    tls_failure(&Authority::new(), identity, "certificate").await;
}

/// What is secret does not leave TLS: a feed with credentials is not followed to http, one without is.
#[tokio::test]
async fn a_redirect_from_https_to_http_is_refused_for_a_feed_with_credentials() {
    let authority = Authority::new();
    let plain = Server::always(ok(&[], b"in the open")).await;
    let to = plain.url("/feed");
    let config = authority.certify("news.example", |_| ()).config(&[&version::TLS13], &[]);
    let url = secure(config, move |mut stream| {
        let moved = answer("302 Found", &[("Location", &to), ("Connection", "close")], b"");
        async move {
            let _ = stream.read(&mut [0; 4_096]).await;
            let _ = stream.write_all(&moved).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    let client = authority.client();
    assert!(client.get(&request(&url)).await.is_ok());
    let home = url::Url::parse(&url).expect("url");
    let access = Access::to(&home).basic("reader", &Secret::new("GEHEIM")).expect("access");
    let error = client.get_as(&request(&url), &access).await.expect_err("refused");
    assert_eq!(error.class, FailureClass::Redirect, "{error}");
    assert!(error.detail.contains("https to http"), "{error}");
    assert_eq!(plain.seen.requests().len(), 1);
}

type Http2 = h2::server::Connection<tokio_rustls::server::TlsStream<TcpStream>, bytes::Bytes>;

/// What an HTTP/2 server does with a request.
#[derive(Clone, Copy)]
enum Frames {
    Answer,
    Reset,
    GoAway,
    EmptyDataForEver,
    ManyHeaders,
    Endless,
    Silence,
    /// Answers with the number of bytes it may send unasked.
    Allowance,
}

async fn http2(frames: Frames) -> (Authority, String) {
    let authority = Authority::new();
    let config = authority.certify("news.example", |_| ()).config(&[&version::TLS13], &[b"h2"]);
    let url = secure(config, move |stream| async move {
        if let Ok(connection) = h2::server::handshake(stream).await {
            answer_frames(connection, frames).await;
        }
    })
    .await;
    (authority, url)
}

async fn answer_frames(mut connection: Http2, frames: Frames) {
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        match frames {
            Frames::Reset => respond.send_reset(h2::Reason::INTERNAL_ERROR),
            Frames::GoAway => connection.abrupt_shutdown(h2::Reason::ENHANCE_YOUR_CALM),
            // Dropping it would be an answer of its own.
            Frames::Silence => std::mem::forget(respond),
            _ => {
                let mut response = http::Response::builder().status(200);
                if matches!(frames, Frames::ManyHeaders) {
                    for number in 0..60 {
                        response = response.header(format!("x-{number}"), "y".repeat(1_000));
                    }
                }
                let Ok(mut send) = respond.send_response(response.body(()).expect("head"), false) else { return };
                tokio::spawn(async move {
                    let piece = match frames {
                        Frames::Allowance => {
                            send.reserve_capacity(100 << 20);
                            let allowed = std::future::poll_fn(|cx| send.poll_capacity(cx)).await;
                            let allowed = allowed.and_then(Result::ok).unwrap_or_default();
                            let _ = send.send_data(bytes::Bytes::from(allowed.to_string()), true);
                            return;
                        }
                        Frames::EmptyDataForEver => bytes::Bytes::new(),
                        Frames::Endless => bytes::Bytes::from(vec![b'x'; 16_384]),
                        _ => {
                            let _ = send.send_data(bytes::Bytes::from_static(b"over h2"), true);
                            return;
                        }
                    };
                    loop {
                        send.reserve_capacity(piece.len());
                        if !piece.is_empty() && std::future::poll_fn(|cx| send.poll_capacity(cx)).await.is_none() {
                            return;
                        }
                        if send.send_data(piece.clone(), false).is_err() {
                            return;
                        }
                        tokio::task::yield_now().await;
                    }
                });
            }
        }
    }
}

#[tokio::test]
async fn http_2_is_spoken() {
    let (authority, url) = http2(Frames::Answer).await;
    for _ in 0..3 {
        assert_eq!(body(authority.client().get(&request(&url)).await.expect("answer")).1, b"over h2");
    }
}

/// What a server sends before we ask for it is held in memory, and hundreds may send at once.
#[tokio::test]
async fn an_http_2_server_may_send_little_unasked() {
    let (authority, url) = http2(Frames::Allowance).await;
    let allowed = body(authority.client().get(&request(&url)).await.expect("answer")).1;
    let allowed: usize = String::from_utf8_lossy(&allowed).parse().expect("a number");
    assert!((1..=128 << 10).contains(&allowed), "{allowed} bytes");
}

#[tokio::test]
async fn http_2_that_resets_goes_away_floods_or_keeps_silent() {
    use FailureClass::{Broken, Timeout, TooLarge};
    for (frames, allowed) in [
        (Frames::Reset, &[Broken][..]),
        (Frames::GoAway, &[Broken]),
        (Frames::ManyHeaders, &[Broken]),
        (Frames::Endless, &[TooLarge]),
        (Frames::EmptyDataForEver, &[Timeout, Broken]),
        (Frames::Silence, &[Timeout]),
    ] {
        let (authority, url) = http2(frames).await;
        let client = authority.client();
        let error = client.get(&request(&url)).await.expect_err("a failure");
        assert!(allowed.contains(&error.class), "{error}");
        assert_eq!(client.stats().waiting, 0);
    }
}
