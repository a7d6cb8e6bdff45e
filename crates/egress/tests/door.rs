//! The door, against servers on loopback.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod odd_server;

use activity::Instant;
use egress::{
    Egress, EgressConfig, EgressError, Origin, Outcome, Request, Retry, Role, Url, VirtualPacing,
    header,
};
use odd_server::OddServer;
use std::sync::Arc;
use std::time::Duration;

fn pacing() -> Arc<VirtualPacing> {
    let start = Instant::parse("2026-11-22T10:00:00Z").expect("an instant");
    Arc::new(VirtualPacing::new(start, 1))
}

fn config(server: &OddServer, pacing: &Arc<VirtualPacing>) -> EgressConfig {
    EgressConfig::new()
        .allow(
            Role::Graph,
            Origin::parse(&server.url("/")).expect("an origin"),
        )
        .timeouts(Duration::from_secs(5), Duration::from_secs(5))
        .body_limit(4_096)
        .pacing(pacing.clone())
}

fn get(server: &OddServer, path: &str) -> Request {
    Request::get(server.url(path).parse().expect("an address"))
}

fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\ndate: Sun, 22 Nov 2026 09:00:00 GMT\r\n\r\n{body}", body.len()).into_bytes()
}

fn status(line: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\ncontent-length: 2\r\n{headers}\r\n{{}}").into_bytes()
}

#[tokio::test]
async fn only_allowed_origins_are_spoken_to() {
    let (pacing, server) = (pacing(), OddServer::start(vec![]).await);
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    for elsewhere in [
        "https://tracker.example/x",
        "http://127.0.0.1:1/x",
        "http://contoso.example/",
    ] {
        let request = Request::get(elsewhere.parse().expect("an address"));
        let refused = egress.fetch(request).await;
        assert!(
            matches!(refused, Err(EgressError::RefusedHost { .. })),
            "{elsewhere}"
        );
    }
    let mut with_credentials: Url = server.url("/").parse().expect("an address");
    with_credentials.set_username("ada").expect("a user name");
    assert!(egress.fetch(Request::get(with_credentials)).await.is_err());
    assert_eq!(egress.totals().requests, 0);
    assert!(
        egress
            .exchanges()
            .iter()
            .all(|exchange| exchange.outcome == Outcome::Refused)
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = OddServer::start(vec![ok("stolen")]).await;
    let location = format!("location: {}\r\n", elsewhere.url("/"));
    let (pacing, server) = (
        pacing(),
        OddServer::start(vec![status("302 Found", &location)]).await,
    );
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    let answer = egress.fetch(get(&server, "/")).await;
    assert_eq!(answer.err().and_then(|error| error.status()), Some(302));
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn torn_answers_are_asked_for_again() {
    let torn = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhalf".to_vec();
    let closed = Vec::new();
    let (pacing, server) = (
        pacing(),
        OddServer::start(vec![torn, closed, ok("whole")]).await,
    );
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    let answer = egress
        .fetch(get(&server, "/"))
        .await
        .expect("whole in the end");
    assert_eq!(answer.body().as_ref(), b"whole");
    assert_eq!(pacing.waits().len(), 2);
    assert_eq!(
        answer.server_time(),
        Instant::parse("2026-11-22T09:00:00Z").ok()
    );
    assert!(egress.server_time().is_some());
}

#[tokio::test]
async fn what_stays_torn_is_named_torn() {
    let torn = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal".to_vec();
    let (pacing, server) = (pacing(), OddServer::start(vec![torn; 9]).await);
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    assert!(matches!(
        egress.fetch(get(&server, "/")).await,
        Err(EgressError::Torn)
    ));
}

#[tokio::test]
async fn answers_are_bounded_whatever_they_claim() {
    let claimed =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 1_u64 << 40).into_bytes();
    let mut unclaimed = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..3 {
        unclaimed.extend_from_slice(b"800\r\n");
        unclaimed.extend_from_slice(&[b'x'; 0x800]);
        unclaimed.extend_from_slice(b"\r\n");
    }
    unclaimed.extend_from_slice(b"0\r\n\r\n");
    let bomb = odd_server::gzip(&vec![0; 10_000_000]);
    let mut zipped = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    zipped.extend_from_slice(&bomb);
    for answer in [claimed, unclaimed, zipped] {
        let (pacing, server) = (pacing(), OddServer::start(vec![answer]).await);
        let egress = Egress::new(config(&server, &pacing)).expect("an egress");
        let refused = egress.fetch(get(&server, "/")).await;
        assert!(
            matches!(refused, Err(EgressError::TooLarge { limit: 4_096 })),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn retry_after_is_waited_for_and_a_503_gets_a_new_connection() {
    let script = vec![
        status("429 Too Many Requests", "retry-after: 7\r\n"),
        status("503 Service Unavailable", ""),
        ok("done"),
    ];
    let (pacing, server) = (pacing(), OddServer::start(script).await);
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    egress
        .fetch(get(&server, "/"))
        .await
        .expect("done in the end");
    assert!(pacing.waits()[0] >= Duration::from_secs(7));
    assert_eq!(
        server.connections(),
        2,
        "the 429 keeps its connection, the 503 does not"
    );
}

#[tokio::test]
async fn refusals_carry_what_callers_need_and_show_nothing() {
    let body = r#"{"error":{"code":"x","message":"ada@contoso.example"}}"#;
    let answer = format!(
        "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer error=\"insufficient_claims\"\r\nwww-authenticate: Basic\r\nrequest-id: 42\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (pacing, server) = (pacing(), OddServer::start(vec![answer.into_bytes()]).await);
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    let error = egress.fetch(get(&server, "/")).await.expect_err("refused");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("ada"), "{shown}");
    let EgressError::Status(answer) = error else {
        panic!("not a status: {error:?}");
    };
    assert_eq!((answer.code, answer.www_authenticate.len()), (401, 2));
    assert_eq!(answer.request_id.as_deref(), Some("42"));
    assert_eq!(answer.body.as_ref(), body.as_bytes());
}

#[tokio::test]
async fn the_record_tells_where_and_how_much_but_not_what() {
    let (pacing, server) = (pacing(), OddServer::start(vec![ok("twelve bytes")]).await);
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    let url = server
        .url("/v1.0/users/ada@contoso.example/messages?$filter=secret")
        .parse()
        .expect("an address");
    let request = Request::post(url, "application/json", "{}").bearer(&"token".into());
    assert!(!format!("{request:?}").contains("contoso"));
    egress.fetch(request).await.expect("an answer");
    let exchanges = egress.exchanges();
    assert_eq!(exchanges.len(), 1);
    let shown = format!("{exchanges:?}");
    for hidden in ["ada", "secret", "token", "twelve"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert_eq!(exchanges[0].path, "/v1.0/users/{id}/messages?…");
    assert_eq!(
        (exchanges[0].bytes_sent, exchanges[0].bytes_received),
        (2, 12)
    );
    assert_eq!(
        (egress.totals().requests, egress.totals().bytes_received),
        (1, 12)
    );
}

#[tokio::test]
async fn dropping_cancels_and_is_written_down() {
    let silent = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n".to_vec();
    let (pacing, server) = (
        pacing(),
        OddServer::start(vec![silent]).await.holding_connections(),
    );
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    let fetch = egress.fetch(get(&server, "/"));
    let abandoned = tokio::select! {
        _ = fetch => false,
        () = server.answered() => true,
    };
    assert!(abandoned);
    assert_eq!(egress.exchanges()[0].outcome, Outcome::Cancelled);
}

#[tokio::test]
async fn a_mailbox_has_no_more_in_flight_than_allowed() {
    let server = OddServer::start(vec![ok("x"); 40])
        .await
        .slow(Duration::from_millis(5));
    let egress =
        Egress::new(config(&server, &pacing()).mailbox_limits(4, 10_000)).expect("an egress");
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (egress, request) = (egress.clone(), get(&server, "/").mailbox("ada", 1));
        asking.spawn(async move { egress.fetch(request).await.is_ok() });
    }
    assert!(asking.join_all().await.into_iter().all(|answered| answered));
    assert_eq!(server.most_in_flight(), 4);
}

#[tokio::test]
async fn nobody_listening_is_offline() {
    let server = OddServer::start(vec![]).await;
    let (pacing, url) = (pacing(), server.url("/"));
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    server.stop().await;
    let request = Request::get(url.parse().expect("an address")).retry(Retry::never());
    assert!(matches!(
        egress.fetch(request).await,
        Err(EgressError::Offline)
    ));
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_not_sent() {
    let (pacing, server) = (pacing(), OddServer::start(vec![]).await);
    let egress = Egress::new(config(&server, &pacing)).expect("an egress");
    let request = get(&server, "/").header(header::ACCEPT, "a\r\nx: y");
    assert!(matches!(
        egress.fetch(request).await,
        Err(EgressError::Unsendable)
    ));
    assert!(matches!(
        egress.fetch(get(&server, "/").bearer(&"a\nb".into())).await,
        Err(EgressError::Unsendable)
    ));
}
