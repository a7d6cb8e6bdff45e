//! The border between pages and program: every command answers, and what goes wrong crosses it as one closed, tagged error.
#![expect(clippy::expect_used, reason = "a test may fail loudly")]

use companion::view::{
    ApprovalStanding, CommandError, EntryCheck, EntryProblem, FieldProblem, HomeProblem,
    InviteProblem, NextStep, Peer, ProblemKind, Refusal, RefusalKind, RegistrationField, Road,
    StreamName,
};
use serde_json::{Value, json};
use tauri::{
    WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};
use vitrine_window::{
    commands::names::NAMES, deep_link::Inbox, desktop::Desktop, front_desk::FrontDesk, tray::Sign,
};

/// A window whose home cannot be used.
fn window() -> WebviewWindow<MockRuntime> {
    let unusable = || {
        Err(CommandError::HomeUnusable {
            problem: HomeProblem::NoKeyring,
        })
    };
    let app = mock_builder()
        .invoke_handler(vitrine_window::bindings::<MockRuntime>().invoke_handler())
        .manage(Inbox::default())
        .manage(Desktop::told_by(|_, _| {}))
        .manage(Sign::none())
        .manage(FrontDesk::new(move || Box::pin(async move { unusable() })))
        .build(mock_context(noop_assets()))
        .expect("an app without a screen");
    WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
        .build()
        .expect("a window without a screen")
}

fn call(window: &WebviewWindow<MockRuntime>, command: &str) -> Result<Value, Value> {
    let mut input = json!({
        "link": "vitrine://invite/none", "road": "organisation", "connection": "none", "id": "none", "after": null,
        "language": "en", "stream": "email_signal", "sha256": "00", "pause": "hour", "entries": [],
        "subject": "", "body": "", "address": "", "record": "none", "asForm": "csv",
        "cycle": "none", "mark": "email.sent", "reason": "", "day": "2026-11-12", "state": "frozen", "toml": null,
        "level": "measures", "change": { "kind": "withhold", "add": null, "remove": null },
        "isWanted": true, "areWanted": true, "title": "", "text": "",
        "words": { "purpose": "", "legal_basis": "", "state": "", "open": "", "sync": "", "pause": "", "quit": "" },
        "query": { "states": [], "streams": [], "reasons": [], "text": null, "since": null, "until": null,
            "after": null, "limit": 10 },
        "policy": { "version": 1, "switched_off": [], "choices": {
            "employee_graph": true, "employee_imap": true, "organisation": true, "mail_scope": "Mail.Read",
            "transcript_level": "measures", "internal_meetings": false, "retract_on_delete": false, "retention_days": null } },
    });
    input["selection"] = json!({ "rows": [], "all": null, "except": [] });
    input["wish"] = json!({ "leave_out": [], "count": [], "sent": null });
    input["form"] = json!({
        "tenant": "", "client_id": "", "redirect_uri": "", "credential": { "kind": "keep" },
        "role": "employee", "address": "", "name": "", "start": "", "end": "", "time_zone": "",
        "sign_in": "microsoft", "server": null, "user": null, "password": null, "aliases": []
    });
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost"
            .parse()
            .expect("the window's own address"),
        body: InvokeBody::Json(input),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().expect("the answer is JSON"))
}

#[test]
fn every_command_is_there_and_says_that_the_home_cannot_be_used() {
    let window = window();
    let refused = json!({ "code": "home_unusable", "problem": "no_keyring" });
    // What only the window has needs no home.
    let windows_own = ["take_invite_link", "show_notice", "write_sign"];
    for command in NAMES.iter().filter(|name| !windows_own.contains(name)) {
        assert_eq!(call(&window, command), Err(refused.clone()), "{command}");
    }
    for command in windows_own {
        assert_eq!(call(&window, command), Ok(Value::Null), "{command}");
    }
}

#[test]
fn a_command_that_is_not_listed_is_not_there() {
    let refused = call(&window(), "read_token").expect_err("there is no such command");
    assert!(refused.to_string().contains("not found"), "{refused}");
}

#[test]
fn errors_cross_in_this_form() {
    let refusal = Refusal {
        kind: RefusalKind::NeedsAdmin,
        next: NextStep::SendLinkToAdmin,
        code: Some("AADSTS90094".to_owned()),
        admin_link: Some("https://login.contoso.example/adminconsent".to_owned()),
        approval: Some(ApprovalStanding::Awaited),
        expected: None,
    };
    let entry = EntryCheck {
        entry: "contoso.example".to_owned(),
        normalised: None,
        refused: Some(EntryProblem::Internal),
    };
    let field = FieldProblem {
        field: RegistrationField::ClientId,
        problem: ProblemKind::NotAnId,
    };
    let every = [
        CommandError::InviteRefused {
            problem: InviteProblem::Expired,
        },
        CommandError::SignInNeeded { refusal },
        CommandError::DpaRequired,
        CommandError::TextChanged,
        CommandError::ConsentRequired {
            stream: Some(StreamName::EmailSignal),
        },
        CommandError::RoadClosed {
            road: Road::EmployeeGraph,
        },
        CommandError::InvalidFields {
            fields: vec![field],
        },
        CommandError::EntriesRefused {
            entries: vec![entry],
        },
        CommandError::Locked {
            setting: "service_url".to_owned(),
        },
        CommandError::NotConnected,
        CommandError::Conflict,
        CommandError::Busy,
        CommandError::Offline {
            peer: Peer::Service,
            retry_after_seconds: Some(30),
        },
        CommandError::ServiceRefused {
            reason: "not_allowed_by_policy".to_owned(),
        },
        CommandError::HomeUnusable {
            problem: HomeProblem::WrongKey,
        },
        CommandError::NotAnAddress,
        CommandError::NotWritten,
        CommandError::PolicyFileMalformed { line: Some(3) },
        CommandError::Internal {
            reference: "a1b2c3".to_owned(),
        },
    ];
    insta::assert_json_snapshot!(every);
}
