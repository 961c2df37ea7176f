//! Nothing that is not on the public internet is ever dialled: proved by counting connections.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::header::LOCATION;
use axum::routing::get;
use plaza_connectors::fetch::{FetchSettings, Fetcher};
use plaza_core::{ConnectorError, SourceConfig};
use url::Url;

use crate::support::{FakeResolver, Server, settings};

/// Hosts that lead to this machine, to its neighbors or nowhere, in every notation.
const HOSTS: [&str; 104] = [
    // This machine, in every way to write its address.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.000.000.001",
    "0177.0.0.1",
    "0177.0.0.01",
    "0x7f.0.0.1",
    "0x7f.1",
    "0x7f000001",
    "0X7F000001",
    "2130706433",
    "017700000001",
    "127.0.0.2",
    "127.255.255.254",
    "%31%32%37.0.0.1",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "foo.localhost",
    "localhost.localdomain",
    "ip6-localhost",
    // "This network".
    "0.0.0.0",
    "0",
    "0x0",
    "0.0.0.1",
    "00000000",
    // Private networks.
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "012.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.1.254",
    "0xc0a80001",
    "3232235521",
    // Shared, link-local, metadata.
    "100.64.0.1",
    "100.127.255.254",
    "100.100.100.200",
    "169.254.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "169.254.170.2",
    "168.63.129.16",
    "metadata.google.internal",
    "metadata",
    // Special purposes.
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    // Multicast, reserved, broadcast.
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    // IPv6: this machine, nobody, local, multicast, documentation, special.
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::]",
    "[fe80::1]",
    "[fe80::a9fe:a9fe]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[fd20:ce::254]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[100::1]",
    "[5f00::1]",
    "[2001:2::1]",
    "[2001:10::1]",
    // IPv4 inside IPv6.
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    // Names.
    "printer.local",
    "db.internal",
    "router.lan",
    "x.home.arpa",
    "hidden.onion",
    "intranet",
    // Names whose addresses are not public.
    "private.example.com",
    "loopback.example.com",
    "loopback6.example.com",
    "mapped.example.com",
    "metadata.example.com",
];

fn resolver() -> FakeResolver {
    FakeResolver::default()
        .with("private.example.com", &[&["10.0.0.1", "192.168.0.1"]])
        .with("loopback.example.com", &[&["127.0.0.1"]])
        .with("loopback6.example.com", &[&["::1"]])
        .with("mapped.example.com", &[&["::ffff:127.0.0.1"]])
        .with("metadata.example.com", &[&["169.254.169.254"]])
        .with("localhost", &[&["127.0.0.1"]])
        .with("intranet", &[&["127.0.0.1"]])
        .with("metadata", &[&["127.0.0.1"]])
        .with("ip6-localhost", &[&["::1"]])
        .with("db.internal", &[&["127.0.0.1"]])
}

/// Listens on every address of this machine and counts who comes.
fn trap() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("[::]:0").or_else(|_| TcpListener::bind("0.0.0.0:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            counter.fetch_add(1, Ordering::SeqCst);
            drop(connection);
        }
    });
    (port, count)
}

fn fetcher() -> Fetcher {
    Fetcher::new(FetchSettings { resolver: Arc::new(resolver()), ..settings() })
}

#[tokio::test]
async fn the_trap_counts() {
    let (port, count) = trap();
    for address in ["127.0.0.1", "127.0.0.2"] {
        let source = fetcher().for_source(Some(&format!("{address}:{port}")));
        let url = Url::parse(&format!("http://{address}:{port}/")).unwrap();
        let before = count.load(Ordering::SeqCst);
        source.get(url).idempotent(false).send().await.unwrap_err();
        assert_eq!(count.load(Ordering::SeqCst), before + 1, "an allowed host is dialled");
    }
}

#[tokio::test]
async fn no_host_is_dialed_directly() {
    let (port, count) = trap();
    let source = fetcher().for_source(None);
    for host in HOSTS {
        // A text that is not an address is refused before it reaches the client.
        let Ok(url) = Url::parse(&format!("http://{host}:{port}/")) else { continue };
        let result = source.get(url.clone()).send().await;
        assert!(matches!(result, Err(ConnectorError::Malformed(_))), "{host}: {result:?}");
        // Connections that stay open are guarded too.
        let lines = source.get(url.clone()).lines("text/event-stream").await.map(|_| ());
        let messages = source.get(url).messages().await.map(|_| ());
        for result in [lines, messages] {
            assert!(matches!(result, Err(ConnectorError::Malformed(_))), "{host}: {result:?}");
        }
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn no_host_is_dialed_for_mail() {
    let (port, count) = trap();
    let port = port.to_string();
    let factories = plaza_connectors::registry(&fetcher());
    let email = factories.iter().find(|factory| factory.spec().kind == "email").unwrap();
    for host in HOSTS {
        for security in ["tls", "starttls", "none"] {
            let values = [
                ("imap_host", host),
                ("imap_port", port.as_str()),
                ("imap_security", security),
                ("user", "u"),
                ("password", "p"),
                ("address", "u@example.com"),
            ];
            let values = values.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
            let config = SourceConfig::checked(email.spec(), values, None).unwrap();
            let result = email.open(&config).unwrap().collect(None).await;
            assert!(matches!(result, Err(ConnectorError::Malformed(_))), "{host}: {result:?}");
        }
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn no_host_is_dialed_after_a_redirect() {
    let (port, count) = trap();
    let server = Server::start(Router::new().route(
        "/to/{index}",
        get(move |Path(index): Path<usize>| async move {
            let target = format!("http://{}:{port}/", HOSTS[index]);
            (axum::http::StatusCode::FOUND, [(LOCATION, target.into_bytes())])
        }),
    ))
    .await;
    let source = fetcher().for_source(Some(&server.allowed()));
    for (index, host) in HOSTS.iter().enumerate() {
        let result = source.get(server.url(&format!("/to/{index}"))).send().await;
        assert!(matches!(result, Err(ConnectorError::Malformed(_))), "{host}: {result:?}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
    assert_eq!(server.asked().len(), HOSTS.len());
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_checked_each_time() {
    let (port, count) = trap();
    let resolver = FakeResolver::default()
        .with("rebind.example.com", &[&["192.0.1.1"], &["127.0.0.1"]])
        .with("mixed.example.com", &[&["192.0.1.1", "127.0.0.1", "::1"]]);
    let fetcher = Fetcher::new(FetchSettings {
        resolver: Arc::new(resolver),
        connect_timeout: Duration::from_millis(200),
        retries: 0,
        ..settings()
    });
    let source = fetcher.for_source(None);
    let url = |host: &str| Url::parse(&format!("http://{host}:{port}/")).unwrap();
    let first = source.get(url("rebind.example.com")).send().await;
    assert!(matches!(first, Err(ConnectorError::Transient(_))), "{first:?}");
    let second = source.get(url("rebind.example.com")).send().await;
    let Err(ConnectorError::Malformed(why)) = second else { panic!("{second:?}") };
    assert!(why.contains("not an address on the public internet"), "{why}");
    let mixed = source.get(url("mixed.example.com")).send().await;
    assert!(matches!(mixed, Err(ConnectorError::Transient(_))), "{mixed:?}");
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_allowed_name_may_be_private_but_never_metadata() {
    let server = Server::start(Router::new().route("/", get(|| async { "inside" }))).await;
    let port = server.address.port();
    let resolver = FakeResolver::default()
        .with("forum.intranet", &[&["127.0.0.1"]])
        .with("sly.intranet", &[&["169.254.169.254"]]);
    let fetcher = Fetcher::new(FetchSettings { resolver: Arc::new(resolver), ..settings() });
    let ask = |host: &str| {
        let source = fetcher.for_source(Some(&format!("{host}:{port}")));
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        async move { source.get(url).send().await }
    };
    assert_eq!(ask("forum.intranet").await.unwrap().body, b"inside");
    let refused = ask("sly.intranet").await;
    assert!(matches!(refused, Err(ConnectorError::Malformed(_))), "{refused:?}");
    // The permission belongs to one source and does not extend to others.
    let url = Url::parse(&format!("http://forum.intranet:{port}/")).unwrap();
    assert!(fetcher.for_source(None).get(url).send().await.is_err());
}

#[tokio::test]
async fn metadata_is_not_dialed_for_mail_even_where_an_operator_allows_it() {
    let resolver = FakeResolver::default()
        .with("sly.intranet", &[&["169.254.169.254", "fe80::1", "fd00:ec2::254"]])
        .with("mapped.intranet", &[&["::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]]);
    let fetcher = Fetcher::new(FetchSettings { resolver: Arc::new(resolver), ..settings() });
    let factories = plaza_connectors::registry(&fetcher);
    let email = factories.iter().find(|factory| factory.spec().kind == "email").unwrap();
    for host in ["sly.intranet", "mapped.intranet", "169.254.0.9", "[fe80::9]", "100.100.100.200"] {
        let values = [
            ("imap_host", host),
            ("imap_security", "none"),
            ("user", "u"),
            ("password", "p"),
            ("address", "u@example.com"),
        ];
        let values = values.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let allowed = Some(format!("{host}:993"));
        let config = SourceConfig::checked(email.spec(), values, allowed).unwrap();
        let result = email.open(&config).unwrap().collect(None).await;
        assert!(matches!(result, Err(ConnectorError::Malformed(_))), "{host}: {result:?}");
    }
}

#[tokio::test]
async fn other_schemes_and_credentials_in_addresses_are_refused() {
    let source = fetcher().for_source(None);
    for url in [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "data:text/plain,x",
        "http://user:secret@example.com/",
    ] {
        let result = source.get(Url::parse(url).unwrap()).send().await;
        let Err(ConnectorError::Malformed(why)) = result else { panic!("{url}: {result:?}") };
        assert!(!why.contains("secret"), "{why}");
    }
}
