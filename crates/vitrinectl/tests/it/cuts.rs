//! Lines that are cut on the organisation's road, wherever it hurts: in the end each activity is held once, and known to be.

use crate::line::{Cut, Line};
use crate::twin::Template;
use serde_json::json;

/// How often an upload is tried in one run.
const TRIES: usize = 4;

#[tokio::test]
async fn the_line_to_the_service_is_cut_and_each_activity_is_held_once() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    assert!(!undisturbed.held.is_empty());
    for cut in [
        Cut::Question,
        Cut::BeforeAnswer,
        Cut::MidAnswer,
        Cut::AfterAnswer,
    ] {
        let mut twin = template.twin().await;
        let (line, url) = Line::before_url(&twin.service.url()).await;
        twin.home.set("VITRINE_SERVICE_URL", &url);
        line.cut(&[cut; TRIES]);
        let ran = twin.home.run(&["sync", "--once", "--json"]).await;
        if cut == Cut::AfterAnswer {
            ran.expect(0);
        } else {
            ran.refused(5, "service_torn");
            let keys = line.keys();
            assert_eq!(keys.len(), TRIES, "{cut:?}");
            assert!(
                keys.iter().all(|key| *key == keys[0]),
                "{cut:?}: one upload"
            );
            assert_eq!(line.cuts_left(), 0);
        }
        // The next run is cut once more, and goes through in the same run.
        line.cut(&[cut]);
        assert_eq!(twin.end().await, undisturbed, "{cut:?}");
    }
}

#[tokio::test]
async fn the_line_to_microsoft_is_cut_in_the_middle_of_pages_and_each_activity_is_held_once() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    let pages = [
        ("/v1.0/users/*/calendarView/delta", 1),
        ("/v1.0/users/*/mailFolders/*/messages/delta", 3),
    ];
    for (path, after) in pages {
        let mut twin = template.twin().await;
        twin.home.hurry();
        let torn = json!({"kind": "torn_body"});
        let rule = json!([{"path": path, "after": after, "times": null, "fault": torn}]);
        template.stage.faults(&rule).await;
        let ran = twin.home.run(&["sync", "--once", "--json"]).await;
        template.stage.spoil_nothing().await;
        ran.refused(5, "graph_torn");
        twin.home.take_time();
        assert_eq!(twin.end().await, undisturbed, "{path}");
    }
}
