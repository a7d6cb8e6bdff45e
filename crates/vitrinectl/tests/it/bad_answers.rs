//! Microsoft and the service answer with what is torn, huge or of the wrong shape: each is named, and the next run goes on.

use crate::front::{Front, Spoil};
use crate::twin::Template;
use serde_json::json;

const SYNC: [&str; 3] = ["sync", "--once", "--json"];

const SHAPES: [Spoil; 5] = [
    Spoil::Body("[]"),
    Spoil::Body("{\"value\":7}"),
    Spoil::Body("{\"value\":[{\"id\":null}]}"),
    Spoil::Body(""),
    Spoil::Page(200),
];

#[tokio::test]
async fn graphs_list_of_people_spoilt_in_every_way_ends_a_run_by_name() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    let twin = template.twin().await;
    let odd = [
        "html",
        "array",
        "value_object",
        "no_value",
        "null_items",
        "wrong_types",
        "truncated",
        "empty",
        "not_text",
        "deep",
    ];
    let odd = odd.map(|shape| json!({ "kind": "wrong_shape", "shape": shape }));
    for fault in odd {
        template.stage.spoil("/v1.0/users", fault.clone()).await;
        let ran = twin.home.run(&SYNC).await;
        let code = ran.error();
        // JSON that ends too early is no other than an answer that did.
        assert!(
            ["graph_wrong_shape", "graph_torn"].contains(&&*code),
            "{fault}: {code}"
        );
        ran.refused(5, &code);
        ran.says("cannot be read");
    }
    for (fault, code) in [
        (
            json!({ "kind": "huge_body", "megabytes": 70 }),
            "graph_too_large",
        ),
        (json!({ "kind": "torn_body" }), "graph_torn"),
        (json!({ "kind": "status", "status": 418 }), "graph_refused"),
    ] {
        template.stage.spoil("/v1.0/users", fault).await;
        twin.home.run(&SYNC).await.refused(5, code);
    }
    template.stage.spoil_nothing().await;
    assert_eq!(twin.end().await, undisturbed);
}

#[tokio::test]
async fn nothing_of_a_stream_is_sent_that_could_only_be_read_in_part() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    let streams = [
        (
            "/v1.0/users/*/mailFolders/*/messages/delta",
            "email_thread",
            "meeting_attend",
        ),
        (
            "/v1.0/users/*/calendarView/delta",
            "meeting_attend",
            "email_thread",
        ),
    ];
    for (fault, code) in [
        (
            json!({ "kind": "wrong_shape", "shape": "wrong_types" }),
            "graph_wrong_shape",
        ),
        (
            json!({ "kind": "huge_body", "megabytes": 70 }),
            "graph_too_large",
        ),
    ] {
        for (path, spoilt, whole) in streams {
            let twin = template.twin().await;
            template.stage.spoil(path, fault.clone()).await;
            let ran = twin.home.run(&SYNC).await;
            ran.refused(5, code);
            let ran = ran.json();
            assert_eq!(ran["streams"][spoilt]["sent"], 0, "{path} {fault}: {ran}");
            assert_ne!(ran["streams"][whole]["sent"], 0, "{path} {fault}: {ran}");
            template.stage.spoil_nothing().await;
            assert_eq!(twin.end().await, undisturbed, "{path} {fault}");
        }
    }
}

#[tokio::test]
async fn an_acknowledgement_that_cannot_be_read_loses_and_doubles_nothing() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    let forged = Spoil::Body("{\"externalId\":\"x\",\"sha256\":\"00\",\"status\":\"stored\"}\n");
    for spoil in [
        SHAPES[0],
        SHAPES[3],
        SHAPES[4],
        forged,
        Spoil::Torn,
        Spoil::Huge,
        Spoil::Page(502),
    ] {
        let mut twin = template.twin().await;
        let front = Front::before(&twin.service.url()).await;
        twin.home.set("VITRINE_SERVICE_URL", &front.url());
        front.spoil("/v1/activities", spoil);
        let waiting = twin.home.run(&SYNC).await.expect(5);
        assert!(
            !waiting.stderr.contains("eve@contoso.example"),
            "{waiting:?}"
        );
        let streams = waiting.json()["streams"].clone();
        assert!(
            streams["meeting_attend"]["pending"].as_u64().unwrap() > 0,
            "{streams}"
        );
        front.spoil_nothing();
        assert_eq!(twin.end().await, undisturbed, "{spoil:?}");
    }
}

#[tokio::test]
async fn a_service_that_answers_nonsense_is_named() {
    let template = Template::new().await;
    let mut twin = template.twin().await;
    let front = Front::before(&twin.service.url()).await;
    twin.home.set("VITRINE_SERVICE_URL", &front.url());
    let show = ["admin", "dpa", "show", "--json"];
    for shape in SHAPES {
        front.spoil("/v1/dpa", shape);
        let ran = twin.home.run(&show).await;
        ran.refused(5, "service_garbled");
        ran.says("cannot be read");
    }
    front.spoil("/v1/dpa", Spoil::Huge);
    twin.home.run(&show).await.refused(5, "service_garbled");
    front.spoil("/v1/dpa", Spoil::Torn);
    twin.home.run(&show).await.refused(5, "service_torn");
    front.spoil("/v1/dpa", Spoil::Page(502));
    let away = twin.home.run(&show).await;
    away.refused(5, &away.error());
    // A policy that nobody signed is never taken; the last one that was serves on.
    front.spoil(
        "/v1/policy",
        Spoil::Body("{\"payload\":\"e30=\",\"signature\":\"AAAA\"}"),
    );
    let forged = twin.home.run(&SYNC).await;
    forged.refused(6, "service_untrusted");
    front.spoil("/v1/policy", Spoil::Body("{}"));
    twin.home.run(&SYNC).await.refused(5, "service_garbled");
    front.spoil_nothing();
    assert!(!twin.end().await.held.is_empty());
}
