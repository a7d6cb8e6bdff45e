//! What somebody sends who means harm: bodies made to hurt, spellings made to slip through, tokens made to look real.

use crate::support::{
    Issuer, Person, TENANT, Token, World, attended, forge_unsigned, gzip, ndjson,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";
const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";
const BUYER: &str = "buyer@acme.example";

async fn set_up() -> (World, Person, String) {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    (world, admin, connection)
}

fn line(connection: &str) -> String {
    let activity = attended("e1", BUYER);
    let bytes = ndjson(TENANT, MAILBOX, connection, None, &[activity]);
    String::from_utf8(bytes).unwrap().trim_end().to_owned()
}

#[tokio::test]
async fn a_line_has_one_spelling_and_every_other_is_refused_with_the_whole_batch() {
    let (_world, admin, connection) = set_up().await;
    let whole = line(&connection);
    let (head, tail) = whole.split_once(",\"connection\"").unwrap();
    let spellings: Vec<(&str, Vec<u8>)> = vec![
        (
            "a key twice",
            whole
                .replace("{\"activity\"", "{\"tenant\":\"x\",\"activity\"")
                .into(),
        ),
        (
            "a key twice within",
            whole
                .replace("\"isOnline\":true", "\"isOnline\":true,\"isOnline\":true")
                .into(),
        ),
        (
            "an unknown key",
            whole
                .replace("\"isOnline\"", "\"body\":\"x\",\"isOnline\"")
                .into(),
        ),
        (
            "another order",
            format!(
                "{{\"connection\"{},{}}}",
                tail.trim_end_matches('}'),
                &head[1..]
            )
            .into(),
        ),
        (
            "an escape that is not needed",
            whole.replace("buyer", "\\u0062uyer").into(),
        ),
        (
            "a number written otherwise",
            whole.replace(":60,", ":6e1,").into(),
        ),
        ("a blank", format!("{whole} ").into()),
        ("a carriage return", format!("{whole}\r").into()),
        ("a byte order mark", format!("\u{feff}{whole}").into()),
        ("a null byte", format!("{whole}\0").into()),
        ("two values", format!("{whole}{whole}").into()),
        ("no UTF-8", [whole.as_bytes(), b"\xff\xfe"].concat()),
        ("an empty line", Vec::new()),
        ("null", b"null".to_vec()),
        ("a list", format!("[{whole}]").into()),
        ("depth", vec![b'['; 200_000]),
        ("depth of objects", "{\"activity\":".repeat(20_000).into()),
    ];
    for (what, spelling) in spellings {
        assert_ne!(spelling, whole.as_bytes(), "{what} is another spelling");
        let good = format!("{whole}\n").into_bytes();
        let batch = [good, spelling, b"\n".to_vec()].concat();
        let reply = admin.upload(batch).await;
        assert_eq!(
            (reply.status, reply.code()),
            (400, "malformed".to_owned()),
            "{what}"
        );
        assert_eq!(reply.json()["items"][0]["line"], 2, "{what}");
        assert!(!reply.text().contains("buyer"), "{what} is not repeated");
    }
    assert_eq!(admin.export().await, "", "all or nothing");
    assert_eq!(admin.upload(format!("{whole}\n").into()).await.status, 200);
}

#[tokio::test]
async fn nested_and_repeated_wrappings_gain_nothing() {
    let (_world, admin, connection) = set_up().await;
    let body = format!("{}\n", line(&connection)).into_bytes();
    let send = async |body: Vec<u8>, headers: &[(&'static str, &str)]| {
        admin.send("/v1/activities", body, headers).await
    };
    let twice = gzip(&gzip(&body));
    assert_eq!(
        send(twice.clone(), &[("content-encoding", "gzip")])
            .await
            .code(),
        "malformed"
    );
    for wrapping in ["gzip, gzip", "gzip,identity", "x-gzip", "GZIP;q=1", ""] {
        let reply = send(twice.clone(), &[("content-encoding", wrapping)]).await;
        assert_eq!(reply.code(), "unsupported_media", "{wrapping:?}");
    }
    let both = [
        ("content-encoding", "identity"),
        ("content-encoding", "gzip"),
    ];
    assert_eq!(send(gzip(&body), &both).await.code(), "unsupported_media");
    let junk = [gzip(&body), b"junk".to_vec()].concat();
    assert_eq!(
        send(junk, &[("content-encoding", "gzip")]).await.code(),
        "malformed"
    );
    assert_eq!(send(Vec::new(), &[]).await.code(), "malformed");
    assert_eq!(
        send(gzip(b""), &[("content-encoding", "gzip")])
            .await
            .code(),
        "malformed"
    );
    assert_eq!(admin.export().await, "");
}

#[tokio::test]
async fn a_few_bytes_do_not_become_many() {
    let (_world, admin, _) = set_up().await;
    let member = gzip(&vec![b'\n'; 1_000_000]);
    let members = member.repeat(200);
    let frame = zstd::encode_all(vec![b'\n'; 8_000_000].as_slice(), 19).unwrap();
    let frames = frame.repeat(60);
    let lines = gzip(&vec![b'\n'; 20_000]);
    // The header of a frame that claims a window of 2 GiB for a byte.
    let window = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00];
    for (what, body, encoding, code) in [
        ("members", members, "gzip", "too_large"),
        ("frames", frames, "zstd", "too_large"),
        ("empty lines", lines, "gzip", "too_large"),
        ("a window", window, "zstd", "malformed"),
    ] {
        assert!(body.len() < 1_000_000, "{what}: {}", body.len());
        let reply = admin
            .send("/v1/activities", body, &[("content-encoding", encoding)])
            .await;
        assert_eq!(reply.code(), code, "{what}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_tell_its_length_ends_at_the_limit() {
    let world = World::start_with(|options| options.limits.compressed_bytes = 10_000).await;
    let (admin, _) = world.admin(TENANT).await;
    let mut stream = TcpStream::connect(world.running.address()).await.unwrap();
    let head = format!(
        "POST /v1/activities HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: {}\r\ntransfer-encoding: chunked\r\n\r\n",
        admin.credential.unwrap(),
        wire::NDJSON
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = format!("400\r\n{}\r\n", "a".repeat(0x400));
    // The other side may hang up in the middle: that is what is wanted.
    for _ in 0..64 {
        if stream.write_all(chunk.as_bytes()).await.is_err() {
            break;
        }
    }
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_request_of_json_has_its_limits_too() {
    let world = World::start().await;
    let admin = world.new_admin(TENANT).await;
    let post = async |body: String, media: &str| {
        let request = admin
            .request("PUT", "/v1/admin/allowlist")
            .header("content-type", media)
            .body(body);
        crate::support::answer(request).await
    };
    let json = "application/json; charset=utf-8";
    let deep = "[".repeat(500_000);
    assert_eq!(post(deep, json).await.code(), "malformed");
    let twice = r#"{"entries":["acme.example"],"entries":["evil.example"]}"#;
    assert_eq!(post(twice.to_owned(), json).await.code(), "malformed");
    let long = format!("{{\"entries\":[\"{}\"]}}", "a".repeat(3_000_000));
    assert_eq!(post(long, json).await.code(), "too_large");
    let many = json!({ "entries": vec!["acme.example"; 10_001] }).to_string();
    assert_eq!(post(many, json).await.code(), "too_large");
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
    ] {
        let reply = post(r#"{"entries":[]}"#.to_owned(), media).await;
        assert_eq!(reply.code(), "unsupported_media", "{media}");
    }
    let config = admin.get("/v1/admin/config").await.json();
    assert_eq!(config["policy"]["allowedExternalDomains"], json!([]));
}

#[tokio::test]
async fn paths_lead_where_they_say_and_nowhere_else() {
    let (world, admin, connection) = set_up().await;
    for path in [
        "//v1/me",
        "/v1/me/",
        "/v1/./me",
        "/V1/me",
        "/v1/me%2f",
        "/v1/connections/%2e%2e/%2e%2e/admin/config",
        "/v1/connections/..%2f..%2fadmin%2fconfig",
        "/.well-known/../v1/me",
    ] {
        let mut stream = TcpStream::connect(world.running.address()).await.unwrap();
        let credential = admin.credential.as_ref().unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {credential}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let refused = ["HTTP/1.1 404", "HTTP/1.1 405"];
        assert!(
            refused.iter().any(|status| answer.starts_with(status)),
            "{path}: {answer}"
        );
    }
    // Another tenant's name in a header or a query changes nothing.
    let asked = admin
        .request("GET", "/v1/me?tenant=99999999-8888-7777-6666-555555555555")
        .header("x-tenant", "99999999-8888-7777-6666-555555555555");
    let me = crate::support::answer(asked).await.json();
    assert_eq!(me["tenant"], TENANT);
    assert_eq!(me["connections"], json!([connection]));
}

async fn token(world: &World) -> Token {
    world
        .issuer
        .token(TENANT, ADA, ADDRESS, &world.nonce().await)
}

async fn offered(world: &World, token: String) -> (u16, String) {
    let reply = world
        .sign_in(json!({ "idToken": token, "device": "0123456789abcdef" }))
        .await;
    let code = (reply.status != 201).then(|| reply.code());
    (reply.status, code.unwrap_or_default())
}

#[tokio::test]
async fn nobody_makes_the_service_fetch_keys_from_elsewhere() {
    let world = World::start().await;
    world.employee(TENANT, ADA, ADDRESS).await;
    let evil = Issuer::start().await;
    let refused = (401, "unauthorized".to_owned());
    // The attacker's own issuer, in full working order.
    let theirs = evil.token(TENANT, ADA, ADDRESS, &world.nonce().await);
    assert_eq!(
        offered(&world, theirs.sign()).await,
        refused,
        "their issuer"
    );
    // Their key, said to be ours: by its id, in the header itself, by links to it.
    let ours = evil
        .token(TENANT, ADA, ADDRESS, &world.nonce().await)
        .with("iss", world.issuer.of(TENANT));
    assert_eq!(offered(&world, ours.sign()).await, refused, "their key");
    for (member, value) in [
        ("jku", json!(evil.key_set(TENANT))),
        ("x5u", json!(evil.key_set(TENANT))),
        ("jwk", ours.public_key()),
        ("crit", json!(["jku"])),
    ] {
        let pointed =
            ours.sign_with(&json!({ "alg": "RS256", "typ": "JWT", "kid": "key-1", member: value }));
        assert_eq!(offered(&world, pointed).await, refused, "{member}");
    }
    assert_eq!(evil.times_asked(), 0, "nobody asked there");
    for issuer in [
        format!("{}/", world.issuer.of(TENANT)),
        world.issuer.of(TENANT).replace("http://", "http://evil@"),
        world
            .issuer
            .of(TENANT)
            .replace(TENANT, &format!("x/../{TENANT}")),
        world.issuer.of(TENANT).to_uppercase(),
        String::new(),
    ] {
        let spelt = token(&world).await.with("iss", issuer.clone());
        assert_eq!(offered(&world, spelt.sign()).await, refused, "{issuer}");
    }
}

#[tokio::test]
async fn key_ids_and_algorithms_are_no_way_in() {
    let world = World::start().await;
    world.issuer.publish_for_encryption("key-enc");
    world.employee(TENANT, ADA, ADDRESS).await;
    let refused = (401, "unauthorized".to_owned());
    for id in [
        "",
        "key-1\0",
        "../key-1",
        "KEY-1",
        "key-1 ",
        &"k".repeat(20_000),
    ] {
        let mut named = token(&world).await;
        named.key_id = id.to_owned();
        assert_eq!(offered(&world, named.sign()).await, refused, "{}", id.len());
    }
    let headers = [
        json!({ "alg": "none", "kid": "key-1" }),
        json!({ "alg": "NONE", "kid": "key-1" }),
        json!({ "alg": "RS512", "kid": "key-1" }),
        json!({ "alg": "PS256", "kid": "key-1" }),
        json!({ "alg": "HS256", "kid": "key-1" }),
        json!({ "alg": "RS256" }),
        json!({ "alg": ["RS256"], "kid": "key-1" }),
        json!({ "kid": "key-1" }),
        Value::Null,
    ];
    for header in headers {
        let spoiled = token(&world).await.sign_with(&header);
        assert_eq!(offered(&world, spoiled).await, refused, "{header}");
    }
    assert_eq!(
        offered(&world, token(&world).await.sign_by_hmac()).await,
        refused
    );
    assert_eq!(
        offered(&world, forge_unsigned(&token(&world).await)).await,
        refused
    );
    let whole = token(&world).await.sign();
    let parts: Vec<&str> = whole.split('.').collect();
    for torn in [
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}.{}", parts[0], parts[1], parts[2], parts[2]),
        format!("{}.{}.{}=", parts[0], parts[1], parts[2]),
        format!(" {whole}"),
        "a".repeat(200_000),
    ] {
        assert_eq!(offered(&world, torn).await, refused);
    }
    // A key that the issuer publishes for another purpose does not sign.
    let mut other = token(&world).await;
    other.key_id = "key-enc".to_owned();
    assert_eq!(offered(&world, other.sign()).await, refused);
}

#[tokio::test]
async fn a_nonce_of_another_service_is_none() {
    let (world, other) = (World::start().await, World::start().await);
    world.employee(TENANT, ADA, ADDRESS).await;
    let foreign = world
        .issuer
        .token(TENANT, ADA, ADDRESS, &other.nonce().await);
    assert_eq!(offered(&world, foreign.sign()).await.0, 401);
    let mine = world.nonce().await;
    let mut changed = mine.clone().into_bytes();
    changed[3] = if changed[3] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for nonce in [
        changed,
        mine[..mine.len() - 2].to_owned(),
        format!("{mine}AA"),
        String::new(),
    ] {
        let spoiled = world.issuer.token(TENANT, ADA, ADDRESS, &nonce);
        assert_eq!(offered(&world, spoiled.sign()).await.0, 401, "{nonce}");
    }
    let whole = world.issuer.token(TENANT, ADA, ADDRESS, &mine);
    assert_eq!(offered(&world, whole.sign()).await.0, 201);
}
