use crate::support::{TENANT, World, attended, gzip, ndjson};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wire::Limits;

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";
const BUYER: &str = "buyer@acme.example";

fn small() -> Limits {
    Limits {
        compressed_bytes: 20_000,
        expanded_bytes: 40_000,
        line_bytes: 2_000,
        lines: 50,
    }
}

#[tokio::test]
async fn batches_come_plain_or_compressed() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    let body = |event: &str| {
        ndjson(
            TENANT,
            MAILBOX,
            &connection,
            None,
            &[attended(event, BUYER)],
        )
    };
    let compressed = [
        ("gzip", gzip(&body("e1"))),
        ("zstd", zstd::encode_all(body("e2").as_slice(), 3).unwrap()),
        ("identity", body("e3")),
    ];
    for (encoding, bytes) in compressed {
        let reply = admin
            .send("/v1/activities", bytes, &[("content-encoding", encoding)])
            .await;
        assert_eq!(reply.statuses(), ["stored"], "{encoding}");
    }
    let torn = gzip(&body("e4"));
    let torn = torn[..torn.len() - 9].to_vec();
    assert_eq!(
        admin
            .send("/v1/activities", torn, &[("content-encoding", "gzip")])
            .await
            .code(),
        "malformed"
    );
    let plain = admin
        .send(
            "/v1/activities",
            body("e4"),
            &[("content-encoding", "zstd")],
        )
        .await;
    assert_eq!(plain.code(), "malformed");
    let other = admin
        .send("/v1/activities", body("e4"), &[("content-encoding", "br")])
        .await;
    assert_eq!(
        (other.status, other.code().as_str()),
        (415, "unsupported_media")
    );
    let json = admin
        .request("POST", "/v1/activities")
        .header("content-type", "application/json")
        .body(body("e4"));
    assert_eq!(json.send().await.unwrap().status(), 415);
}

#[tokio::test]
async fn what_is_over_a_limit_is_too_large() {
    let world = World::start_with(|options| options.limits = small()).await;
    let (admin, connection) = world.admin(TENANT).await;
    let many = |count: usize| -> Vec<u8> {
        let activities: Vec<_> = (0..count)
            .map(|event| attended(&format!("e{event}"), BUYER))
            .collect();
        ndjson(TENANT, MAILBOX, &connection, None, &activities)
    };
    let long = ndjson(
        TENANT,
        MAILBOX,
        &connection,
        None,
        &[attended(&"e".repeat(2_000), BUYER)],
    );
    let bomb = gzip(&vec![b'a'; 4_000_000]);
    assert!(bomb.len() < 20_000);
    let window = zstd::encode_all(vec![b'a'; 4_000_000].as_slice(), 19).unwrap();
    let refused = [
        ("a long body", many(60), "identity"),
        ("many lines", gzip(&many(51)), "gzip"),
        ("a long line", long, "identity"),
        ("a bomb", bomb, "gzip"),
        ("another bomb", window, "zstd"),
    ];
    for (what, body, encoding) in refused {
        let reply = admin
            .send("/v1/activities", body, &[("content-encoding", encoding)])
            .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (413, "too_large"),
            "{what}"
        );
    }
    assert_eq!(
        admin.send("/v1/activities", many(20), &[]).await.status,
        200
    );
    let key = "k".repeat(200);
    let reply = admin
        .send("/v1/activities", many(1), &[(wire::IDEMPOTENCY_KEY, &key)])
        .await;
    assert_eq!(reply.code(), "malformed");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let world = World::start_with(|options| options.patience = Duration::from_millis(200)).await;
    let (admin, _) = world.admin(TENANT).await;
    let mut stream = TcpStream::connect(world.running.address()).await.unwrap();
    let head = format!(
        "POST /v1/activities HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: {}\r\ncontent-length: 100\r\n\r\n{{",
        admin.credential.unwrap(),
        wire::NDJSON
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("\"code\":\"timeout\""));
}

#[tokio::test]
async fn a_body_of_a_stranger_is_not_even_read() {
    let world = World::start().await;
    let mut stream = TcpStream::connect(world.running.address()).await.unwrap();
    let head = format!(
        "POST /v1/activities HTTP/1.1\r\nhost: x\r\ncontent-type: {}\r\ncontent-length: 1000000\r\n\r\n",
        wire::NDJSON
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 401");
}

#[tokio::test]
async fn a_head_that_comes_by_drops_is_not_waited_for() {
    let world = World::start_with(|options| options.patience = Duration::from_millis(200)).await;
    let mut stream = TcpStream::connect(world.running.address()).await.unwrap();
    stream.write_all(b"GET /v1/health HTT").await.unwrap();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer));
    assert!(ended.await.is_ok(), "the service closes the connection");
}
